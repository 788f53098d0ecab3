"""What a command takes: seconds by the clock and of the processor, and memory.

A call of Pants is answered by a daemon, whose processes ask another one to fork: nearly nothing of
it is a child of the command. `adopt_orphans` makes this process the parent of whatever it starts
and of what that leaves behind, so that all of it counts. Linux only.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_LIBC = ctypes.CDLL(None)
# linux/prctl.h.
_PR_SET_CHILD_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")
# Between two looks at the memory of all processes; to look takes a few milliseconds.
_LOOK = 0.05
# Seconds that processes may take to end.
_END = 30.0
_DAEMON = b"pantsd"
_SHOWN = 3_000


class CommandFailed(Exception):
    """The command, its exit code, and the end of what it printed."""


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds: of the clock, and of the processor in all processes together."""

    wall: float
    cpu: float

    def __add__(self, other: Used) -> Used:
        return Used(self.wall + other.wall, self.cpu + other.cpu)


@dataclass(frozen=True, slots=True)
class Done:
    used: Used
    output: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes at their peak: of all processes but Pants' daemon together, of the largest of them,
    and of the daemon.

    What processes share counts once in ``together``, and in each of them in ``largest``.
    """

    together: float
    largest: float
    daemon: float


@dataclass(frozen=True, slots=True)
class _Process:
    pid: int
    parent: int
    cpu: float


def adopt_orphans() -> None:
    """Call once, before anything is started that is to be measured."""
    _LIBC.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # Processes are forked only from one with their limits (inseam.warm). With a limit that nobody
    # else has, none is forked from one that somebody else has started, where it would not count.
    soft, hard = resource.getrlimit(resource.RLIMIT_MSGQUEUE)
    resource.setrlimit(resource.RLIMIT_MSGQUEUE, (max(0, soft - os.getpid() % 10_000), hard))


def timed(
    command: Sequence[str | Path],
    folder: Path,
    variables: Mapping[str, str] = {},
    exit_codes: Collection[int] = (0,),
) -> Done:
    """Runs it to its end. Raises `CommandFailed` if it ends with another exit code."""
    cpu, start = _cpu(), time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    used = Used(time.perf_counter() - start, _cpu() - cpu)
    if done.returncode not in exit_codes:
        shown = " ".join(map(str, command))
        raise CommandFailed(f"{shown}: exit code {done.returncode}\n{done.stdout[-_SHOWN:]}")
    return Done(used, done.stdout, done.returncode)


def timed_call(work: Callable[[], object]) -> Used:
    """Of this process alone."""
    cpu, start = time.process_time(), time.perf_counter()
    work()
    return Used(time.perf_counter() - start, time.process_time() - cpu)


@contextmanager
def peak_memory() -> Iterator[Callable[[], Memory]]:
    """Looks at the memory of what this process has started until the block ends.

    The function that it yields gives the peaks. To look takes time, so measure that apart.
    """
    peaks = Memory(0, 0, 0)
    ended = threading.Event()

    def look() -> None:
        nonlocal peaks
        while not ended.is_set():
            peaks = _highest(peaks, _memory())
            ended.wait(_LOOK)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield lambda: peaks
    finally:
        ended.set()
        looking.join()


def end_all() -> None:
    """Ends what this process has started and is still there, such as daemons, and waits for it."""
    until = time.monotonic() + _END
    while (left := _descendants()) and time.monotonic() < until:
        for process in left:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        time.sleep(_LOOK)


def daemon_memory() -> float:
    """Megabytes of Pants' daemons among what this process has started."""
    return _memory().daemon


def _cpu() -> float:
    """Of all that was ever started. What has ended counts in who waited for it."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + sum(process.cpu for process in _descendants())


def _descendants() -> list[_Process]:
    children: dict[int, list[_Process]] = {}
    for process in _processes():
        children.setdefault(process.parent, []).append(process)
    found: list[_Process] = []
    parents = [os.getpid()]
    while parents:
        more = children.get(parents.pop(), [])
        found += more
        parents += [process.pid for process in more]
    return found


def _processes() -> Iterator[_Process]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError):
            # proc_pid_stat(5); the name before the bracket may have brackets and blanks.
            fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
            cpu = sum(map(int, fields[11:15])) / _TICKS
            yield _Process(int(folder.name), int(fields[1]), cpu)


def _memory() -> Memory:
    together = largest = daemon = 0.0
    for process in _descendants():
        folder = Path("/proc", str(process.pid))
        try:
            command = (folder / "cmdline").read_bytes()
            sizes = (folder / "smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue  # It has ended.
        shared, alone = _kilobytes(sizes, "Pss:"), _kilobytes(sizes, "Rss:")
        if command.startswith(_DAEMON):
            daemon += shared / 1000
        else:
            together += shared / 1000
            largest = max(largest, alone / 1000)
    return Memory(together, largest, daemon)


def _kilobytes(sizes: Sequence[str], name: str) -> float:
    return sum(int(line.split()[1]) * 1.024 for line in sizes if line.startswith(name))


def _highest(one: Memory, other: Memory) -> Memory:
    return Memory(
        max(one.together, other.together),
        max(one.largest, other.largest),
        max(one.daemon, other.daemon),
    )
