"""``python -m inseam.agreements <form> <request.json> <out>``, for Pants.

The request is ``{"version": 1, "date": "2026-01-31", "products": [...], "has_base": false}``. Facts
lie in ``_given/both``, and what differs between a base and the branch in ``_given/base`` and
``_given/head``. The table is written to ``<out>``; the report on standard output has the agreements
that the branch ends without notice.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inseam import wire
from inseam.agreements.notice import ended_without_notice
from inseam.agreements.readings import Readings, read_readings
from inseam.agreements.show import FORMS, Shown
from inseam.documents.day import day_given
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.report.unknown_form import refuse_unknown_form

_FACTS = Path("_given")


def _readings(side: str) -> Readings:
    files = [*(_FACTS / "both").rglob("*.jsonl"), *(_FACTS / side).rglob("*.jsonl")]
    return read_readings(sorted(files))


def main() -> Report:
    form, request_file, out = sys.argv[1:]
    refuse_unknown_form("agreements", form, FORMS)
    request = wire.document(Path(request_file).read_bytes())
    day = day_given(request["date"], "--agreements-today")
    head = _readings("head")
    shown = Shown(head, day, frozenset(request["products"]))
    Path(out).write_text(FORMS[form](shown) + "\n", encoding="utf-8")
    if not request["has_base"]:
        return Report()
    return report(ended_without_notice(_readings("base"), head, day))


if __name__ == "__main__":
    sys.exit(run_process(main))
