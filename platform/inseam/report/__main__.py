"""Shows a report in one of its formats: ``python -m inseam.report <format> <report.json>``."""

from __future__ import annotations

import sys
from pathlib import Path

from inseam.report.formats import FORMATS
from inseam.report.json_form import from_json


def show(name: str, file: Path) -> str:
    return FORMATS[name](from_json(file.read_text(encoding="utf-8")))


if __name__ == "__main__":
    print(show(sys.argv[1], Path(sys.argv[2])))
