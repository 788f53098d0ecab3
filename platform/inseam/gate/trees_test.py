"""The report on whole repositories: ``testdata/trees/<case>/``.

- ``base/``, ``head/``: the files before and after.
- ``expected.txt``: the report. A case named after a rule has a finding of it.

To accept what the tests say now, after reading it:

    INSEAM_UPDATE_GOLDEN=1 PYTHONPATH=platform python -m pytest <this file>
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inseam.gate.catalogue import RULES
from inseam.gate.consumers import Consumer
from inseam.gate.outcome import findings_of, summary
from inseam.gate.rule import TreeRule
from inseam.gate.settings import Majors, Settings
from inseam.gate.trees import Outcome, compare_trees, is_contract_file
from inseam.gate.waivers import NO_EXCEPTIONS, Exceptions
from inseam.report.finding import Severity
from inseam.report.report import report
from inseam.report.text import to_text
from inseam.rules.severity import SeverityOfRule

CASES = sorted(path for path in (Path(__file__).parent / "testdata" / "trees").iterdir())
SETTINGS = Settings(today=date(2026, 11, 1))
IN_USE = {"contract-removed-while-in-use": {"orders-v1": ["invoices", "churn"]}}


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def contracts_in(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if is_contract_file(path)}


def outcome_of(case: Path) -> Outcome:
    head = files_below(case / "head")
    return compare_trees(
        contracts_in(files_below(case / "base")),
        contracts_in(head),
        SETTINGS,
        before="main",
        agreements=IN_USE.get(case.name),
        beside={path: content for path, content in head.items() if not is_contract_file(path)},
    )


@pytest.fixture(params=CASES, ids=lambda path: path.name)
def case(request: Any) -> Path:  # pytest 7.0 gives `param` no type
    path: Path = request.param
    return path


def test_the_gate_says_what_the_case_expects(case: Path) -> None:
    outcome = outcome_of(case)
    findings = findings_of(outcome, NO_EXCEPTIONS, SETTINGS.today)
    said = to_text(report(findings, *summary(outcome))) + "\n"
    expected = case / "expected.txt"
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        expected.write_text(said)
    assert said == expected.read_text()


def test_every_rule_about_files_has_a_case_that_it_finds_something_in() -> None:
    rules = {rule.id for rule in RULES if isinstance(rule, TreeRule)}
    found = {
        path.name: {one.finding.rule for one in outcome_of(path).contract_findings}
        for path in CASES
        if path.name in rules
    }

    assert found.keys() == rules
    assert [name for name, said in found.items() if name not in said] == []


def test_the_order_of_files_does_not_matter(case: Path) -> None:
    base, head = (contracts_in(files_below(case / side)) for side in ("base", "head"))
    turned = dict(reversed(base.items())), dict(reversed(head.items()))

    plain = compare_trees(base, head, SETTINGS, before="main")
    other = compare_trees(*turned, SETTINGS, before="main")

    assert set(plain.contract_findings) == set(other.contract_findings)


CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: {version}
status: active
schema:
  - name: orders
    properties:
      - name: order_id
        logicalType: string
"""
AMOUNT = "      - name: amount\n        logicalType: integer\n"


def pair(before: str, after: str, **more: Any) -> Outcome:
    trees = {"orders.odcs.yaml": before.encode()}, {"orders.odcs.yaml": after.encode()}
    return compare_trees(*trees, more.pop("settings", SETTINGS), before="main", **more)


OLD, NEW = CONTRACT.format(version="1.0.0") + AMOUNT, CONTRACT.format(version="2.0.0")


def readers_of(outcome: Outcome, rule: str) -> list[tuple[str, ...]]:
    return [one.finding.readers for one in outcome.contract_findings if one.finding.rule == rule]


def test_a_breaking_change_names_those_who_read_the_column() -> None:
    readers = [
        Consumer("churn", "growth", ("orders", "amount"), "stg_orders", "models/stg_orders.sql", 7),
        Consumer("invoices", "finance", ("orders", "order_id")),
    ]

    outcome = pair(OLD, NEW, consumers={"orders-v1": readers})

    assert readers_of(outcome, "column-removed") == [
        ("read by churn (team growth), in stg_orders, models/stg_orders.sql:7",)
    ]


@pytest.mark.parametrize("part", [(), ("orders",), ("orders", "amount")])
def test_who_reads_a_part_or_the_whole_of_what_changes_is_named(part: tuple[str, ...]) -> None:
    readers = [Consumer("churn", "growth", part)]

    outcome = pair(OLD, NEW, consumers={"orders-v1": readers})

    assert readers_of(outcome, "column-removed") == [("read by churn (team growth)",)]


def test_a_breaking_change_that_nobody_reads_says_so() -> None:
    readers = [Consumer("invoices", "finance", ("orders", "order_id"))]

    outcome = pair(OLD, NEW, consumers={"orders-v1": readers})

    assert readers_of(outcome, "column-removed") == [("no consumers in this repository",)]


def test_nothing_is_said_of_readers_that_are_not_known() -> None:
    assert readers_of(pair(OLD, NEW), "column-removed") == [()]


def severities(outcome: Outcome) -> dict[str, Severity]:
    return {one.finding.rule: one.finding.severity for one in outcome.contract_findings}


def test_a_new_major_version_in_place_breaks_its_readers() -> None:
    assert severities(pair(OLD, NEW)) == {
        "column-removed": Severity.ERROR,
        "major-raised-in-place": Severity.ERROR,
        "removed-without-deprecation": Severity.WARNING,
    }


def test_where_majors_come_in_place_the_version_announces_what_breaks() -> None:
    settings = Settings(today=SETTINGS.today, majors=Majors.IN_PLACE)

    assert severities(pair(OLD, NEW, settings=settings)) == {
        "column-removed": Severity.WARNING,
        "removed-without-deprecation": Severity.WARNING,
    }


def test_a_fingerprint_is_the_same_when_lines_have_moved() -> None:
    moved = pair(OLD, NEW.replace("schema:", "# One more line.\n\nschema:"))

    plain = {one.finding.rule: one.finding for one in pair(OLD, NEW).contract_findings}
    other = {one.finding.rule: one.finding for one in moved.contract_findings}

    rule = "column-removed"
    assert plain[rule].line != other[rule].line
    assert plain[rule].fingerprint == other[rule].fingerprint
    assert len({one.fingerprint for one in plain.values()}) == len(plain)


URN = CONTRACT.replace("orders-v1", "urn:acme:orders")


def test_of_one_contract_alone_its_archive_is_found_by_the_id_in_it() -> None:
    live = "contracts/external/urn-acme-orders.odcs.yaml"
    archive = "contracts/published/urn-acme-orders/1.0.0.odcs.yaml"
    other = "contracts/published/orders-v1/1.0.0.odcs.yaml"
    old, new = (URN.format(version="1.0.0") + more for more in ("", AMOUNT))
    base = {live: old.encode(), archive: old.encode(), other: OLD.encode()}

    outcome = compare_trees(
        base,
        {**base, live: new.encode(), other: NEW.encode()},
        SETTINGS,
        before="main",
        only=lambda path: path == live,
    )

    found = {(one.contract, one.finding.rule) for one in outcome.contract_findings}
    assert ("urn:acme:orders", "version-reused") in found
    assert {contract for contract, _ in found} == {"urn:acme:orders"}


AS_INFO = Exceptions(severities=(SeverityOfRule("version-reused", "*", Severity.INFO),))


@pytest.mark.parametrize(
    "exceptions, expected",
    [
        (NO_EXCEPTIONS, {"version-reused": Severity.ERROR}),
        (AS_INFO, {"version-reused": Severity.INFO, "version-not-bumped": Severity.ERROR}),
    ],
)
def test_a_version_that_stayed_is_one_error(
    exceptions: Exceptions, expected: dict[str, Severity]
) -> None:
    case = Path(__file__).parent / "testdata" / "trees" / "version-reused"

    found = findings_of(outcome_of(case), exceptions, SETTINGS.today)

    versions = {one.rule: one.severity for one in found if one.rule.startswith("version-")}
    assert versions == expected
