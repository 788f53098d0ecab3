from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inseam.policies.consequences import unknown_causes, without_consequences
from inseam.policies.policy import Policy
from inseam.policies.violation import Violation
from inseam.report.finding import Finding, Severity

IDS = ("a", "b", "c", "d")


def policy(id_: str, *follows: str) -> Policy:
    return Policy(
        id=id_,
        area="products",
        file=f"platform/policies/products/{id_}.sql",
        title="",
        why="",
        fix="",
        severity=Severity.ERROR,
        since=date(2026, 1, 1),
        sql="",
        follows=frozenset(follows),
    )


def violation(id_: str, product: str = "orders", severity: Severity = Severity.ERROR) -> Violation:
    finding = Finding(rule=id_, severity=severity, file="x", message=id_, fix="")
    return Violation(product, finding)


def test_what_follows_is_held_back_in_the_same_product_only() -> None:
    policies = [policy("a"), policy("b", "a"), policy("c", "b")]
    found = [violation("a"), violation("b"), violation("c"), violation("b", "bills")]
    assert without_consequences(found, policies) == [violation("a"), violation("b", "bills")]


def test_a_waived_cause_holds_nothing_back() -> None:
    found = [violation("a", severity=Severity.INFO), violation("b")]
    assert without_consequences(found, [policy("a"), policy("b", "a")]) == found


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(["orders", "bills"]))))
def test_no_product_loses_its_last_breach(rows: list[tuple[str, str]]) -> None:
    policies = [policy(id_, *IDS[:at]) for at, id_ in enumerate(IDS)]
    found = [violation(id_, product) for id_, product in rows]
    left = without_consequences(found, policies)
    assert {b.product for b in left} == {b.product for b in found}


def test_a_policy_follows_policies_that_exist_and_not_itself() -> None:
    policies = [policy("a", "b"), policy("b", "a"), policy("c", "nothing")]
    assert [f.message for f in unknown_causes(policies)] == [
        "The policy follows itself.",
        "The policy follows itself.",
        "The policy follows `nothing`, which does not exist.",
    ]
