"""What settings change about a verdict. What rules find is in golden_test.py."""

from __future__ import annotations

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.gate.catalogue import BY_ID
from inseam.gate.compare import Verdict, compare
from inseam.gate.grade import Bump, Grade
from inseam.gate.settings import GRAVER, Majors, Readers, Settings
from testkit.gate_case import TODAY, golden_pair

REMOVED = golden_pair("rules/column-removed")
USUAL = Settings(today=TODAY, majors=Majors.IN_PLACE)


def verdict(pair: str, settings: Settings = USUAL) -> Verdict:
    return compare(*golden_pair(pair).documents, settings)


def grades(found: Verdict) -> dict[str, Grade]:
    return {change.rule: change.grade for change in found.changes}


@pytest.mark.parametrize(
    ("rule", "readers", "grade"),
    [(rule, readers, grade) for readers in Readers for rule, grade in GRAVER[readers].items()],
)
def test_some_readers_break_more_easily(rule: str, readers: Readers, grade: Grade) -> None:
    settings = Settings(today=TODAY, majors=Majors.IN_PLACE, readers=frozenset({readers}))
    looked_after = verdict(f"rules/{rule}", settings)

    assert grade.rank > BY_ID[rule].grade.rank
    assert grades(verdict(f"rules/{rule}"))[rule] is BY_ID[rule].grade
    assert grades(looked_after)[rule] is grade
    assert {change.bump for change in looked_after.changes if change.rule == rule} == {grade.bump}


def test_a_value_that_was_to_be_expected_breaks_no_typed_reader() -> None:
    settings = Settings(today=TODAY, readers=frozenset(Readers), majors=Majors.IN_PLACE)
    found = verdict("cases/value-may-be-added-to-an-extensible-column", settings)

    assert grades(found)["values-extended"] is Grade.COMPATIBLE


def test_what_a_breaking_change_asks_for_is_the_next_major_version() -> None:
    found = verdict("rules/column-removed")

    assert (found.contract, found.worst, found.needed) == ("orders-v1", Grade.BREAKING, "2.0.0")


def test_the_order_of_classifications_is_the_repositorys() -> None:
    turned = Settings(
        today=TODAY, majors=Majors.IN_PLACE, classifications=("restricted", "internal", "public")
    )

    assert "classification-raised" in grades(verdict("rules/classification-raised"))
    assert "classification-lowered" in grades(verdict("rules/classification-raised", turned))


def test_a_word_that_is_not_in_the_order_is_not_passed_over() -> None:
    short = Settings(today=TODAY, majors=Majors.IN_PLACE, classifications=("public",))

    assert "classification-raised" in grades(verdict("rules/classification-lowered", short))


@pytest.mark.parametrize(
    ("days", "grade"), [(30, Grade.RISKY), (31, Grade.BREAKING), (90, Grade.BREAKING)]
)
def test_a_contract_that_promises_no_notice_has_that_of_the_settings(
    days: int, grade: Grade
) -> None:
    """It is deprecated on the first of November, to end on the first of December."""
    settings = Settings(today=TODAY, majors=Majors.IN_PLACE, notice_days=days)

    assert grades(verdict("cases/notice-too-short", settings))["end-of-support-earlier"] is grade


def test_rules_that_are_off_by_default_are_asked_for() -> None:
    asked = Settings(today=TODAY, majors=Majors.IN_PLACE, opt_in=frozenset({"meaning-changed"}))

    assert grades(verdict("rules/meaning-changed")) == {}
    assert grades(verdict("rules/meaning-changed", asked)) == {"meaning-changed": Grade.COMPATIBLE}


@pytest.mark.parametrize("status", ["draft", "proposed", "retired", "", "whatever"])
def test_what_is_not_promised_may_change_freely(status: str) -> None:
    head = golden_pair("rules/version-not-semver").head
    base = REMOVED.base.decode().replace("status: active", f"status: {status}")

    found = compare(read_yaml("base", base.encode()), read_yaml("head", head), USUAL)

    assert found.is_free
    assert found.needed is None
    assert not [rule for rule in grades(found) if rule.startswith("version")]


def test_a_deprecated_contract_is_promised_still() -> None:
    documents = [
        read_yaml("contract", side.replace(b"status: active", b"status: deprecated"))
        for side in (REMOVED.base, REMOVED.head)
    ]

    found = compare(documents[0], documents[1], USUAL)

    assert not found.is_free
    assert max(change.bump for change in found.changes) is Bump.MAJOR


def test_what_was_deprecated_long_enough_goes_with_a_new_major_version() -> None:
    base = REMOVED.base.decode()
    since = "        customProperties: [{property: deprecatedOn, value: '%s'}]\n"
    head = REMOVED.documents[1]

    def rules_if_deprecated_on(day: str) -> set[str]:
        text = f"{base}        deprecated: true\n{since % day}"
        return set(grades(compare(read_yaml("base", text.encode()), head, USUAL)))

    assert rules_if_deprecated_on("2026-07-01") == {"column-removed"}
    assert rules_if_deprecated_on("2026-10-01") == {"column-removed", "removed-without-deprecation"}
