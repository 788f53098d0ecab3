"""``python -m inseam.review <form> <out>``, for Pants: a review, written to ``<out>``.

Beside it lie

    affected            what `inseam.affected` says as JSON; if it failed, there is none
    _affected.json      its report: why it failed
    _gate.json          the report of `inseam.gate.repository`
    _base/, _head/      the sides, as `inseam.review.sides` has them
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from inseam.report.process import run_process
from inseam.report.report import Report
from inseam.review.forms import Review, to_json
from inseam.review.markdown import to_markdown
from inseam.review.reading import read_review
from inseam.review.row_differences import connected

# What has no other form is Markdown, which people read as well.
FORMS: Mapping[str, Callable[[Review], str]] = {"json": to_json}


def main() -> Report:
    form, out = sys.argv[1:]
    with connected() as connection:
        review = read_review(Path(), connection)
    text = FORMS.get(form, to_markdown)(review)
    Path(out).write_text(text + "\n", encoding="utf-8")
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
