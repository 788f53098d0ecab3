"""``python -m inseam.explain [<id>]``, in a folder that has the repository's policies.

Explains a rule, or lists all ids.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inseam.explain.catalogue import catalogue, explain, listed
from inseam.policies.repository import read_repository
from inseam.report.process import run_process
from inseam.report.report import Report


def main() -> Report:
    rules = catalogue(read_repository(Path()).policies)
    return Report((), tuple(explain(sys.argv[1], rules) if sys.argv[1:] else listed(rules)))


if __name__ == "__main__":
    sys.exit(run_process(main))
