"""One writer at a time in an environment.

Whoever writes makes the table `inseam.holder`, which only one can create, on any engine. What it
says tells a holder that lives from one that has ended: on the same machine by its process,
elsewhere by the end of its lease. One that has ended gets a successor, a table that is named after
it and that again only one can create; so two that see it end do not take the environment from each
other.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from inseam.environments.operations import OperationFailed, Operations
from inseam.report.finding import Finding, InputError, Severity

# No release takes longer; one on another machine that has ended holds others up for as long.
LEASE = timedelta(hours=6)
_PAUSE_SECONDS = 1.0
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Holder:
    """``started`` is when the process started, in the system's words: numbers of processes come
    again. ``since`` and ``lease_until`` are instants in ISO 8601, UTC.
    """

    who: str
    what: str
    host: str
    pid: int
    started: str
    since: str
    lease_until: str

    @property
    def described(self) -> str:
        return f"{self.who} ({self.what}, process {self.pid} on {self.host}, since {self.since})"


def holder(who: str, what: str, now: datetime) -> Holder:
    """This process, at ``now`` in UTC."""
    pid = os.getpid()
    until = now + LEASE
    host = socket.gethostname()
    return Holder(who, what, host, pid, _started(pid) or "", now.isoformat(), until.isoformat())


@contextmanager
def holding(
    operations: Operations,
    claim: Holder,
    *,
    wait_seconds: float,
    now: Callable[[], datetime],
    notify: Callable[[str], None],
) -> Iterator[None]:
    """Holds the environment; waits for another that does, which ``notify`` hears of once.

    Raises `InputError` if another still holds it after ``wait_seconds``, `OperationFailed`.
    """
    deadline = time.monotonic() + wait_seconds
    notified = False
    while (other := _take(operations, claim, now())) is not None:
        if time.monotonic() >= deadline:
            raise InputError([_held(other)])
        if not notified:
            notify(f"Waiting for {other.described}.")
            notified = True
        time.sleep(_PAUSE_SECONDS)
    try:
        yield
    finally:
        operations.call("let_go_of_environment", row=asdict(claim))


def current_holder(operations: Operations) -> Holder | None:
    """Who holds the environment now. Raises `OperationFailed`."""
    for _ in range(_TRIES - 1):
        # A table that was there may be gone when it is read: its holder has let go meanwhile.
        with suppress(OperationFailed):
            return _read_holder(operations)
    return _read_holder(operations)


def _read_holder(operations: Operations) -> Holder | None:
    row = operations.call("environment_holder")
    return Holder(**row) if row else None


def _take(operations: Operations, claim: Holder, now: datetime) -> Holder | None:
    """Who else holds the environment; None if ``claim`` does now."""
    other = current_holder(operations)
    if other is not None and is_alive(other, now):
        return other
    try:
        if other is None:
            operations.call("hold_environment", row=asdict(claim))
        else:
            operations.call("take_over_environment", row=asdict(claim), ended=asdict(other))
    except OperationFailed:
        # Somebody was faster, or the engine has another reason.
        if (now_held := current_holder(operations)) is None or now_held == other:
            raise
    found = current_holder(operations)
    return None if found == claim else found


def is_alive(other: Holder, now: datetime) -> bool:
    """Whether a holder may still write."""
    if other.host == socket.gethostname():
        return _started(other.pid) == other.started
    return now < datetime.fromisoformat(other.lease_until)


def _started(pid: int) -> str | None:
    """When a process of this machine started, None if there is none of the number."""
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return " ".join(done.stdout.split()) or None


def _held(other: Holder) -> Finding:
    return Finding(
        rule="environment-held",
        severity=Severity.ERROR,
        file="platform/environments.yaml",
        message=f"The environment is held by {other.described}.",
        fix="Call this again when that has ended. One that was killed holds nobody up.",
    )
