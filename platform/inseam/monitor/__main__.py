"""Measures what readers see: ``python -m inseam.monitor <format> <request.json>``.

In the repository's root. Exit codes: 0 what is promised holds, 1 something does not, 2 something
cannot be read or written, 3 a fault of ours.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from inseam.monitor.call import read_monitor_request, run
from inseam.report.formats import FORMATS
from inseam.report.process import run_process


def main() -> int:
    form, request_file = sys.argv[1:]
    try:
        return run_process(lambda: run(read_monitor_request(Path(request_file))), FORMATS[form])
    except KeyboardInterrupt:
        print("Interrupted. What was measured and not written is written next.", file=sys.stderr)
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
