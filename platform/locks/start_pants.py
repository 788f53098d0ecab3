"""Starts Pants, or its daemon; once more if the daemon did not start within Pants' own 60 seconds.

`install.py` writes this into Pants' venv as a command. A busy machine may need longer than that,
and meanwhile the daemon has gone on starting, so the second try mostly finds it there.
"""

# No import from __future__: what install.py puts before the docstring lets none follow.
import os
import sys

from pants.bin.pants_loader import main
from pants.pantsd.process_manager import ProcessManager

AGAIN = "_INSEAM_SECOND_START"


def start() -> None:
    again = os.environ.pop(AGAIN, None)
    try:
        main()
    except ProcessManager.Timeout as error:
        if again is None:
            say(f"Pants' daemon is slow to start ({error}): this machine is busy. Trying again ...")
            os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, AGAIN: "1"})
        say(
            f"Pants' daemon did not start ({error}), twice: this machine is too busy. "
            "Try again later, or run this without the daemon: put --no-pantsd before the goal."
        )
        sys.exit(1)


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    start()
