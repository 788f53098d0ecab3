"""Shows a test's result: ``python -m inseam.testing.present <result.json> <format>``.

Runs where the contracts lie as people wrote them, and so can say in which line an element is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.testing.located import locate
from inseam.testing.result import from_json


def main(result_file: Path) -> Report:
    result = from_json(result_file.read_text(encoding="utf-8"))
    return report((locate(finding) for finding in result.findings), *result.summary)


if __name__ == "__main__":
    _, file, format = sys.argv
    sys.exit(run_process(lambda: main(Path(file)), FORMATS[format]))
