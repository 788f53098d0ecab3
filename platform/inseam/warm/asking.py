"""The process that asks for a child, waits for its end, and passes signals on."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from inseam.warm import wire
from inseam.warm.folder import VARIABLE, key, private_folder
from inseam.warm.sources import lasting_sources

# Seconds for a parent to import what it imports; and for those who wait for one to be started.
_START = 60
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
# A parent is of no process in particular, so it has nothing of anybody's environment.
_ENVIRONMENT = {
    "PATH": os.defpath,
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    # Each of these would start a thread, and what has threads cannot be forked.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}


class ParentEnded(Exception):
    """While the child ran, which has ended with it."""


def run_in_child(module: str, arguments: Sequence[str]) -> int | None:
    """The wait status of a child that ran the module; None if this process has to run it.

    Raises `ParentEnded`: what the child did by then is done.
    """
    folder = private_folder()
    if folder is None:
        return None
    try:
        name = key()
        parent = _parent(folder / f"{name}.socket")
        if parent is None:
            return None
        has_child = _asked(parent, _request(module, arguments, lasting_sources(folder, name)))
    except OSError:
        return None
    # Beyond this point the module runs, and never a second time.
    with closing(parent):
        return _wait(parent) if has_child else None


def _request(module: str, arguments: Sequence[str], sources: Mapping[str, str]) -> wire.Request:
    umask = os.umask(0)
    os.umask(umask)
    return wire.Request(
        module=module,
        arguments=list(arguments),
        path=[sources.get(entry, entry) for entry in sys.path],
        environment={k: v for k, v in os.environ.items() if k != VARIABLE},
        umask=umask,
        ignored=[n for n in signal.valid_signals() if signal.getsignal(n) is signal.SIG_IGN],
        blocked=list(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        encoding=sys.stdout.encoding,
        errors=sys.stdout.errors or "strict",
    )


def _asked(parent: socket.socket, request: wire.Request) -> bool:
    try:
        here = os.open(".", os.O_RDONLY)
        file = request.as_file()
        try:
            socket.send_fds(parent, [wire.ASK], [0, 1, 2, here, file])
        finally:
            os.close(here)
            os.close(file)
        return parent.recv(1) == wire.ACCEPTED
    except OSError:
        return False


def _wait(parent: socket.socket) -> int:
    def pass_on(number: int, _: object) -> None:
        parent.send(bytes([number]))

    heard = [n for n in _SIGNALS if signal.getsignal(n) is not signal.SIG_IGN]
    before = {number: signal.signal(number, pass_on) for number in heard}
    try:
        return wire.wait_status(parent.recv(64))
    except (OSError, ValueError):
        raise ParentEnded(
            "The process that this one was forked from has ended. Run the same command again."
        ) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _parent(address: Path) -> socket.socket | None:
    """Whoever listens there; one is started if nobody does."""
    connection = _connected(address)
    if connection is not None:
        return connection
    with _lock(address.with_suffix(".lock")) as is_held:
        if not is_held:
            return None
        connection = _connected(address)
        if connection is None and _started(address):
            connection = _connected(address)
        return connection


def _connected(address: Path) -> socket.socket | None:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    folder = os.open(address.parent, os.O_RDONLY)
    try:
        # An address has at most 107 bytes, which a path can exceed.
        connection.connect(f"/proc/self/fd/{folder}/{address.name}")
        if wire.is_of_this_user(connection):
            return connection
    except OSError:
        pass
    finally:
        os.close(folder)
    connection.close()
    return None


@contextmanager
def _lock(file: Path) -> Iterator[bool]:
    """Whether it is held; whoever has it starts the parent meanwhile."""
    with file.open("wb") as opened:
        until = time.monotonic() + _START
        while True:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    yield False
                    return
                time.sleep(0.05)
            else:
                yield True
                return


def _started(address: Path) -> bool:
    """Whether a new parent listens."""
    # Most processes find one, and start sooner without it.
    import subprocess

    ready, started = os.pipe()
    source = Path(__file__).resolve().parents[2]
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from inseam.warm.parent import main; main()"
    )
    try:
        subprocess.Popen(
            [sys.executable, "-s", "-E", "-c", code, str(source), address.name, str(started)],
            cwd=address.parent,
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[started],
            start_new_session=True,
        )
    finally:
        os.close(started)
    try:
        readable, _, _ = select.select([ready], [], [], _START)
        return bool(readable) and os.read(ready, 1) == wire.ACCEPTED
    finally:
        os.close(ready)
