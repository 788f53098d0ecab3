"""A process with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress


def kill_tree(process: subprocess.Popen[str]) -> None:
    """Kills it, and what it started: Pants gives that sessions and process groups of their own."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=", "-o", "ppid="], stdout=subprocess.PIPE, text=True, check=True
    )
    pairs = (line.split() for line in listed.stdout.splitlines())
    parents = {int(pid): int(parent) for pid, parent in pairs}
    tree = [pid for pid in parents if process.pid in _with_ancestors(pid, parents)]
    for pid in tree:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.communicate()


def _with_ancestors(pid: int, parents: dict[int, int]) -> set[int]:
    found: set[int] = set()
    while pid in parents and pid not in found:
        found.add(pid)
        pid = parents[pid]
    return found
