"""NULL: where it sorts, and whether it is chosen or kept."""

from __future__ import annotations

from sqlglot import exp

from inseam.sql.engines.typed import Probe, Typed, around, call_name


def order_of_rows(node: exp.Expr, typed: Typed) -> bool:
    """Of a window: all that it computes may be other values."""
    order = node.args.get("order")
    return order is not None and any(_is_open(key, typed) for key in order.expressions)


def order_before_limit(node: exp.Expr, typed: Typed) -> bool:
    limited = any(node.args.get(key) is not None for key in ("limit", "offset", "fetch"))
    return limited and order_of_rows(node, typed)


def _is_open(key: exp.Expr, typed: Typed) -> bool:
    """Whether a key may be NULL, and the engines put that at different ends."""
    if not isinstance(key, exp.Ordered) or key.args.get("desc") or key.meta.get("nulls"):
        return False
    return typed.may_be_null(key.this)


def any_of_null(node: exp.Expr, typed: Typed) -> bool:
    if not node.expressions or not typed.may_be_null(node.expressions[0]):
        return False
    return not _leaves_out_null(_filter_of(node), node.expressions[0])


def null_in_list(node: exp.Expr, typed: Typed) -> bool:
    """NULL among the values, or no rows."""
    values = node.expressions
    if len(values) != 1:
        return False
    value = values[0].expressions[0] if isinstance(values[0], exp.Distinct) else values[0]
    if typed.may_be_null(value) and not _leaves_out_null(_filter_of(node), value):
        return True
    if not typed.may_be_null(node):
        return False
    above = around(node)
    while isinstance(above, (exp.Filter, exp.Window)):
        above = around(above)
    return call_name(above) not in ("coalesce", "ifnull", "nvl")


def _filter_of(node: exp.Expr) -> exp.Expr | None:
    """The condition of `filter (where ...)` behind an aggregate."""
    above = node.parent
    return above.expression.this if isinstance(above, exp.Filter) else None


def _leaves_out_null(condition: exp.Expr | None, value: exp.Expr) -> bool:
    """Whether it is `value is not null`."""
    return (
        isinstance(condition, exp.Not)
        and isinstance(condition.this, exp.Is)
        and isinstance(condition.this.expression, exp.Null)
        and condition.this.this == value
    )


_CHOSEN: dict[str, Probe] = {"engine-any-of-null": any_of_null}
_LISTED: dict[str, Probe] = {"engine-array-agg-null": null_in_list}
NODES: dict[type[exp.Expr], dict[str, Probe]] = {
    exp.Select: {"engine-null-order": order_before_limit},
    exp.SetOperation: {"engine-null-order": order_before_limit},
    exp.Union: {"engine-null-order": order_before_limit},
    exp.Window: {"engine-null-order": order_of_rows},
}
CALLS: dict[str, dict[str, Probe]] = {
    "any_value": _CHOSEN,
    "array_agg": _LISTED,
    "max_by": _CHOSEN,
    "min_by": _CHOSEN,
}
# Of a query they mean its order.
RULES = frozenset({"engine-null-order"})
