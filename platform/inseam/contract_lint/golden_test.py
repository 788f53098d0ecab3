"""What each rule says: ``testdata/rules/<rule id>/``, or ``<rule id>-<what about it>/``.

- ``fires/``: a file that breaks the rule, and no other; ``expected.txt`` has the report.
- ``holds/``: one much like it, which is right.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inseam.contract_lint.catalogue import ALL_RULES
from inseam.contract_lint.lint_file import lint
from inseam.report.finding import Finding
from inseam.report.text import render_text

TESTDATA = Path(__file__).parent / "testdata" / "rules"
CASES = sorted(path.name for path in TESTDATA.iterdir())
RULES = {rule.id: rule for rule in ALL_RULES}


def findings_in(folder: Path) -> tuple[Finding, ...]:
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return lint(str(path.relative_to(folder)), path.read_bytes())


def rule_of(case: str) -> str:
    """The longest id of a rule that the case's name begins with."""
    return max((id_ for id_ in RULES if case.startswith(id_)), key=len)


@pytest.mark.parametrize("case", CASES)
def test_the_rule_fires_where_it_is_broken_and_no_other_does(case: str) -> None:
    found = findings_in(TESTDATA / case / "fires")
    expected = TESTDATA / case / "expected.txt"
    said = render_text(found) + "\n"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(said, encoding="utf-8")

    assert said == expected.read_text(encoding="utf-8")
    # A file with too many faults has those too.
    others = set() if rule_of(case) == "standard-too-many" else {f.rule for f in found}
    assert others <= {rule_of(case)}
    assert found


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_said_where_it_holds(case: str) -> None:
    assert render_text(findings_in(TESTDATA / case / "holds")) == ""


@pytest.mark.parametrize("side", ["fires", "holds"])
@pytest.mark.parametrize("case", CASES)
def test_line_ends_make_no_difference(case: str, side: str) -> None:
    folder = TESTDATA / case / side
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    content = path.read_bytes().replace(b"\n", b"\r\n")

    assert lint(str(path.relative_to(folder)), content) == findings_in(folder)


def test_every_rule_has_a_case() -> None:
    assert {rule_of(case) for case in CASES} == RULES.keys()


def test_ids_of_rules_are_unique() -> None:
    assert len(RULES) == len(ALL_RULES)
