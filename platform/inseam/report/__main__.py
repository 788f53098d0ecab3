"""Shows a report in one of its formats: ``python -m inseam.report <format> <report.json> [check]``.

With a check, as that check's where others run beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inseam.report.formats import FORMATS
from inseam.report.read import read_report
from inseam.report.root_causes import shown_beside_others


def show(name: str, file: Path, check: str | None = None) -> str:
    said = read_report(file.read_text(encoding="utf-8"))
    return FORMATS[name](said if check is None else shown_beside_others(said, check))


if __name__ == "__main__":
    print(show(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:]))
