"""What each rule says: a folder a case, with the files that differ from ``base``.

``testdata/rules/<rule id>/`` or ``<rule id>-<what about it>/`` has mistakes, ``expected.txt`` what
is reported of them. ``testdata/clean/<name>/`` has much like them, all of it right.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inseam.check.check_product import check
from inseam.check.checked_product import read_product
from inseam.check.rules import ALL_RULES, COLUMNS_UNKNOWN, NOT_FOLLOWED
from inseam.report.report import Report
from inseam.report.text import render_text
from testkit.project_facts import ORDERS, TESTDATA, facts_of_orders, lay_out_orders

CASES = sorted(path.name for path in (TESTDATA / "rules").iterdir())
CLEAN = sorted(path.name for path in (TESTDATA / "clean").iterdir())
RULES = {rule.id: rule for rule in ALL_RULES}


def checked(case: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    lay_out_orders(root, case)
    monkeypatch.chdir(root)
    return check(read_product(ORDERS, facts_of_orders(root)))


def rule_of(case: str) -> str:
    """The longest id of a rule that the case's name begins with."""
    return max((id_ for id_ in RULES if case.startswith(id_)), key=len)


@pytest.mark.parametrize("case", CASES)
def test_a_rule_fires_where_it_is_broken_and_no_other_does(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "repository"
    said = checked(TESTDATA / "rules" / case, root, monkeypatch)
    text = render_text(said.findings) + "\n"
    expected = TESTDATA / "rules" / case / "expected.txt"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(text, encoding="utf-8")

    assert text == expected.read_text(encoding="utf-8")
    # Columns that nobody knows follow from SQL that cannot be followed.
    may_be_beside = {NOT_FOLLOWED.id} if rule_of(case) == COLUMNS_UNKNOWN.id else set()
    assert {finding.rule for finding in said.findings} - may_be_beside == {rule_of(case)}
    for finding in said.findings:
        lines = (root / finding.file).read_text().splitlines()
        assert finding.line is None or 1 <= finding.line <= len(lines)


@pytest.mark.parametrize("case", CLEAN)
def test_of_what_keeps_all_rules_nothing_is_said(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = checked(TESTDATA / "clean" / case, tmp_path / "repository", monkeypatch)
    assert render_text(said.findings) == ""
    assert said.summary[0].endswith(" checked; 0 not known")


def test_every_rule_has_a_case() -> None:
    assert {rule_of(case) for case in CASES} == RULES.keys()


def test_ids_of_rules_are_unique() -> None:
    assert len(RULES) == len(ALL_RULES)
