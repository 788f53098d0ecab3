"""Between a client and a Thrift server: holds back what the client asks from a statement on."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_CHUNK = 65536


@dataclass
class Proxy:
    """Lets pass what goes to ``server`` until the client sends the statement ``number`` that begins
    with ``pattern``. That and all that follows never arrive, and ``held_back`` is set."""

    server: int
    pattern: re.Pattern[bytes]
    number: int
    port: int = 0
    held_back: threading.Event = field(default_factory=threading.Event)
    _seen: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def passes(self, sent: bytes, start: int) -> bool:
        """``sent`` is all of one connection, of which what ends before ``start`` was counted."""
        with self._lock:
            self._seen += sum(found.end() > start for found in self.pattern.finditer(sent))
            if self._seen >= self.number:
                self.held_back.set()
            return not self.held_back.is_set()


@contextmanager
def proxy(server: int, pattern: str, number: int) -> Iterator[Proxy]:
    """To the port ``server`` of this machine. Runs until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        made = Proxy(server, re.compile(pattern.encode()), number, port)
        connections: list[socket.socket] = []
        threading.Thread(target=_accept, args=(made, listening, connections), daemon=True).start()
        try:
            yield made
        finally:
            # A thread that waits for a client or for bytes ends so.
            for one in (listening, *connections):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            for connection in connections:
                connection.close()


def _accept(made: Proxy, listening: socket.socket, connections: list[socket.socket]) -> None:
    with suppress(OSError):
        while True:
            client, _ = listening.accept()
            server = socket.create_connection(("127.0.0.1", made.server))
            connections.extend((client, server))
            for work in (_ask, _answer):
                threading.Thread(target=work, args=(made, client, server), daemon=True).start()


def _ask(made: Proxy, client: socket.socket, server: socket.socket) -> None:
    sent = b""
    with suppress(OSError):
        while chunk := client.recv(_CHUNK):
            start = len(sent)
            sent += chunk
            # A statement whose end does not arrive is not run.
            if not made.passes(sent, start):
                return
            server.sendall(chunk)
        server.shutdown(socket.SHUT_WR)


def _answer(_: Proxy, client: socket.socket, server: socket.socket) -> None:
    with suppress(OSError):
        while chunk := server.recv(_CHUNK):
            client.sendall(chunk)
        client.shutdown(socket.SHUT_WR)
