"""The page has the rules' own words, and its figures are of the seeds that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inseam.monitor.page import page
from inseam.monitor.unusual import LEAST_RUNS, WINDOW
from testkit.monitor.made_days import KINDS, measure_kind
from testkit.monitor.measured import seeds, table

PAGE = Path(__file__).resolve().parents[3] / "docs" / "monitor.md"


def test_the_page_is_made_from_the_rules() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(PAGE.read_text(encoding="utf-8"))


def test_the_page_has_the_constants_of_the_rule() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert f"in the last {WINDOW.days} days" in text
    assert f"On fewer than {LEAST_RUNS} such days" in text


@pytest.mark.parametrize("what", ["three faults, weekend dips", "holidays, rows are kept"])
def test_figures_are_what_comes_of_the_seeds(what: str) -> None:
    """All of them take minutes: `python -m testkit.monitor.measured`."""
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"| {kind} |" in text for kind in KINDS)
    (commit,) = re.findall(r"measured ([0-9a-f]{40})", text)
    *_, line = table([measure_kind(what, seeds(commit))])
    assert line in text.splitlines()
