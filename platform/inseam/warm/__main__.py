"""``python -m inseam.warm <module> <arguments>``: ends as the module ends."""

from __future__ import annotations

import os
import runpy
import signal
import sys
from contextlib import suppress

from inseam.warm.asking import ParentEnded, run_in_child
from inseam.warm.folder import VARIABLE


def main() -> int:
    _, module, *arguments = sys.argv
    try:
        status = run_in_child(module, arguments)
    except ParentEnded as failure:
        print(failure, file=sys.stderr)
        return 1
    if status is None:
        os.environ.pop(VARIABLE, None)
        sys.argv[1:] = arguments
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return 0
    if os.WIFSIGNALED(status):
        # Nothing handles SIGKILL, and to say so is refused.
        with suppress(OSError):
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
