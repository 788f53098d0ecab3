"""Structs, lists, maps, JSON, and the functions over them that take functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from inseam.sql.analysis import Transformation
from inseam.sql.fields import field_of
from inseam.sql.operators import anything
from inseam.sql.scope import Handler, Scope
from inseam.sql.sql_type import INTEGER, JSON, NULL, VARCHAR, SqlType, list_of, map_of, struct_of
from inseam.sql.stars import arguments, items_of, stands_for_several
from inseam.sql.value import Value, combined, decided


def _struct(node: exp.Expr, scope: Scope) -> Value:
    fields: list[tuple[str, Value]] = []
    for place, part in enumerate(node.expressions):
        if isinstance(part, (exp.PropertyEQ, exp.EQ, exp.Alias)):
            value = part.args.get("expression") or part.this
            name = part.alias if isinstance(part, exp.Alias) else part.this.name
            fields.append((name, scope.bind(value)))
        else:
            fields.append((part.name or f"col{place + 1}", scope.bind(part)))
    return struct_value(fields)


def struct_value(fields: list[tuple[str, Value]]) -> Value:
    kind = struct_of((name, value.type) for name, value in fields)
    whole = combined([value for _, value in fields], kind=kind, nullable=False)
    whole.fields = {name.lower(): value for name, value in fields}
    return whole


def _array(node: exp.Expr, scope: Scope) -> Value:
    values = arguments(node.expressions, scope)
    if len(values) == 1 and isinstance(node.expressions[0], exp.Comprehension):
        return values[0]
    element = scope.context.types.common(values) if values else NULL
    return combined(values, kind=list_of(element) if element else None, nullable=False)


def _map_of_lists(node: exp.Expr, scope: Scope) -> Value:
    lists = [scope.bind(part) for key in ("keys", "values") if (part := node.args.get(key))]
    elements = [value.type.element if value.type is not None else None for value in lists]
    kind = map_of(*elements) if len(elements) == 2 else None
    return combined(lists, kind=kind if kind and kind.is_known else None, nullable=False)


def same_type(node: exp.Expr, scope: Scope) -> Value:
    value = scope.bind(node.this)
    return combined([value], kind=value.type, nullable=value.nullable)


def _map(node: exp.Expr, scope: Scope) -> Value:
    inner = node.this
    pairs = inner.expressions if isinstance(inner, exp.Struct) else []
    if not pairs:
        return anything(node, scope)
    types = scope.context.types
    keys = [scope.bind(pair.this) for pair in pairs]
    values = [scope.bind(pair.expression) for pair in pairs]
    kind = map_of(types.common(keys), types.common(values))
    return combined([*keys, *values], kind=kind if kind.is_known else None, nullable=False)


def _bracket(node: exp.Expr, scope: Scope) -> Value:
    value = scope.bind(node.this)
    keys = node.expressions
    named = len(keys) == 1 and isinstance(keys[0], exp.Literal) and keys[0].args.get("is_string")
    is_struct = value.type is not None and value.type.name == "STRUCT"
    if named and (value.fields is not None or is_struct):
        return field_of(value, keys[0].name)
    places = scope.bind_all(keys)
    kind = None
    if value.type is not None:
        if any(isinstance(key, exp.Slice) for key in keys) or value.type == VARCHAR:
            kind = value.type
        elif value.type.name in ("LIST", "ARRAY"):
            kind = value.type.element
        elif value.type.name == "MAP":
            kind = value.type.members[1][1]
        elif value.type == JSON:
            kind = JSON
    return combined([value, *places], kind=kind, nullable=True)


def _slice(node: exp.Expr, scope: Scope) -> Value:
    return combined(scope.bind_all(list(node.iter_expressions())), kind=INTEGER)


def _json(kind: SqlType) -> Handler:
    def handler(node: exp.Expr, scope: Scope) -> Value:
        value = scope.bind(node.this)
        path = node.expression
        if value.type is not None and value.type.name == "STRUCT":
            return combined([value], type_why="the type of a path into a struct is not known")
        if path is None or isinstance(path, exp.JSONPath):
            return combined([value], kind=kind, nullable=True)
        return combined([value, scope.bind(path)], kind=kind, nullable=True)

    return handler


def _path(node: exp.Expr, scope: Scope) -> Value:
    """`column:path` of Databricks, `column -> path` of DuckDB."""
    if node.args.get("variant_extract"):
        value = scope.bind(node.this)
        kind = value.type if value.type is not None and value.type.name == "VARIANT" else VARCHAR
        return combined([value], kind=kind if value.type else None, nullable=True)
    return _json(JSON)(node, scope)


def _lambda(node: exp.Expr, scope: Scope) -> Value:
    """The body, where its parameters are nothing in themselves."""
    return _with_parameters(
        node.this, {name.name.lower(): Value() for name in node.expressions}, scope
    )


def _with_parameters(body: exp.Expr, more: dict[str, Value], scope: Scope) -> Value:
    before = scope.parameters
    scope.parameters = {**before, **more}
    try:
        return scope.bind(body)
    finally:
        scope.parameters = before


def _comprehension(node: exp.Expr, scope: Scope) -> Value:
    source = scope.bind(node.args["iterator"])
    element = source.type.element if source.type is not None else None
    name = node.expression.name.lower()
    inner = {name: Value(type=element, nullable=None)}
    body = _with_parameters(node.this, inner, scope)
    kind = list_of(body.type) if body.type is not None else None
    found = combined([source, body], kind=kind, nullable=source.nullable)
    if (condition := node.args.get("condition")) is not None:
        inner[name] = replace(combined([source]), type=element, type_why=None)
        decides = _with_parameters(condition, inner, scope)
        found = decided(found, [decides], Transformation.CONDITIONAL)
    return found


def struct_call(name: str, nodes: Sequence[exp.Expr], scope: Scope) -> Value:
    if name == "named_struct":
        fields = [
            (key.name, scope.bind(value))
            for key, value in zip(nodes[::2], nodes[1::2], strict=False)
        ]
        return struct_value(fields)
    fields = []
    if name == "row":
        values = arguments(nodes, scope)
        return combined(values, kind=struct_of(("", value.type) for value in values))
    for place, node in enumerate(nodes):
        if stands_for_several(node):
            items = items_of(node, scope)
            if any(item.lookup is not None for item in items):
                values = [item.value for item in items]
                return combined(values, nullable=False, type_why="a struct of a star")
            fields += [(item.name, item.value) for item in items]
        elif isinstance(node, (exp.PropertyEQ, exp.Alias)):
            fields.append((node.alias or node.this.name, scope.bind(unwrapped(node).unalias())))
        else:
            own = node.name if isinstance(node, (exp.Column, exp.Dot)) else ""
            fields.append((own or f"col{place + 1}", scope.bind(node)))
    return struct_value(fields)


def higher_order(name: str, nodes: Sequence[exp.Expr], scope: Scope) -> Value:
    """A function that takes functions: what they name flows as the list they are given does."""
    values: list[Value] = []
    element: SqlType | None = None
    result: SqlType | None = None
    for node in nodes:
        if isinstance(node, exp.Lambda):
            names = [parameter.name.lower() for parameter in node.expressions]
            parameters = {one: Value() for one in names}
            if names and element is not None:
                parameters[names[0]] = Value(type=element)
            body = _with_parameters(node.this, parameters, scope)
            result = body.type
            values.append(body)
        else:
            value = scope.bind(unwrapped(node))
            if element is None and value.type is not None:
                element = value.type.element
            values.append(value)
    kind = None
    if name in (
        "list_transform",
        "array_transform",
        "transform",
        "list_apply",
        "array_apply",
        "apply",
    ):
        kind = list_of(result) if result is not None else None
    elif name in ("list_filter", "array_filter", "filter"):
        kind = values[0].type
    return combined(
        values,
        kind=kind,
        nullable=values[0].nullable if values else None,
        type_why=f"the type of {name} is not known for these arguments",
    )


def unwrapped(node: exp.Expr) -> exp.Expr:
    return node.expression if isinstance(node, (exp.PropertyEQ, exp.Kwarg)) else node


HANDLERS: dict[type[exp.Expr], Handler] = {
    exp.Abs: same_type,
    exp.BitwiseNot: same_type,
    exp.Array: _array,
    exp.Bracket: _bracket,
    exp.Comprehension: _comprehension,
    exp.JSONExtract: _path,
    exp.JSONExtractScalar: _json(VARCHAR),
    exp.Lambda: _lambda,
    exp.Map: _map_of_lists,
    exp.Slice: _slice,
    exp.Struct: _struct,
    exp.ToMap: _map,
}
