"""DuckDB as a judge: a column changes only if lineage says that it may, and types are its own."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import duckdb
import pytest

from inseam.sql.analyse import analyse_query
from inseam.sql.analysis import Analysis
from inseam.sql.schema import Relation
from testkit.random_queries import RandomQueries
from testkit.sql_cases import TESTDATA, golden_cases, relations

RELATIONS = relations("duckdb")
GOLDEN = [case for case in golden_cases() if case.dialect == "duckdb" and case.runs]
ROWS = 6
NOT_RUN = {
    # The values here are no JSON.
    "columns: arrows into JSON (duckdb)",
    # A table that is filled again has its rows at other places.
    "columns: the place of a row in its table (duckdb)",
}
SEEDS = range(60)

_VALUES: dict[str, list[str]] = {
    "BIGINT": ["0", "1", "2", "3"],
    "INTEGER": ["0", "1", "2", "3"],
    "VARCHAR": ["'a'", "'b'", "'c'", "'new'"],
    "DECIMAL(10,2)": ["0", "1.5", "2", "10"],
    "DATE": ["date '2020-01-01'", "date '2020-01-02'"],
    "TIMESTAMP": ["timestamp '2020-01-01'", "timestamp '2021-02-02 10:00:00'"],
    "VARCHAR[]": ["['a']", "['a', 'b']", "['c', 'a']"],
    "STRUCT(city VARCHAR, zip VARCHAR)": [
        "{'city': 'a', 'zip': 'b'}",
        "{'city': 'b', 'zip': 'a'}",
    ],
    "STRUCT(sku VARCHAR, qty INTEGER)[]": [
        "[{'sku': 'a', 'qty': 1}]",
        "[{'sku': 'b', 'qty': 2}, {'sku': 'a', 'qty': 3}]",
    ],
}


def value(kind: str, nullable: bool, chance: random.Random) -> str:
    return "null" if nullable and chance.randrange(5) == 0 else chance.choice(_VALUES[kind])


class Database:
    """The relations with a few rows each, of which one column can be changed for a while."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self._run("attach ':memory:' as shop; create schema shop.raw; use shop.raw")
        self._run("set scalar_subquery_error_on_multiple_rows = false")
        self._run((TESTDATA / "schema.sql").read_text())
        chance = random.Random(7)
        self._rows = {
            relation.name: [
                [
                    value(column.type or "", bool(column.nullable), chance)
                    for column in relation.columns
                ]
                for _ in range(ROWS)
            ]
            for relation in RELATIONS
        }
        for relation in RELATIONS:
            self._fill(relation, self._rows[relation.name])

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def _fill(self, relation: Relation, rows: list[list[str]]) -> None:
        table = ".".join(relation.name)
        self._run(f"delete from {table}")
        listed = ", ".join("(" + ", ".join(row) + ")" for row in rows)
        self._run(f"insert into {table} values {listed}")

    def change(self, relation: Relation, place: int, chance: random.Random) -> None:
        column = relation.columns[place]
        rows = [list(row) for row in self._rows[relation.name]]
        for row in rows:
            row[place] = value(column.type or "", bool(column.nullable), chance)
        self._fill(relation, rows)

    def restore(self, relation: Relation) -> None:
        self._fill(relation, self._rows[relation.name])

    def columns(self, sql: str) -> list[Counter[str]]:
        cursor = self.connection.execute(sql)
        rows = cursor.fetchall()
        return [
            Counter(repr(row[place]) for row in rows) for place in range(len(cursor.description))
        ]

    def described(self, sql: str) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in self._run(f"describe {sql}")]


@pytest.fixture(scope="module")
def database() -> Database:
    return Database()


def changes_without_an_edge(sql: str, analysis: Analysis, database: Database) -> list[str]:
    if any(column.unknown for column in analysis.columns):
        return []
    edges = {(edge.source.relation, edge.source.column, edge.target) for edge in analysis.edges}
    before = database.columns(sql)
    missed = []
    for relation in RELATIONS:
        if relation.name not in analysis.relations:
            continue
        for place, column in enumerate(relation.columns):
            if (relation.name, column.name, None) in edges:
                continue
            for seed in range(2):
                database.change(relation, place, random.Random(seed))
                for target, values in enumerate(database.columns(sql)):
                    known = (relation.name, column.name, target) in edges
                    if values != before[target] and not known:
                        missed.append(f"{relation.name[-1]}.{column.name} changes column {target}")
            database.restore(relation)
    return sorted(set(missed))


def nulls_ruled_out(sql: str, analysis: Analysis, database: Database) -> list[str]:
    """Columns that have NULL although the analysis rules it out."""
    return [
        column.name
        for column, values in zip(analysis.columns, database.columns(sql), strict=True)
        if column.nullable is False and values["None"]
    ]


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case.name)
def test_no_column_of_a_golden_case_changes_without_an_edge(case: Any, database: Database) -> None:
    if case.name in NOT_RUN:
        return
    analysis = analyse_query(case.sql, RELATIONS, "duckdb")
    assert changes_without_an_edge(case.sql, analysis, database) == []
    assert nulls_ruled_out(case.sql, analysis, database) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_random_queries_change_only_by_edges_and_have_duckdbs_types(
    seed: int, database: Database
) -> None:
    sql = RandomQueries(seed).query()
    try:
        described = database.described(sql)
    except duckdb.BinderException:
        pytest.skip("DuckDB wants other types for it")
    analysis = analyse_query(sql, RELATIONS, "duckdb")
    assert analysis.unknown is None
    assert [column.name for column in analysis.columns] == [name for name, _ in described]
    wrong = [
        (column, kind)
        for column, (_, kind) in zip(analysis.columns, described, strict=True)
        if column.type not in (None, kind)
    ]
    assert wrong == []
    assert [column.unknown for column in analysis.columns if column.unknown] == []
    assert analysis.problems == ()
    assert changes_without_an_edge(sql, analysis, database) == []
    assert nulls_ruled_out(sql, analysis, database) == []
