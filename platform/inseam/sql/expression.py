"""What an expression's value is and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from inseam.sql import aggregates, calls, nested, operators
from inseam.sql.calls import call
from inseam.sql.fields import field_of
from inseam.sql.nested import struct_value
from inseam.sql.operators import anything, binary
from inseam.sql.parse import line_of
from inseam.sql.scope import Handler, Scope, row_taken
from inseam.sql.sql_type import (
    BOOLEAN,
    DATE,
    INTERVAL,
    NULL,
    TIMESTAMP,
    TIMESTAMPTZ,
    TIMETZ,
    VARCHAR,
    SqlType,
    struct_of,
)
from inseam.sql.stars import arguments, whole_star
from inseam.sql.value import (
    IDENTITY,
    Value,
    combined,
    influenced,
    made_of,
    null_if_any,
    unknown,
    with_nullable,
)


def bind(node: exp.Expr, scope: Scope) -> Value:
    """The value of an expression; unknown, with a reason, where it is not understood."""
    handler = _HANDLERS.get(type(node))
    if handler is not None:
        value = handler(node, scope)
    elif isinstance(node, exp.Query):
        value = _subquery(node, scope)
    elif isinstance(node, exp.Binary):
        value = binary(node, scope)
    else:
        value = anything(node, scope)
    scope.context.values[id(node)] = value
    return value


def bind_all(nodes: Sequence[exp.Expr], scope: Scope) -> list[Value]:
    return [bind(node, scope) for node in nodes]


# Names and literals


def _parts(node: exp.Expr) -> tuple[str, ...]:
    found = (node.args.get(key) for key in ("catalog", "db", "table", "this"))
    return tuple(part.name for part in found if part is not None)


def _column(node: exp.Expr, scope: Scope) -> Value:
    name = node.this
    if isinstance(name, exp.Star):
        return whole_star(node, scope)
    line = name.meta.get("line") if isinstance(name, exp.Identifier) else None
    return scope.column(_parts(node), line)


def _identifier(node: exp.Expr, scope: Scope) -> Value:
    if (parameter := scope.parameters.get(node.name.lower())) is not None:
        return parameter
    return scope.column((node.name,), node.meta.get("line"))


def _positional(node: exp.Expr, scope: Scope) -> Value:
    return scope.at_place(node.name, line_of(node)).value


def _dot(node: exp.Expr, scope: Scope) -> Value:
    names: list[str] = []
    inner = node
    while isinstance(inner, exp.Dot) and isinstance(inner.expression, exp.Identifier):
        names.append(inner.expression.name)
        inner = inner.this
    names.reverse()
    if isinstance(inner, exp.Column) and not isinstance(inner.this, exp.Star):
        return scope.column((*_parts(inner), *names), line_of(inner))
    if isinstance(inner, exp.Dot):
        return _method(inner, scope)
    value = bind(inner, scope)
    for name in names:
        value = field_of(value, name)
    return value


def _method(node: exp.Expr, scope: Scope) -> Value:
    """`value.function(...)`, or a function's name with its schema."""
    called = node.expression
    if isinstance(called, exp.Anonymous):
        first = node.this
        if not isinstance(first, (exp.Identifier, exp.Var)):
            return call(called.name.lower(), [first, *called.expressions], scope)
        return combined(
            bind_all(called.expressions, scope),
            type_why=f"the type of {called.name} is not known here",
        )
    return anything(node, scope)


def _literal(node: exp.Expr, scope: Scope) -> Value:
    types = scope.context.types
    if node.args.get("is_string"):
        return Value(type=types.text(), nullable=False, literal=node.name, constant=True)
    return Value(type=types.number(node.name), nullable=False, literal=node.name, constant=True)


def _constant(kind: SqlType, nullable: bool = False) -> Handler:
    return lambda node, scope: Value(type=kind, nullable=nullable)


def _boolean(node: exp.Expr, scope: Scope) -> Value:
    return Value(type=BOOLEAN, nullable=False, constant=True)


def _null(node: exp.Expr, scope: Scope) -> Value:
    return Value(type=NULL, nullable=True, admits_null=True, constant=True)


def _interval(node: exp.Expr, scope: Scope) -> Value:
    values = [bind(node.this, scope)] if node.this is not None else []
    return combined(values, kind=INTERVAL, nullable=null_if_any(values))


def _same(node: exp.Expr, scope: Scope) -> Value:
    return bind(node.this, scope)


def _negative(node: exp.Expr, scope: Scope) -> Value:
    value = bind(node.this, scope)
    if value.literal is not None and value.type is not None and value.type != VARCHAR:
        return replace(value, literal=f"-{value.literal}")
    return made_of(combined([value], kind=value.type, nullable=value.nullable), [value])


# Queries inside expressions


def _subquery(node: exp.Expr, scope: Scope) -> Value:
    rows = scope.context.bind_query(node, scope.child(named=False))
    if not rows.items:
        return unknown(rows.why or "a query without columns")
    value = rows.items[0].value
    if len(rows.items) > 1:
        value = combined([item.value for item in rows.items], step=IDENTITY)
    value = replace(value, literal=None)
    if not rows.single:
        value = with_nullable(value, True)
    return influenced(value, row_taken(rows), rows.why)


def _exists(node: exp.Expr, scope: Scope) -> Value:
    inner = node.this
    if not isinstance(inner, exp.Query):
        return anything(node, scope)
    rows = scope.context.bind_query(inner, scope.child(named=False))
    return Value(BOOLEAN, False, indirect=row_taken(rows), why=rows.why)


def _quantified(node: exp.Expr, scope: Scope) -> Value:
    """`= any (select ...)`"""
    inner = node.this
    return bind(inner, scope) if inner is not None else unknown("nothing to compare with")


def _tuple(node: exp.Expr, scope: Scope) -> Value:
    values = arguments(node.expressions, scope)
    if scope.context.dialect == "duckdb":
        return combined(values, kind=struct_of(("", value.type) for value in values))
    return struct_value([(f"col{place}", value) for place, value in enumerate(values, 1)])


def _alias(node: exp.Expr, scope: Scope) -> Value:
    return bind(node.this, scope)


def _nothing(node: exp.Expr, scope: Scope) -> Value:
    return Value(nullable=False)


_HANDLERS: dict[type[exp.Expr], Handler] = {
    **aggregates.HANDLERS,
    **calls.HANDLERS,
    **nested.HANDLERS,
    **operators.HANDLERS,
    exp.Alias: _alias,
    exp.Aliases: _alias,
    exp.All: _quantified,
    exp.Any: _quantified,
    exp.Boolean: _boolean,
    exp.Collate: _same,
    exp.Column: _column,
    exp.CurrentDate: _constant(DATE),
    exp.CurrentTime: _constant(TIMETZ),
    exp.CurrentTimestamp: _constant(TIMESTAMPTZ),
    exp.CurrentUser: _constant(VARCHAR),
    exp.DataType: _nothing,
    exp.Dot: _dot,
    exp.Exists: _exists,
    exp.Identifier: _identifier,
    exp.Interval: _interval,
    exp.Literal: _literal,
    exp.Localtimestamp: _constant(TIMESTAMP),
    exp.Neg: _negative,
    exp.Null: _null,
    exp.Paren: _same,
    exp.PositionalColumn: _positional,
    exp.Star: whole_star,
    exp.Subquery: _subquery,
    exp.Tuple: _tuple,
    exp.Var: _nothing,
}
