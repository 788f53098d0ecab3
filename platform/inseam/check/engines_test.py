"""What the engine rules find in the cases that both engines are asked; see `testkit.engine_cases`.

That the engines differ where something is found, and nowhere else, `platform/integration` asks.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.check.engine_rules import ENGINE_RULES, OF_DATABRICKS
from inseam.sql.analyse import analyse_query
from inseam.sql.engines.differences import RULES
from inseam.sql.engines.rendered import rendered_expressions
from testkit.engine_cases import NEUTRAL, EngineCase, code, engine_cases, relations
from testkit.engine_findings import rules_found

CASES = engine_cases()
PAGE = Path(__file__).parents[3] / "docs/engines.md"


def found(case: EngineCase) -> set[str]:
    analysis = analyse_query(case.ask.duckdb, relations(case.ask), "duckdb")
    assert analysis.unknown is None
    assert not analysis.problems
    return rules_found(analysis, case.ask)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rule_finds_what_the_engines_differ_in_and_nothing_else(case: EngineCase) -> None:
    assert found(case) == ({case.rule} if case.differs else set())


def test_every_rule_has_cases_of_both_kinds() -> None:
    kinds = {(case.rule, case.differs) for case in CASES}
    ids = {rule.id for rule in ENGINE_RULES}
    assert {rule for rule, _ in kinds} - {NEUTRAL} == ids
    assert {(rule, differs) for rule in ids for differs in (True, False)} <= kinds


def test_the_page_has_every_rule_and_statement() -> None:
    """What the engines answered is compared by `platform/integration/engines_test.py`."""
    page = PAGE.read_text(encoding="utf-8")
    for rule in ENGINE_RULES:
        assert f"## {rule.id}\n\n{rule.what}\n" in page
    for case in CASES:
        assert code(case.ask.duckdb) in page


def test_every_rule_is_looked_for() -> None:
    assert {rule.id for rule in ENGINE_RULES} - {rule.id for rule in OF_DATABRICKS} == RULES


def test_the_same_expression_is_found_in_other_quotes_and_layout() -> None:
    sql = "select round(a.amount / a.n, 2) as x from t as a"
    case = next(case for case in CASES if case.rule == "engine-decimal-quotient")
    analysis = analyse_query(sql, relations(case.ask), "duckdb")
    (quotient,) = (d for d in analysis.differences if d.rule == "engine-decimal-quotient")
    other = "select `round`(`a`.amount\n/ a.`n`, 2) as y, 1 from `c`.`d`.`t` as a where a.n > 0"
    assert quotient.fingerprint in rendered_expressions(other)
    assert quotient.fingerprint not in rendered_expressions(sql.replace("a.n", "a.m"))


def test_of_sql_that_nobody_can_read_nothing_is_known() -> None:
    assert rendered_expressions("select (") == frozenset()
    assert rendered_expressions("select 'x") == frozenset()


def test_calls_in_calls_are_shown_in_a_line_each() -> None:
    case = next(case for case in CASES if case.rule == "engine-null-in-concat")
    deep = "b"
    for _ in range(150):
        deep = f"concat(a, {deep})"
    analysis = analyse_query(f"select {deep} as x from t", relations(case.ask), "duckdb")
    assert len(analysis.differences) == 1
    deep = "b"
    for _ in range(150):
        deep = f"coalesce({deep}, concat(a, b))"
    analysis = analyse_query(f"select {deep} as x from t", relations(case.ask), "duckdb")
    assert {difference.rule for difference in analysis.differences} == {"engine-null-in-concat"}
    assert all(len(difference.expression) <= 100 for difference in analysis.differences)
