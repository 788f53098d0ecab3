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


NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.WithinGroup: {"engine-median": percentile_of_decimals},
}
CALLS: dict[str, dict[str, Probe]] = {
    "median": {"engine-median": median_of_decimals},
}
