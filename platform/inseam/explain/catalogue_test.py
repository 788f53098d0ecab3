"""Every rule is found by its id, in the words of its page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from inseam.explain.catalogue import catalogue, explain, listed
from inseam.policies.repository import read_repository
from inseam.report.finding import InputError

ROOT = Path(__file__).resolve().parents[3]
RULES = catalogue(read_repository(ROOT).policies)
PAGES = {
    "contract-gate": "contract-gate.md",
    "lint": "contract-lint.md",
    "check": "check.md",
    "monitor": "monitor.md",
    "policies": "policies.md",
}


def test_an_id_is_that_of_one_rule_of_a_goal() -> None:
    rules = Counter((rule.goal, rule.id) for rule in RULES)
    assert [rule for rule, number in rules.items() if number > 1] == []


def test_rules_of_two_goals_that_share_an_id_are_both_explained() -> None:
    ids = Counter(rule.id for rule in RULES)
    shared = [id_ for id_, number in ids.items() if number == 2]
    assert shared
    for id_ in shared:
        assert list(explain(id_, RULES)).count(f"# {id_}") == 2


@pytest.mark.parametrize("goal", PAGES)
def test_the_page_of_a_goal_has_the_same_words(goal: str) -> None:
    page = (ROOT / "docs" / PAGES[goal]).read_text(encoding="utf-8")
    rules = [rule for rule in RULES if rule.goal == goal]
    assert rules
    for rule in rules:
        assert rule.id in page
        assert rule.what in page
    assert {f"# {rule.id}" for rule in rules} == {next(explain(r.id, RULES)) for r in rules}


def test_a_rule_is_explained_with_what_to_do_and_who_reports_it() -> None:
    lines = list(explain("column-removed", RULES))
    assert lines[:3:2] == ["# column-removed", lines[2]]
    assert any(line.startswith("*Fix*: ") for line in lines)
    assert lines[-1] == "Reported by `./pants contract-gate`."


def test_all_ids_are_listed_by_goal() -> None:
    lines = list(listed(RULES))
    assert [line for line in lines if line and not line.startswith(" ")] == [
        f"./pants {goal}" for goal in PAGES
    ]
    assert [line.strip() for line in lines if line.startswith(" ")] == [rule.id for rule in RULES]


def test_for_an_unknown_id_the_near_one_is_named() -> None:
    with pytest.raises(InputError) as error:
        list(explain("column-remove", RULES))
    (finding,) = error.value.findings
    assert "`column-removed`" in finding.fix
