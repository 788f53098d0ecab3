"""Aggregates and window functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from inseam.sql.analysis import Transformation
from inseam.sql.nested import unwrapped
from inseam.sql.operators import anything
from inseam.sql.scope import Handler, Scope
from inseam.sql.stars import arguments
from inseam.sql.value import AGGREGATION, Value, combined, decided, null_if_any

# The value does not flow: it decides which of others does.
_SELECTORS = frozenset(
    "arg_max arg_max_null arg_min arg_min_null argmax argmin max_by min_by".split()
)
_RANKS = frozenset("row_number rank dense_rank rank_dense percent_rank cume_dist ntile".split())
_NEVER_EMPTY = frozenset(
    "count count_star count_if countif approx_count_distinct regr_count".split()
)


def is_aggregated(node: exp.Expr, aggregates: frozenset[str]) -> bool:
    """Whether a group makes one value of this: it has an aggregate that is not over a window."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, (exp.Window, exp.Query)):
            continue
        if isinstance(inner, exp.Anonymous) and inner.name.lower() in aggregates:
            return True
        waiting += inner.iter_expressions()
    return False


def is_all_rows(node: exp.Expr) -> bool:
    """The star of `count(*)`, which reads no column."""
    return isinstance(node, exp.Star) and not any(node.args.values())


def _sorted_arguments(
    nodes: Sequence[exp.Expr], scope: Scope
) -> tuple[list[Value], list[Value], bool]:
    """An aggregate's arguments, what they are sorted by, and whether they are distinct."""
    values: list[Value] = []
    sorting: list[Value] = []
    distinct = False
    for node in nodes:
        inner = node
        while not isinstance(inner, exp.Column) and isinstance(
            inner,
            (exp.Order, exp.Distinct, exp.Limit, exp.IgnoreNulls, exp.RespectNulls, exp.HavingMax),
        ):
            if isinstance(inner, exp.Order):
                sorting += [scope.bind(key.this) for key in inner.expressions]
            if isinstance(inner, exp.HavingMax):
                sorting.append(scope.bind(inner.expression))
            if isinstance(inner, exp.Distinct):
                distinct = True
                values += arguments(inner.expressions, scope)
                break
            inner = inner.this
        else:
            # `string_agg(x, order by y)` has nothing before its order.
            if inner is not None and not is_all_rows(inner):
                values += arguments([unwrapped(inner)], scope)
    return values, sorting, distinct


def aggregate(
    name: str,
    nodes: Sequence[exp.Expr],
    scope: Scope,
    *,
    over_rows: bool,
    may_be_empty: bool = False,
) -> Value:
    """An aggregate of a group, or of the rows of a window."""
    types = scope.context.types
    if not over_rows:
        scope.aggregated = True
    inner_aggregated = scope.aggregated
    aliases, scope.goes_first = scope.goes_first, {}
    values, sorting, _ = _sorted_arguments(nodes, scope)
    scope.goes_first = aliases
    scope.aggregated = inner_aggregated
    deciding = values[1:] if name in _SELECTORS else []
    flowing = values[:1] if name in _SELECTORS else values
    if name in ("ntile", *_RANKS):
        deciding, flowing = values, []
    nullable: bool | None = None
    empty = may_be_empty or not (over_rows or scope.grouped)
    if name in _NEVER_EMPTY or name in _RANKS or name in types.empty_lists:
        nullable = False
    elif name in ("lag", "lead", "nth_value"):
        nullable = _of_neighbour(name, values)
    elif empty:
        nullable = True
    elif name in _KEEP_VALUES:
        # Where what decides is NULL in all rows, no row is chosen.
        nullable = null_if_any([*flowing, *deciding])
    found = combined(
        flowing,
        kind=types.call(name, values),
        nullable=nullable,
        step=AGGREGATION,
        mask=name in types.masks,
        type_why=f"the type of {name} is not known for these arguments",
    )
    found = decided(found, deciding, Transformation.CONDITIONAL)
    found = decided(found, sorting, Transformation.SORT)
    return replace(found, above_zero=True) if _is_above_zero(name, values, empty) else found


def _is_above_zero(name: str, values: Sequence[Value], empty: bool) -> bool:
    """Whether there is at least one row, and rows are counted; or it is of what is above zero."""
    if name in _COUNTS and not values:
        return not empty
    return name in _POSITIONS or (name in _STAY_ABOVE_ZERO and values[0].above_zero)


_COUNTS = frozenset({"count", "count_star"})
_POSITIONS = frozenset("row_number rank dense_rank rank_dense ntile".split())
_STAY_ABOVE_ZERO = frozenset("any_value avg max mean median min sum".split())


# Of values that are not NULL, in a group that is not empty, they are not NULL.
_KEEP_VALUES = frozenset(
    "any_value arbitrary array_agg avg bit_and bit_or bool_and bool_or collect_list collect_set"
    " every favg first first_value fsum group_concat histogram kahan_sum last last_value list"
    " listagg max mean median min mode product quantile quantile_cont quantile_disc some"
    " string_agg sum sumkahan arg_max arg_min argmax argmin max_by min_by".split()
)


def _of_neighbour(name: str, values: list[Value]) -> bool | None:
    if name != "nth_value" and len(values) == 3:
        return null_if_any((values[0], values[2]))
    return True


def _filter(node: exp.Expr, scope: Scope) -> Value:
    value = _aggregate_like(node.this, scope, over_rows=False, may_be_empty=True)
    return decided(value, [scope.bind(node.expression.this)], Transformation.CONDITIONAL)


def _within_group(node: exp.Expr, scope: Scope) -> Value:
    """`percentile_cont(0.5) within group (order by x)`: x is what is aggregated."""
    inner = node.this
    keys = [key.this for key in node.expression.expressions]
    if isinstance(inner, exp.Anonymous) and keys:
        name = inner.name.lower()
        if name in ("listagg", "string_agg", "group_concat"):
            value = scope.bind(inner)
            return decided(value, scope.bind_all(keys), Transformation.SORT)
        return aggregate(name, [*keys, *inner.expressions], scope, over_rows=False)
    return anything(node, scope)


def _aggregate_like(
    node: exp.Expr, scope: Scope, *, over_rows: bool, may_be_empty: bool = False
) -> Value:
    """A call that stands before FILTER or OVER."""
    if isinstance(node, (exp.IgnoreNulls, exp.RespectNulls)):
        return _aggregate_like(node.this, scope, over_rows=over_rows, may_be_empty=may_be_empty)
    if isinstance(node, exp.Filter):
        value = _aggregate_like(node.this, scope, over_rows=over_rows, may_be_empty=True)
        return decided(value, [scope.bind(node.expression.this)], Transformation.CONDITIONAL)
    if isinstance(node, exp.WithinGroup):
        return _within_group(node, scope)
    if isinstance(node, exp.Anonymous):
        name = (node.this if isinstance(node.this, str) else node.name).lower()
        value = scope.context.values[id(node)] = aggregate(
            name, node.expressions, scope, over_rows=over_rows, may_be_empty=may_be_empty
        )
        return value
    return scope.bind(node)


def _window(node: exp.Expr, scope: Scope) -> Value:
    aggregated = scope.aggregated
    frame = node.args.get("spec")
    value = _aggregate_like(
        node.this, scope, over_rows=True, may_be_empty=frame is not None and not _has_row(frame)
    )
    deciding: list[Value] = []
    window: exp.Expr | None = node
    for _ in range(len(scope.windows) + 1):
        if window is None:
            break
        deciding += scope.bind_all(window.args.get("partition_by") or [])
        order = window.args.get("order")
        if order is not None:
            deciding += [scope.bind(key.this) for key in order.expressions]
        base = window.args.get("alias") or window.args.get("first")
        name = base.name.lower() if isinstance(base, exp.Identifier) else ""
        window = scope.windows.get(name) if name else None
    scope.aggregated = aggregated
    return decided(value, deciding, Transformation.WINDOW)


def _has_row(frame: exp.Expr) -> bool:
    """Whether a frame always has the current row in it."""
    ends = [str(frame.args.get(key) or "").upper() for key in ("start", "end")]
    sides = [str(frame.args.get(key) or "").upper() for key in ("start_side", "end_side")]
    if frame.args.get("exclude"):
        return False
    begins = ends[0] == "CURRENT ROW" or sides[0] == "PRECEDING"
    finishes = ends[1] in ("CURRENT ROW", "") or sides[1] == "FOLLOWING"
    return begins and finishes


HANDLERS: dict[type[exp.Expr], Handler] = {
    exp.Filter: _filter,
    exp.Window: _window,
    exp.WithinGroup: _within_group,
}
