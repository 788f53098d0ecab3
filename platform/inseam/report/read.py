"""Reports that another process has written, in the form of `inseam.report.json_form`."""

from __future__ import annotations

from dataclasses import replace

from inseam import wire
from inseam.report.finding import in_order
from inseam.report.report import Report


def read_report(text: str) -> Report:
    """Raises ValueError for anything that `to_json` did not write."""
    said = wire.read(text, Report, "report")
    return replace(said, findings=in_order(said.findings))
