from __future__ import annotations

import json
from pathlib import Path

import pytest
from benchmarks.lineage.accuracy import is_good, main, score
from benchmarks.lineage.cases import Answer, Case, Score, edge, golden, judge, read_cases
from benchmarks.lineage.engines import inseam, sqlglot

CASE = {
    "id": "one",
    "dialect": "duckdb",
    "sql": "select o.id, c.name as who from orders o join customers c on o.c = c.id",
    "schema": {"raw.orders": ["id", "c"], "raw.customers": ["id", "name"]},
    "expected": [["orders.id", "ID"], ["raw.customers.name", "who"]],
}


def cases_of(tmp_path: Path, **changes: object) -> tuple[Path, list[Case]]:
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps({**CASE, **changes}) + "\n")
    return file, read_cases(file)


@pytest.mark.parametrize("engine", [inseam, sqlglot])
def test_tables_match_by_the_end_of_their_name(engine: object, tmp_path: Path) -> None:
    _, cases = cases_of(tmp_path)
    assert callable(engine)
    found = score(engine, cases)
    assert (found.exact, found.precision, found.recall, found.silently_wrong) == (1, 1, 1, 0)


def test_only_asserted_targets_are_judged(tmp_path: Path) -> None:
    _, cases = cases_of(tmp_path, expected=[["orders.id", "id"]], asserted_targets=["id"])
    assert score(inseam, cases).exact == 1


def judged(answer: Answer, tmp_path: Path) -> Score:
    _, (case,) = cases_of(tmp_path)
    found = Score()
    judge(case, answer, found)
    return found


def test_an_edge_too_many_is_silently_wrong_unless_the_engine_says_so(tmp_path: Path) -> None:
    edges = {edge("orders.id", "id"), edge("customers.name", "who"), edge("orders.c", "who")}
    silent = judged(Answer(frozenset(edges)), tmp_path)
    assert (silent.exact, silent.silently_wrong, silent.found, silent.right) == (0, 1, 3, 2)
    loud = judged(Answer(frozenset(edges), unsure=frozenset({"who"})), tmp_path)
    assert (loud.exact, loud.silently_wrong) == (0, 0)


def test_an_edge_that_is_missing_is_silently_wrong(tmp_path: Path) -> None:
    found = judged(Answer(frozenset({edge("orders.id", "id")})), tmp_path)
    assert (found.silently_wrong, found.recall) == (1, 0.5)


def test_an_error_is_counted_and_not_silent(tmp_path: Path) -> None:
    found = judged(Answer(error="cannot"), tmp_path)
    assert (found.errors, found.silently_wrong, found.recall) == (1, 0, 0)


def test_ours_is_ahead_of_sqlglots_on_the_golden_cases() -> None:
    cases = golden()
    assert len(cases) > 300
    scores = {"inseam": score(inseam, cases), "sqlglot": score(sqlglot, cases)}
    assert is_good(scores)
    assert scores["inseam"].silently_wrong == 0


def test_unseen_cases_are_read_from_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, _ = cases_of(tmp_path)
    assert main(["--cases", str(file)]) == 0
    assert capsys.readouterr().out.startswith("1 cases\n")
