from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.gate.findings import ContractFinding
from inseam.gate.waivers import Exceptions, Scope, read_exceptions, with_exceptions
from inseam.report.finding import Finding, InputError, Severity

TODAY = date(2026, 11, 1)
FILE = "contract-gate.yaml"
NOWHERE = "names a contract that does not exist."
WAIVER = """\
waivers:
  - rule: column-removed
    contract: orders-v1
    element: orders.legacy_*
    reason: Nobody reads it.
    approver: jane
    expires: 2026-12-31
"""


def read(text: str) -> Exceptions:
    return read_exceptions(read_yaml(FILE, text.encode()))


def contract_finding(
    rule: str = "column-removed", element: str = "orders.legacy_id"
) -> ContractFinding:
    finding = Finding(
        rule=rule,
        severity=Severity.ERROR,
        file="products/orders/orders-v1.odcs.yaml",
        message=f"{element}: it is gone.",
        fix="Keep it.",
        fingerprint="0123456789abcdef",
    )
    return ContractFinding("orders-v1", element, finding)


HERE = Scope(looked_at=("orders-v1",), touched=("orders-v1",))


def said(text: str, *contract_findings: ContractFinding, scope: Scope = HERE) -> list[Finding]:
    return with_exceptions(contract_findings, read(text), scope, TODAY)


def test_a_waived_finding_is_an_info_that_says_who_waived_it_and_why() -> None:
    (finding,) = said(WAIVER, contract_finding())

    assert finding.severity is Severity.INFO
    assert finding.details == ("waived by jane until 2026-12-31: Nobody reads it.",)


@pytest.mark.parametrize(
    "other",
    [contract_finding(element="orders.amount"), contract_finding(rule="type-changed")],
    ids=["element", "rule"],
)
def test_a_waiver_is_for_its_rule_and_elements_only(other: ContractFinding) -> None:
    (first, second, *rest) = said(WAIVER, contract_finding(), other)

    assert (first.severity, second.severity, rest) == (Severity.INFO, Severity.ERROR, [])


def test_a_waiver_may_be_for_one_finding() -> None:
    fitting = f"{WAIVER}    fingerprint: 0123456789abcdef\n"
    other = f"{WAIVER}    fingerprint: fedcba9876543210\n"

    assert [finding.severity for finding in said(fitting, contract_finding())] == [Severity.INFO]
    assert [finding.rule for finding in said(other, contract_finding())] == [
        "column-removed",
        "waiver-unused",
    ]


def test_a_waiver_that_nothing_needs_is_an_error() -> None:
    (finding,) = said(WAIVER)

    assert (finding.rule, finding.severity, finding.file, finding.line) == (
        "waiver-unused",
        Severity.ERROR,
        FILE,
        2,
    )


def test_a_waiver_of_a_contract_that_was_not_looked_at_may_be_needed() -> None:
    assert said(WAIVER, scope=Scope(looked_at=("other-v1",), touched=())) == []


def test_a_waiver_that_nothing_needs_fails_only_who_touches_its_contract() -> None:
    (finding,) = said(WAIVER, scope=replace(HERE, touched=()))

    assert (finding.rule, finding.severity) == ("waiver-unused", Severity.WARNING)


def test_a_waiver_of_what_is_not_said_is_needed() -> None:
    assert with_exceptions((), read(WAIVER), HERE, TODAY, standing=[contract_finding()]) == []


def test_a_waiver_of_a_contract_that_there_is_not_is_said() -> None:
    (finding,) = said(WAIVER, scope=Scope((), (), known=("order-v1",)))

    assert (finding.rule, finding.severity, finding.message) == (
        "waiver-unused",
        Severity.WARNING,
        f"The waiver of `column-removed` for orders-v1, orders.legacy_* {NOWHERE}",
    )


def test_what_fails_nobody_needs_no_waiver() -> None:
    harmless = replace(
        contract_finding(), finding=replace(contract_finding().finding, severity=Severity.INFO)
    )

    assert [finding.rule for finding in said(WAIVER, harmless)] == [
        "column-removed",
        "waiver-unused",
    ]


def test_an_expired_waiver_waives_nothing_and_is_an_error() -> None:
    expired = WAIVER.replace("2026-12-31", "2026-10-31")

    found = said(expired, contract_finding())

    assert [(finding.rule, finding.severity) for finding in found] == [
        ("column-removed", Severity.ERROR),
        ("waiver-expired", Severity.ERROR),
    ]


def test_a_waiver_holds_on_the_day_that_it_expires() -> None:
    assert [
        f.severity for f in said(WAIVER.replace("2026-12-31", "2026-11-01"), contract_finding())
    ] == [Severity.INFO]


def test_the_severity_of_a_rule_is_by_the_last_entry_for_the_file() -> None:
    text = """\
severities:
  - {rule: column-removed, severity: warning}
  - {rule: column-removed, path: products/orders/*, severity: info}
  - {rule: column-removed, path: products/other/*, severity: error}
"""
    assert [finding.severity for finding in said(text, contract_finding())] == [Severity.INFO]


def test_everything_that_is_wrong_with_the_file_is_said_with_its_line() -> None:
    text = """\
severities:
  - rule: no-such-rule
    severity: fatal
waivers:
  - rule: column-removed
    contract: orders-v1
    element: '*'
    approver: jane
    expires: soon
  - nothing
"""
    with pytest.raises(InputError) as caught:
        read(text)

    assert [(finding.line, finding.message) for finding in caught.value.findings] == [
        (2, "There is no rule `no-such-rule`."),
        (3, "`fatal` is not a severity."),
        (5, "An entry of `waivers` has no `reason`."),
        (9, "`soon` is not a day."),
        (10, "An entry of `waivers` is not a mapping."),
    ]


def test_an_expiry_that_is_no_date_is_said() -> None:
    with pytest.raises(InputError, match="`someday` is not a day"):
        read(WAIVER.replace("2026-12-31", "someday"))
