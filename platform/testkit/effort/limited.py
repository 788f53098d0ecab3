"""A process with limits: one that never ends is ended, and its memory is known.

The limit of processor time is a guard against hanging, far above what is ever needed. A test
asserts nothing about it: it asks for the exit code, which is another one if the process was ended.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# More than ten times of what the slowest of these processes takes on a machine of today.
PROCESSOR_SECONDS = 150
# A process of its own that starts the measured one: a child's memory begins with its parent's.
_LIMITED = f"""\
import os, resource, sys

resource.setrlimit(resource.RLIMIT_CPU, ({PROCESSOR_SECONDS}, {PROCESSOR_SECONDS + 5}))
_, status, used = os.wait4(os.spawnv(os.P_NOWAIT, sys.argv[2], sys.argv[2:]), 0)
open(sys.argv[1], "w").write(f"{{status}} {{used.ru_maxrss}}")
"""


@dataclass(frozen=True)
class Ended:
    """``exit_code`` is negative for a signal, ``megabytes`` the most memory that was held."""

    exit_code: int
    stdout: str
    stderr: str
    megabytes: float


def run_limited(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], scratch: Path
) -> Ended:
    """Runs it in a folder. ``scratch`` is an existing one for what it prints."""
    out, err, end = (scratch / name for name in ("_stdout", "_stderr", "_end"))
    with out.open("wb") as stdout, err.open("wb") as stderr:
        subprocess.run(
            [sys.executable, "-I", "-c", _LIMITED, str(end), *command],
            cwd=folder,
            env={**os.environ, **variables},
            stdout=stdout,
            stderr=stderr,
            check=True,
        )
    status, memory = map(int, end.read_text(encoding="utf-8").split())
    # Linux counts in kilobytes, macOS in bytes.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    said, errors = (path.read_text(encoding="utf-8", errors="replace") for path in (out, err))
    return Ended(os.waitstatus_to_exitcode(status), said, errors, memory / unit)
