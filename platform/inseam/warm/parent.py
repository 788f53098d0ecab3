"""The parent: imports, listens, forks, and ends when nobody asks for long."""

from __future__ import annotations

import gc
import os
import selectors
import shutil
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from inseam.warm import wire
from inseam.warm.child import Forked, run
from inseam.warm.imported import import_libraries
from inseam.warm.macros import Macros
from inseam.warm.sources import sources_of

# Seconds without a child.
IDLE = 600
# Children at once, for each core. One more runs by itself.
_CHILDREN = 4


def main() -> None:
    """``parent.main()`` of `<socket> <file to say so>`, in the private folder."""
    address, ready = Path(sys.argv[2]), int(sys.argv[3])
    _remove_what_others_left()
    import_libraries()
    macros = Macros()
    if "dbt.cli.main" in sys.modules:
        macros.remember_dbts()
    # What is imported is never collected, so children leave it where it is in memory.
    gc.collect()
    gc.freeze()
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(address))
        listener.listen(128)
        parent = Parent(listener, address, address.stat().st_ino, macros)
        os.write(ready, wire.ACCEPTED)
        os.close(ready)
        forked = parent.serve()
        if forked is None and parent.is_wanted():
            address.unlink(missing_ok=True)
            shutil.rmtree(sources_of(Path(), address.stem), ignore_errors=True)
    # Only a child comes here with something to do, with nothing of the parent's open.
    if forked is not None:
        run(forked)


def _remove_what_others_left() -> None:
    """Of parents that were killed, so that nobody answers at their sockets."""
    for address in Path().glob("*.socket"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            try:
                connection.connect(str(address))
            except ConnectionRefusedError:
                address.unlink(missing_ok=True)
                shutil.rmtree(sources_of(Path(), address.stem), ignore_errors=True)
            except OSError:
                continue


@dataclass(slots=True)
class Parent:
    """``inode`` is that of its socket: another may be at the same address later.

    ``silent`` are connections that have not asked yet. Nobody waits for them.
    """

    listener: socket.socket
    address: Path
    inode: int
    macros: Macros
    children: dict[int, socket.socket] = field(default_factory=dict)
    silent: set[socket.socket] = field(default_factory=set)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def serve(self) -> Forked | None:
        """None at its end in the parent; in a child what it has to run."""
        wake, woken = socket.socketpair()
        for one in (wake, woken):
            one.setblocking(False)
        signal.set_wakeup_fd(woken.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(self.listener, selectors.EVENT_READ)
        self._selector.register(wake, selectors.EVENT_READ)
        last = time.monotonic()
        while self.is_wanted() and (self.children or time.monotonic() - last < IDLE):
            for ready, _ in self._selector.select(timeout=IDLE / 10):
                last = time.monotonic()
                if ready.fileobj is self.listener:
                    self._accept()
                elif ready.fileobj is wake:
                    wake.recv(4096)
                elif isinstance(ready.data, socket.socket):
                    forked = self._answer(ready.data)
                    if forked is not None:
                        wake.close()
                        woken.close()
                        return forked
                else:
                    self._hear(ready.data)
            self._reap()
        return None

    def is_wanted(self) -> bool:
        """Whether its socket is still there, and the tools that it has imported."""
        try:
            return self.address.stat().st_ino == self.inode and Path(sys.executable).exists()
        except OSError:
            return False

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        if not wire.is_of_this_user(connection):
            connection.close()
            return
        self.silent.add(connection)
        self._selector.register(connection, selectors.EVENT_READ, connection)

    def _answer(self, connection: socket.socket) -> Forked | None:
        """What it asks lies there whole; or it has gone."""
        self.silent.discard(connection)
        self._selector.unregister(connection)
        files: list[int] = []
        try:
            asked, files, _, _ = socket.recv_fds(connection, 1, wire.FILES)
            if asked == wire.ASK and len(files) == wire.FILES and self._may_fork():
                return self._fork(connection, files)
            connection.send(wire.REFUSED)
        except OSError:
            pass
        for file in files:
            os.close(file)
        connection.close()
        return None

    def _may_fork(self) -> bool:
        """A second thread of anybody's could hold a lock for ever in the child."""
        is_alone = len(list(Path("/proc/self/task").iterdir())) == 1
        return is_alone and len(self.children) < _CHILDREN * (os.cpu_count() or 1)

    def _fork(self, connection: socket.socket, files: list[int]) -> Forked | None:
        if self.macros.remember_packages(Path(f"/proc/self/fd/{files[wire.FOLDER]}")):
            gc.freeze()
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # Closed as objects: closed by number they would close a file of the child's later.
            self._selector.close()
            self.listener.close()
            for other in (connection, *self.silent, *self.children.values()):
                other.close()
            return Forked(files)
        for file in files:
            os.close(file)
        self.children[pid] = connection
        self._selector.register(connection, selectors.EVENT_READ, pid)
        # Whoever has ended by now is heard as one that ends later.
        with suppress(OSError):
            connection.send(wire.ACCEPTED)
        return None

    def _hear(self, pid: int) -> None:
        """A signal to pass on; whoever has ended wants its child to end."""
        connection = self.children.get(pid)
        if connection is None:
            return
        try:
            numbers = connection.recv(64)
        except OSError:
            numbers = b""
        for number in numbers or bytes([signal.SIGKILL]):
            _send(pid, number)
        if not numbers:
            self._selector.unregister(connection)

    def _reap(self) -> None:
        while self.children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            connection = self.children.pop(pid)
            if connection in self._selector.get_map():
                self._selector.unregister(connection)
            with suppress(OSError):
                connection.send(wire.ended(status))
            connection.close()


def _send(pid: int, number: int) -> None:
    """To the child and to what it has started, as a terminal does."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        # It has not yet a group of its own.
        os.kill(pid, number)
