from __future__ import annotations

import duckdb
import pytest

from inseam.sql.analyse import analyse_query
from inseam.sql.analysis import Analysis, SqlEdge, Transformation
from testkit.sql_cases import TESTDATA, GoldenCase, golden_cases, relations

CASES = golden_cases()
RELATIONS = {dialect: relations(dialect) for dialect in ("duckdb", "databricks")}


def analysis_of(case: GoldenCase) -> Analysis:
    return analyse_query(case.sql, RELATIONS[case.dialect], case.dialect)


def written(edge: SqlEdge) -> str:
    kind = "" if edge.kind is Transformation.IDENTITY else f" {edge.kind.lower()}"
    masked = " masked" if edge.masked else ""
    return f"{edge.source.relation[-1]}.{edge.source.column}{kind}{masked}"


def edges_to(analysis: Analysis, target: int | None) -> frozenset[str]:
    found = {written(edge) for edge in analysis.edges if edge.target == target}
    if target is not None and analysis.columns[target].unknown:
        found.add("unknown")
    return frozenset(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_edges_are_those_a_person_wrote(case: GoldenCase) -> None:
    analysis = analysis_of(case)
    found = tuple(
        (column.name, edges_to(analysis, place)) for place, column in enumerate(analysis.columns)
    )
    assert analysis.unknown == case.not_understood
    assert [(name.lower(), edges) for name, edges in found] == [
        (name.lower(), edges) for name, edges in case.columns
    ]
    assert edges_to(analysis, None) == case.rows
    if case.not_understood is None:
        expected = {case.problem} if case.problem else set()
        said = {problem.message for problem in analysis.problems}
        assert said == expected or not case.runs


def test_there_are_at_least_150_queries_and_both_dialects() -> None:
    assert len({case.sql for case in CASES}) >= 150
    assert {case.dialect for case in CASES} == {"duckdb", "databricks"}


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as shop; create schema shop.raw; use shop.raw")
    connection.execute((TESTDATA / "schema.sql").read_text())
    return connection


RUN_HERE = [case for case in CASES if case.dialect == "duckdb" and case.runs]


@pytest.mark.parametrize("case", RUN_HERE, ids=lambda case: case.name)
def test_columns_and_types_are_those_that_duckdb_describes(
    case: GoldenCase, database: duckdb.DuckDBPyConnection
) -> None:
    described = database.execute(f"describe {case.sql}").fetchall()
    analysis = analysis_of(case)
    assert [(column.name, column.type) for column in analysis.columns] == [
        (name, kind) for name, kind, *_ in described
    ]
