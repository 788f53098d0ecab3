"""Releases data products: ``python -m inseam.release <format> <request.json>``.

In the repository's root. Exit codes: 0 everything asked for is published, 1 something failed or is
blocked, 2 something cannot be read, 3 a fault of ours.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from inseam.release.call import run
from inseam.release.request import read_release_request
from inseam.report.formats import FORMATS
from inseam.report.process import run_process


def main() -> int:
    form, request_file = sys.argv[1:]
    try:
        return run_process(lambda: run(read_release_request(Path(request_file))), FORMATS[form])
    except KeyboardInterrupt:
        print(
            "Interrupted. Readers see what they saw, or the whole release; the next call finishes"
            " or undoes what this one left.",
            file=sys.stderr,
        )
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
