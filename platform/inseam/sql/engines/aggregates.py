"""Aggregates whose result the engines give another type or another value."""

from __future__ import annotations

from sqlglot import exp

from inseam.sql.engines.typed import Probe, Typed, call_name, cast_around


def median_of_decimals(node: exp.Expr, typed: Typed) -> bool:
    return bool(node.expressions) and typed.name(node.expressions[0]) == "DECIMAL"


def percentile_of_decimals(node: exp.Expr, typed: Typed) -> bool:
    """The one that is between two values, or the type of one that is there."""
    name = call_name(node.this)
    keys = node.expression.expressions
    if name not in ("percentile_cont", "percentile_disc") or len(keys) != 1:
        return False
    kind = typed.name(keys[0].this)
    if name == "percentile_cont":
        return kind == "DECIMAL"
    return kind not in ("", "DOUBLE") and cast_around(node) is None


def text_in_order(node: exp.Expr, typed: Typed) -> bool:
    """`string_agg(x, ',' order by y)`, as dbt's `listagg` is on DuckDB."""
    return any(isinstance(each, exp.Order) for each in node.expressions)


_IN_ORDER: dict[str, Probe] = {"engine-listagg-order": text_in_order}
NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.WithinGroup: {"engine-median": percentile_of_decimals},
}
CALLS: dict[str, dict[str, Probe]] = {
    "listagg": _IN_ORDER,
    "median": {"engine-median": median_of_decimals},
    "string_agg": _IN_ORDER,
}
# dbt's own macro renders another call for Databricks, which `rendered` knows.
OF_DBT = frozenset({"engine-listagg-order"})
