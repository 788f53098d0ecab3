"""Quality rules in SQL that count bad rows: kept by leaving those rows out."""

from __future__ import annotations

import re

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from inseam.contracts.constraints import Rule
from inseam.contracts.odcs import Contract, SchemaObject

_PLACEHOLDER = re.compile(r"[\"`]?\$?\{(\w+)\}[\"`]?")
_TABLE = frozenset({"model", "table", "object"})
_COLUMN = frozenset({"field", "column", "property"})


def query_of(rule: Rule, table: str, column: str | None) -> str | None:
    """The rule's query with its placeholders filled; None if it has one that is not known."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name in _TABLE:
            return _quoted(table)
        if name in _COLUMN and column is not None:
            return _quoted(column)
        raise KeyError(name)

    try:
        return _PLACEHOLDER.sub(fill, rule.query or "")
    except KeyError:
        return None


def bad_rows_condition(query: str, table: str) -> str | None:
    """The condition of ``select count(*) from <table> where <condition>``; None of others."""
    try:
        parsed = sqlglot.parse_one(query, dialect="duckdb")
    except (SqlglotError, RecursionError):
        return None
    if not isinstance(parsed, exp.Select) or len(parsed.expressions) != 1:
        return None
    counted = parsed.expressions[0].unalias()
    is_count = isinstance(counted, exp.Count) and isinstance(counted.this, (exp.Star, exp.Literal))
    source, where = parsed.args.get("from_"), parsed.args.get("where")
    others = ("joins", "group", "having", "qualify", "with_", "distinct", "limit", "laterals")
    if not is_count or source is None or where is None or any(parsed.args.get(o) for o in others):
        return None
    if not isinstance(source.this, exp.Table) or source.this.name.lower() != table.lower():
        return None
    return str(where.this.sql("duckdb"))


def without_bad_rows(
    engine: duckdb.DuckDBPyConnection, rows: pa.Table, table: str, conditions: list[str]
) -> pa.Table:
    """Raises `duckdb.Error` for a condition that cannot be evaluated."""
    bad = " or ".join(f"coalesce(({condition}), false)" for condition in conditions)
    numbered = rows.append_column("row in order", pa.array(range(len(rows)), pa.int64()))
    while True:
        # A condition may look at the whole table, so leaving rows out may make others bad.
        engine.register(table, numbered)
        kept = engine.sql(
            f'select "row in order" as n from {_quoted(table)} where not ({bad}) order by n'
        ).to_arrow_table()
        engine.unregister(table)
        index = kept.column("n")
        position = numbered.column("row in order")
        if len(index) == len(numbered):
            return numbered.drop_columns(["row in order"])
        mask = pa.compute.is_in(position, index.combine_chunks())
        numbered = numbered.filter(mask)


def result_of(engine: duckdb.DuckDBPyConnection, query: str) -> float | None:
    """The one number of a query; None if it gives none."""
    try:
        row = engine.sql(query).fetchone()
        return None if row is None or row[0] is None else float(row[0])
    except (duckdb.Error, TypeError, ValueError, AttributeError):
        return None


def sql_rules(contract: Contract, described: SchemaObject) -> list[tuple[Rule, str | None]]:
    """Rules with a query and a threshold, and the column each stands at."""
    found: list[tuple[Rule, str | None]] = [(r, None) for r in described.constraints.rules]
    for column in described.properties:
        found += [(rule, column.physical_name) for rule in column.constraints.rules]
    return [(r, c) for r, c in found if r.query is not None and r.threshold is not None]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
