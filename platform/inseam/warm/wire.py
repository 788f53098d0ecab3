"""What the process that asks and the parent send each other, over a socket of one machine.

The asking process sends `ASK` with five open files: its standard streams, its folder, and a file
with the request, which only the child reads, as it may have secrets. The parent answers `ACCEPTED`
or `REFUSED`. Then the asking process sends a byte for each signal that it gets, and the parent
`ENDED` with the child's wait status. Whoever sees the other's end closed knows that it has ended.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from typing import NamedTuple

ASK = b"?"
FILES = 5
FOLDER = 3
ACCEPTED = b"+"
REFUSED = b"-"
ENDED = b"."
_STATUS = struct.Struct("!i")
_PEER = struct.Struct("iII")


# As a dataclass it would import as much again as all of this.
class Request(NamedTuple):
    """What to run: a module and its arguments, as the asking process would.

    ``ignored`` and ``blocked`` are numbers of signals.
    """

    module: str
    arguments: list[str]
    path: list[str]
    environment: dict[str, str]
    umask: int
    ignored: list[int]
    blocked: list[int]
    encoding: str
    errors: str

    def as_file(self) -> int:
        """An open file that is nowhere on disk."""
        file = os.memfd_create("inseam-warm")
        with open(file, "wb", closefd=False) as written:
            written.write(json.dumps(self._asdict()).encode())
        os.lseek(file, 0, os.SEEK_SET)
        return file


def read_request(file: int) -> Request:
    with open(file, "rb", closefd=False) as opened:
        return Request(**json.loads(opened.read()))


def ended(status: int) -> bytes:
    return ENDED + _STATUS.pack(status)


def wait_status(answer: bytes) -> int:
    """Of `ended`; raises `ValueError` if it is not whole."""
    if len(answer) != len(ENDED) + _STATUS.size or not answer.startswith(ENDED):
        raise ValueError(answer)
    (status,) = _STATUS.unpack(answer[len(ENDED) :])
    return int(status)


def is_of_this_user(peer: socket.socket) -> bool:
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    _, user, _ = _PEER.unpack(credentials)
    return bool(user == os.geteuid())
