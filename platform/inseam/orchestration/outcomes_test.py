"""What a release says of each check."""

from __future__ import annotations

from typing import Any

from inseam.orchestration.mesh import Check, CheckKind
from inseam.orchestration.outcomes import Verdict, outcomes

KEY = ("orders", "orders")
SCHEMA = Check(KEY, "schema", CheckKind.SCHEMA, "schema[0]", "orders-v1", None, True)
RULE = Check(KEY, "rule", CheckKind.QUALITY, "schema[0].quality[0]", "orders-v1", None, True)
TEST = Check(KEY, "unique", CheckKind.DATA_TEST, "unique", None, None, True)


def results(rule: str, test: str) -> dict[str, Any]:
    statement = {"contract": "orders-v1", "name": "it holds"}
    checks = [
        {**statement, "element": "schema[0].properties[0]", "result": "passed"},
        {**statement, "element": "schema[0].quality[0]", "result": rule},
    ]
    tests = [{"name": "unique", "status": test}]
    return {"products": [{"product": "orders", "checks": checks, "levels": [], "tests": tests}]}


def verdicts(rule: str, test: str) -> dict[str, Verdict]:
    found = outcomes([SCHEMA, RULE, TEST], results(rule, test), "orders")
    return {outcome.check.name: outcome.verdict for outcome in found}


def test_a_broken_rule_breaks_its_own_check_alone() -> None:
    passed, failed = Verdict.PASSED, Verdict.FAILED
    assert verdicts("failed", "pass") == {"schema": passed, "rule": failed, "unique": passed}
    assert verdicts("passed", "fail") == {"schema": passed, "rule": passed, "unique": failed}


def test_what_was_not_evaluated_has_no_verdict() -> None:
    assert verdicts("not evaluated", "skipped") == {"schema": Verdict.PASSED}


def test_another_product_s_results_say_nothing() -> None:
    assert outcomes([RULE], results("passed", "pass"), "sales") == []
