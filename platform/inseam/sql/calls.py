"""Calls of functions by name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from inseam.sql.aggregates import aggregate
from inseam.sql.analysis import Transformation
from inseam.sql.nested import higher_order, struct_call, unwrapped
from inseam.sql.operators import chosen
from inseam.sql.scope import Handler, Scope
from inseam.sql.sql_type import NULL, VARCHAR, list_of
from inseam.sql.stars import arguments, chosen_columns
from inseam.sql.value import Value, combined, decided, made_of

_UNITS = frozenset(
    "microsecond millisecond second minute hour day dayofyear week month quarter year decade"
    " century millennium days hours minutes seconds weeks months years".split()
)
_TAKES_UNIT = frozenset(
    "date_add dateadd date_diff datediff timestampadd timestampdiff date_trunc last_day".split()
)


def _anonymous(node: exp.Expr, scope: Scope) -> Value:
    name = (node.this if isinstance(node.this, str) else node.name).lower()
    if name == "columns" and scope.context.dialect == "duckdb":
        return _columns(node, scope)
    return call(name, node.expressions, scope)


def _columns(node: exp.Expr, scope: Scope) -> Value:
    """One of DuckDB's COLUMNS(...), where the expression around it is read for each of them."""
    if scope.column_of_columns is not None:
        return scope.column_of_columns
    scope.over_columns = node
    return combined([item.value for item in chosen_columns(node, scope)])


def _transform(node: exp.Expr, scope: Scope) -> Value:
    # One argument is a mistake, but what it names is still read.
    parts = [part for part in (node.this, node.expression) if part is not None]
    return call("transform", parts, scope)


def call(name: str, nodes: Sequence[exp.Expr], scope: Scope) -> Value:
    if name in ("if", "iff", "if_else") and len(nodes) in (2, 3):
        first, *rest = scope.bind_all(nodes)
        return chosen([first], rest if len(rest) > 1 else [*rest, Value(NULL, True)], scope)
    if name == "decode" and len(nodes) > 2:
        return _decoded(scope.bind_all(nodes), scope)
    if name == "nvl2" and len(nodes) == 3:
        first, *rest = scope.bind_all(nodes)
        return chosen([first], rest, scope)
    if name in scope.context.types.aggregates:
        return aggregate(name, nodes, scope, over_rows=False)
    if name in ("struct_pack", "struct", "named_struct", "row"):
        return struct_call(name, nodes, scope)
    if name in _TAKES_UNIT and nodes and _is_unit(nodes[0], scope):
        unit = Value(VARCHAR, nullable=False, literal=nodes[0].name)
        return _called(name, [unit, *arguments(nodes[1:], scope)], scope)
    if any(isinstance(node, (exp.Lambda, exp.Kwarg)) for node in nodes):
        return higher_order(name, nodes, scope)
    if name == "array" and len(nodes) == 1 and isinstance(nodes[0], exp.Query):
        return _array_of_rows(nodes[0], scope)
    if name == "nullif" and len(nodes) == 2:
        kept, other = scope.bind_all(nodes)
        value = combined([kept], kind=kept.type, nullable=True)
        return decided(value, [other], Transformation.CONDITIONAL)
    return _called(name, arguments([unwrapped(node) for node in nodes], scope), scope)


def _decoded(values: list[Value], scope: Scope) -> Value:
    """`decode(x, key, value, ..., otherwise)`, where NULL is a key too."""
    subject, *rest = values
    otherwise = [rest.pop()] if len(rest) % 2 else [Value(NULL, nullable=True)]
    return chosen([subject, *rest[::2]], [*rest[1::2], *otherwise], scope)


def _array_of_rows(query: exp.Expr, scope: Scope) -> Value:
    """`array(select ...)`; Databricks takes the query for the one element."""
    value = scope.bind(query)
    kind = list_of(value.type) if value.type is not None else None
    return combined([value], kind=kind, nullable=False)


# What is NULL only if all of its arguments are.
_CHOOSING = frozenset({"coalesce", "greatest", "ifnull", "least", "nvl"})


def _called(name: str, values: list[Value], scope: Scope) -> Value:
    types = scope.context.types
    value = combined(
        values,
        kind=types.call(name, values),
        nullable=types.call_is_null(name, values),
        mask=name in types.masks,
        keeps_null=name not in _CHOOSING,
        type_why=f"the type of {name} is not known for these arguments",
    )
    return made_of(value, values) if name in _CHOOSING else value


def _is_unit(node: exp.Expr, scope: Scope) -> bool:
    if isinstance(node, exp.Var):
        return True
    return (
        isinstance(node, exp.Column)
        and node.args.get("table") is None
        and node.name.lower() in _UNITS
        and not any(node.name.lower() in entry.rows.places for entry in scope.entries)
    )


HANDLERS: dict[type[exp.Expr], Handler] = {
    exp.Anonymous: _anonymous,
    exp.Transform: _transform,
}
