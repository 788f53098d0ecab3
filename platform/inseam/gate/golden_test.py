"""What each rule finds: ``testdata/rules/<rule id>.diff`` and ``testdata/cases/<case>.diff``.

To accept what the tests find now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from inseam.gate.catalogue import BY_ID, RULES
from inseam.gate.compare import Verdict, compare
from inseam.gate.grade import Grade
from inseam.gate.rule import ChangeRule, TreeRule
from inseam.gate.settings import Settings
from testkit.gate_case import ALONE, OF_RULES, OTHERS, TODAY, read_pair


def settings_of(case: Path) -> Settings:
    if case.stem == "major-raised-in-place":
        return Settings(today=TODAY)
    return ALONE


def verdict_of(case: Path) -> Verdict:
    return compare(*read_pair(case).documents, settings_of(case))


def as_text(verdict: Verdict) -> str:
    old, new = verdict.old, verdict.new
    lines = [
        f"base:{'-' if change.old is None else old.line(change.old)}"
        f" head:{'-' if change.new is None else new.line(change.new)}"
        f" {change.grade.value} {change.rule} {change.element}: {change.reason}"
        for change in verdict.changes
    ]
    free = ", of no promise" if verdict.is_free else ""
    lines.append(f"{verdict.old_version} -> {verdict.new_version}, needed {verdict.needed}{free}")
    return "\n".join(lines) + "\n"


@pytest.fixture(params=OF_RULES + OTHERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def case(request: Any) -> Path:  # pytest 7.0 gives `param` no type
    path: Path = request.param
    return path


def test_the_gate_finds_what_the_case_expects(case: Path) -> None:
    found = as_text(verdict_of(case))
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        read_pair(case).expect(found)
    assert found == read_pair(case).expected


def test_every_rule_has_a_pair_that_it_finds_something_in() -> None:
    found = {path.stem: {c.rule for c in verdict_of(path).changes} for path in OF_RULES}

    # Those about all files of a repository have theirs in trees_test.py.
    assert found.keys() == {rule.id for rule in RULES if not isinstance(rule, TreeRule)}
    assert [name for name, rules in found.items() if name not in rules] == []


# What follows from the change that the pair is about, and has a rule of its own.
_WITH_ANOTHER = {
    "column-id-reused": {"column-added"},
    "column-removed": {"removed-without-deprecation"},
    "object-removed": {"removed-without-deprecation"},
    "deprecated-without-notice": {"status-deprecated"},
    "status-deprecated": {"end-of-support-earlier"},
    "removed-without-deprecation": {"column-removed"},
    "version-bump-too-small": {"column-removed"},
    "version-not-bumped": {"column-added"},
}


@pytest.mark.parametrize("case", OF_RULES, ids=lambda path: path.stem)
def test_a_pair_of_a_rule_is_about_that_rule_alone(case: Path) -> None:
    rules = [change.rule for change in verdict_of(case).changes]
    others = _WITH_ANOTHER.get(case.stem, set())

    assert rules.count(case.stem) == 1
    assert set(rules) - {case.stem} == others


def test_every_rule_has_a_mirror_or_says_why_not() -> None:
    for rule in RULES:
        assert (rule.mirror is None) == bool(rule.alone), rule.id
        assert rule.mirror is None or rule.mirror in BY_ID, rule.id


def test_every_rule_is_documented_in_sentences() -> None:
    for rule in RULES:
        for words in (rule.what, rule.why, rule.fix):
            assert words[:1].isupper(), rule.id
            assert words.endswith("."), rule.id


def test_every_rule_that_is_written_is_in_the_catalogue() -> None:
    modules = [path.stem for path in (Path(__file__).parent / "rules").glob("[a-z]*.py")]
    written = {
        found.id
        for name in modules
        for found in vars(import_module(f"inseam.gate.rules.{name}")).values()
        if isinstance(found, type) and issubclass(found, ChangeRule) and "id" in vars(found)
    }

    assert {rule.id for rule in RULES} == written
    assert len(BY_ID) == len(RULES)


def _cases(prefix: str) -> list[Path]:
    return [path for path in OTHERS if path.stem.startswith(prefix)]


@pytest.mark.parametrize("case", _cases("missed-"), ids=lambda path: path.stem)
def test_what_other_tools_miss_is_found(case: Path) -> None:
    assert verdict_of(case).worst in (Grade.BREAKING, Grade.RISKY)


@pytest.mark.parametrize("case", _cases("alarm-"), ids=lambda path: path.stem)
def test_what_other_tools_call_breaking_is_not(case: Path) -> None:
    assert verdict_of(case).worst is not Grade.BREAKING


@pytest.mark.parametrize("case", _cases("spelling-"), ids=lambda path: path.stem)
def test_another_spelling_of_the_same_is_no_change(case: Path) -> None:
    base, head = read_pair(case).documents

    assert compare(base, head, ALONE).changes == ()
    assert compare(head, base, ALONE).changes == ()
