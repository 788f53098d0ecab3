"""Where the parents of one user listen, and which of them serves a process."""

from __future__ import annotations

import hashlib
import os
import resource
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

# A folder that stays from process to process; without it every process runs by itself.
VARIABLE = "INSEAM_WARM"


def private_folder() -> Path | None:
    """The user's folder, which nobody else can enter; None if there is none, or it is not so."""
    shared = os.environ.get(VARIABLE)
    # Elsewhere than on Linux a fork without an exec is not safe; some Pythons have no such files.
    is_possible = sys.platform.startswith("linux") and hasattr(os, "memfd_create")
    if not shared or not is_possible:
        return None
    # A link to a folder that is still to be made, if Pants gives it.
    folder = Path(os.path.realpath(shared), str(os.geteuid()))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    is_private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) & 0o077 == 0
    return folder if is_private and found.st_uid == os.geteuid() else None


def key() -> str:
    """Of the parents that may serve this process: the same tools, interpreter, rules and limits.

    A tool environment has the digest of its lock in its path.
    """
    digest = hashlib.sha256()
    for part in (sys.prefix, sys.version, *_limits(), *_sources()):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part.encode())
    return digest.hexdigest()[:16]


def _limits() -> Iterator[str]:
    """What a child has of its parent and cannot change: priority, cores, limits, control group."""
    yield str(os.getpriority(os.PRIO_PROCESS, 0))
    yield str(sorted(os.sched_getaffinity(0)))
    for name in sorted(name for name in dir(resource) if name.startswith("RLIMIT_")):
        yield f"{name}: {resource.getrlimit(getattr(resource, name))}"
    yield Path("/proc/self/cgroup").read_text(encoding="utf-8")


def _sources() -> list[str]:
    return [
        file.read_text(encoding="utf-8")
        for file in sorted(Path(__file__).parent.glob("*.py"))
        if not file.name.endswith("_test.py")
    ]
