"""The golden cases: queries, each with the edges that a person has written below it.

-- case: what it shows
-- dialects: duckdb                  both, if nothing is written here
select id as order_id from orders
-- order_id: orders.id              identity; other kinds are named: `orders.paid aggregation`
-- rows: orders.status filter       edges to all rows
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import sqlglot
from sqlglot import exp

from inseam.sql.schema import Column, Relation
from inseam.sql.sql_type import of_sqlglot, write_type

TESTDATA = Path(__file__).parents[1] / "inseam/sql/testdata"
_REMARKS = {"note", "databricks"}


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """`columns` are names with what holds for each, in order; `rows` what holds for all rows."""

    name: str
    dialect: str
    sql: str
    columns: tuple[tuple[str, frozenset[str]], ...]
    rows: frozenset[str]
    problem: str | None
    not_understood: str | None
    # Whether DuckDB can run it on the relations there are.
    runs: bool


def golden_cases() -> list[GoldenCase]:
    return [case for path in sorted((TESTDATA / "golden").glob("*.sql")) for case in _cases(path)]


def relations(dialect: str) -> list[Relation]:
    """The relations of schema.sql, with the types of the dialect."""
    found = []
    for statement in sqlglot.parse((TESTDATA / "schema.sql").read_text(), dialect="duckdb"):
        assert isinstance(statement, exp.Create)
        table = statement.this.this
        columns = tuple(
            Column(
                definition.name,
                write_type(kind, dialect),
                nullable=not definition.find(exp.NotNullColumnConstraint),
            )
            for definition in statement.this.expressions
            if (kind := of_sqlglot(definition.args["kind"], "duckdb")) is not None
        )
        found.append(Relation((table.catalog, table.db, table.name), columns))
    return found


def _cases(path: Path) -> Iterator[GoldenCase]:
    for text in re.split(r"(?m)^-- case: ", path.read_text())[1:]:
        name, _, body = text.partition("\n")
        head = re.match(r"-- dialects: (.*)\n", body)
        dialects = head.group(1).split(", ") if head else ["duckdb", "databricks"]
        lines = body[head.end() if head else 0 :].rstrip().split("\n")
        last = max(place for place, line in enumerate(lines) if not line.startswith("-- "))
        case = _case(f"{path.stem}: {name}", "\n".join(lines[: last + 1]), lines[last + 1 :])
        for dialect in dialects:
            yield replace(case, name=f"{case.name} ({dialect})", dialect=dialect)


def _case(name: str, sql: str, lines: list[str]) -> GoldenCase:
    columns: list[tuple[str, frozenset[str]]] = []
    said: dict[str, str] = {}
    for line in lines:
        key, _, value = line.removeprefix("-- ").partition(": ")
        if key in ("rows", "problem", "not understood", "describe", *_REMARKS):
            said[key] = value
        else:
            columns.append((key, _edges(value)))
    return GoldenCase(
        name=name,
        dialect="",
        sql=sql,
        columns=tuple(columns),
        rows=_edges(said.get("rows", "")),
        problem=said.get("problem"),
        not_understood=said.get("not understood"),
        runs="describe" not in said and "not understood" not in said,
    )


def _edges(text: str) -> frozenset[str]:
    """Each as `table.column kind`, identity is not written."""
    return frozenset(part.strip() for part in text.split(";")) - {"", "-"}
