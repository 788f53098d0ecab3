from __future__ import annotations

from pathlib import Path

import pytest

from inseam.report.__main__ import show
from inseam.report.finding import Finding, Severity
from inseam.report.formats import FORMATS
from inseam.report.json_form import to_json
from inseam.report.report import Report, report
from inseam.report.text import to_text

FINDING = Finding(rule="r", severity=Severity.ERROR, file="a", line=1, message="m", fix="f")
SAID = report([FINDING], "1 file read", "0 skipped")


def test_people_read_the_findings_then_what_was_looked_at() -> None:
    assert to_text(SAID) == "a:1: error[r] m\n    fix: f\n\n1 file read\n0 skipped"


@pytest.mark.parametrize("said", [report([FINDING]), report([], "1 file read"), Report()])
def test_what_there_is_not_leaves_no_blank_line(said: Report) -> None:
    assert to_text(said) == to_text(said).strip()


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_the_same_report_can_be_shown_in_every_format(format: str, tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text(to_json(SAID))
    assert show(format, file) == FORMATS[format](SAID)
