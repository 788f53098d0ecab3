"""Quality rules in SQL that count bad rows: kept by leaving those rows out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from inseam.odcs.constraints import WrittenRule
from inseam.odcs.contract import Contract, Property, SchemaObject
from inseam.synthesis.limits import ENUM, Limit
from inseam.synthesis.unsatisfiable import Place

_PLACEHOLDER = re.compile(r"[\"`]?\$?\{(\w+)\}[\"`]?")
_TABLE = frozenset({"model", "table", "object"})
_COLUMN = frozenset({"field", "column", "property"})


def query_of(rule: WrittenRule, table: str, column: str | None) -> str | None:
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


def limits_of_queries(
    contract: Contract, described: SchemaObject, column: Property
) -> Iterator[Limit]:
    """What every row has in the column that no query of a rule calls bad.

    Of `where tier not in ('free', 'paid')` that it is one of the two: of rows that are drawn from
    all texts, leaving the bad ones out would leave none.
    """
    name = described.physical_name
    for rule, at in sql_rules(contract, described):
        query = query_of(rule, name, at)
        if rule.threshold is None or not rule.threshold.allows(0) or query is None:
            continue
        if (condition := bad_rows_condition(query, name)) is not None:
            place = Place(contract.file, rule.path)
            bad = sqlglot.parse_one(condition, dialect="duckdb")
            for kind, value in _of_good_rows(bad, column.physical_name.lower()):
                yield Limit(kind, value, place)


_BOUNDS: dict[type[exp.Expr], tuple[str, str]] = {
    # Where the column stands on the left, and on the right.
    exp.LT: ("minimum", "maximum"),
    exp.LTE: ("exclusiveMinimum", "exclusiveMaximum"),
    exp.GT: ("maximum", "minimum"),
    exp.GTE: ("exclusiveMaximum", "exclusiveMinimum"),
}


def _of_good_rows(bad: exp.Expr, column: str) -> Iterator[tuple[str, Any]]:
    bad = bad.unnest()
    if isinstance(bad, exp.Or):
        yield from _of_good_rows(bad.left, column)
        yield from _of_good_rows(bad.right, column)
    elif isinstance(bad, exp.And):
        # That a value is there is no other condition; any other may make a row good as well.
        parts = [part for part in bad.flatten() if not _says_not_null(part, column)]
        if len(parts) == 1:
            yield from _of_good_rows(parts[0], column)
    elif isinstance(bad, exp.NEQ):
        yield from _listed(bad.left, [bad.right], column)
        yield from _listed(bad.right, [bad.left], column)
    elif isinstance(bad, exp.Not):
        good = bad.this.unnest()
        if isinstance(good, exp.In):
            yield from _listed(good.this, good.expressions, column)
        elif isinstance(good, exp.EQ):
            yield from _listed(good.left, [good.right], column)
        elif isinstance(good, exp.Between) and _is(good.this, column):
            ends = (("minimum", good.args["low"]), ("maximum", good.args["high"]))
            yield from ((kind, v) for kind, end in ends if (v := _literal(end)) is not None)
    elif (kinds := _BOUNDS.get(type(bad))) is not None and isinstance(bad, exp.Binary):
        for kind, one, other in zip(
            kinds, (bad.left, bad.right), (bad.right, bad.left), strict=True
        ):
            if _is(one, column) and (value := _literal(other)) is not None:
                yield kind, value


def _listed(one: exp.Expr, others: Sequence[exp.Expr], column: str) -> Iterator[tuple[str, Any]]:
    values = [_literal(other) for other in others]
    if _is(one, column) and values and None not in values:
        yield ENUM, values


def _is(node: exp.Expr, column: str) -> bool:
    return isinstance(node, exp.Column) and node.name.lower() == column


def _says_not_null(node: exp.Expr, column: str) -> bool:
    good = node.unnest().this if isinstance(node.unnest(), exp.Not) else None
    is_null = isinstance(good, exp.Expr) and good.unnest()
    return (
        isinstance(is_null, exp.Is)
        and isinstance(is_null.expression, exp.Null)
        and _is(is_null.this, column)
    )


def _literal(node: exp.Expr) -> Any:
    """A text, a number or a truth value; None for all else."""
    node = node.unnest()
    if isinstance(node, exp.Cast):
        node = node.this
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Neg):
        value = _literal(node.this)
        return -value if isinstance(value, (int, float)) else None
    if not isinstance(node, exp.Literal):
        return None
    if node.is_string:
        return node.name
    return int(node.name) if node.name.isdecimal() else float(node.name)


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


def sql_rules(contract: Contract, described: SchemaObject) -> list[tuple[WrittenRule, str | None]]:
    """Rules with a query and a threshold, and the column each stands at."""
    found: list[tuple[WrittenRule, str | None]] = [(r, None) for r in described.constraints.rules]
    for column in described.properties:
        found += [(rule, column.physical_name) for rule in column.constraints.rules]
    return [(r, c) for r, c in found if r.query is not None and r.threshold is not None]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
