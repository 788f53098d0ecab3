"""Sends releases' events: ``python -m inseam.release.events.__main__ <format> <request.json>``.

In the repository's root. Exit codes: 0 all that could be sent has arrived, 1 something was refused
or not sent, 2 something cannot be read, 3 a fault of ours.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from inseam.release.events.call import run
from inseam.release.events.request import read_events_request
from inseam.report.formats import FORMATS
from inseam.report.process import run_process


def main() -> int:
    form, request_file = sys.argv[1:]
    try:
        return run_process(lambda: run(read_events_request(Path(request_file))), FORMATS[form])
    except KeyboardInterrupt:
        print("Interrupted. Run it again: what has arrived is not sent twice.", file=sys.stderr)
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
