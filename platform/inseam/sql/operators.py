"""Operators, comparisons, conditions and casts."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from inseam.sql.analysis import ProblemKind, Transformation
from inseam.sql.parse import line_of
from inseam.sql.scope import Handler, Scope, row_taken
from inseam.sql.sql_type import (
    BOOLEAN,
    DATE,
    NULL,
    TIMESTAMP,
    TIMESTAMPTZ,
    VARCHAR,
    of_sqlglot,
    write_type,
)
from inseam.sql.stars import arguments
from inseam.sql.value import (
    Value,
    combined,
    decided,
    decisions,
    influenced,
    made_of,
    null_if_any,
)

_SIGNS: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.IntDiv: "//",
    exp.Mod: "%",
    exp.Pow: "^",
}
_COMPARISONS = (
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.Like,
    exp.ILike,
    exp.RegexpFullMatch,
    exp.RegexpLike,
    exp.RegexpILike,
    exp.SimilarTo,
    exp.Glob,
    exp.ArrayContainsAll,
    exp.ArrayOverlaps,
)
# sqlglot has them among the operators, but their second side is a name or a path.
_NO_OPERATORS = (exp.Dot, exp.JSONExtract, exp.JSONExtractScalar, exp.Slice)
_ORDERED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_LOGIC = (exp.And, exp.Or, exp.Xor)
_NULL_SAFE = (exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is)


def binary(node: exp.Expr, scope: Scope) -> Value:
    """A chain of operators, from its left end: it can be longer than calls can be deep."""
    chain = []
    while isinstance(node, exp.Binary) and not isinstance(node, _NO_OPERATORS):
        chain.append(node)
        node = node.this
    value = scope.bind(node)
    for operator in reversed(chain):
        other = scope.bind(operator.expression)
        value = made_of(_operate(operator, value, other, scope), [value, other])
        scope.context.values[id(operator)] = value
    return value


def _operate(node: exp.Expr, left: Value, right: Value, scope: Scope) -> Value:
    types = scope.context.types
    nullable = null_if_any((left, right))
    if (use := _SIGNS.get(type(node)) or _compared(node)) is not None:
        check_fit(use, left, right, scope, node)
    if (sign := _SIGNS.get(type(node))) is not None:
        kind = types.arithmetic(sign, left, right)
        if sign in ("/", "//", "%") and nullable is False and types.division_is_null(right):
            nullable = True
        why = f"the type of {sign} is not known for these operands"
        return combined([left, right], kind=kind, nullable=nullable, type_why=why)
    if isinstance(node, _COMPARISONS):
        return combined([left, right], kind=types.comparison(), nullable=nullable)
    if isinstance(node, _LOGIC):
        return combined([left, right], kind=BOOLEAN, nullable=nullable)
    if isinstance(node, _NULL_SAFE):
        return combined([left, right], kind=BOOLEAN, nullable=False)
    if isinstance(node, exp.DPipe):
        kind = types.concatenation(left, right)
        return combined([left, right], kind=kind, nullable=nullable)
    if isinstance(
        node,
        (
            exp.BitwiseAnd,
            exp.BitwiseOr,
            exp.BitwiseXor,
            exp.BitwiseLeftShift,
            exp.BitwiseRightShift,
        ),
    ):
        kind = types.arithmetic("+", left, right)
        kind = kind if kind is not None and kind.name.endswith(("INT", "INTEGER")) else None
        return combined([left, right], kind=kind, nullable=nullable)
    return combined([left, right], type_why=f"the type of {type(node).__name__} is not known here")


def _compared(node: exp.Expr) -> str | None:
    if isinstance(node.args.get("expression"), (exp.Any, exp.All)):
        return None  # with one of a list
    return "compare" if isinstance(node, (*_ORDERED, *_NULL_SAFE)) else None


_NEVER = {"cast": "{} cannot be cast to {}", "compare": "{} cannot be compared with {}"}


def check_fit(use: str, left: Value, right: Value, scope: Scope, node: exp.Expr) -> None:
    """Note a problem if no values of these types can be used so."""
    types = scope.context.types
    one, two = left.type, right.type
    if one is None or two is None or not types.misfit(use, one, two):
        return
    # A text that is written takes the type of what it meets.
    if any(each.literal is not None and each.type == types.text() for each in (left, right)):
        return
    written = (write_type(one, types.name), write_type(two, types.name))
    said = _NEVER.get(use, f"{{}} {use} {{}} cannot be calculated").format(*written)
    scope.context.problem(said, line_of(node), ProblemKind.TYPES)


def _negation(node: exp.Expr, scope: Scope) -> Value:
    value = scope.bind(node.this)
    return combined([value], kind=BOOLEAN, nullable=value.nullable)


def _between(node: exp.Expr, scope: Scope) -> Value:
    values = [scope.bind(node.args[key]) for key in ("this", "low", "high")]
    for end in values[1:]:
        check_fit("compare", values[0], end, scope, node)
    return combined(values, kind=BOOLEAN, nullable=null_if_any(values))


def _in(node: exp.Expr, scope: Scope) -> Value:
    operand = scope.bind(node.this)
    query = node.args.get("query")
    if query is not None:
        rows = scope.context.bind_query(query, scope.child(named=False))
        found = combined([operand], kind=BOOLEAN)
        more = row_taken(rows)
        why = rows.why
        if len(rows.items) == 1:
            check_fit("compare", operand, rows.items[0].value, scope, node.this)
        for item in rows.items:
            more.update(decisions(item.value, Transformation.CONDITIONAL))
            why = why or item.value.why
        return influenced(found, more, why)
    others = arguments(node.expressions, scope)
    for listed in others:
        if listed.type is None or listed.type.element is None:
            check_fit("compare", operand, listed, scope, node)
    for key in ("unnest", "field"):
        if (other := node.args.get(key)) is not None:
            others.append(scope.bind(other))
    values = [operand, *others]
    return combined(values, kind=BOOLEAN, nullable=null_if_any(values))


def _case(node: exp.Expr, scope: Scope) -> Value:
    deciding = [scope.bind(node.this)] if node.this is not None else []
    results = []
    for branch in node.args.get("ifs") or []:
        deciding.append(scope.bind(branch.this))
        results.append(scope.bind(branch.args["true"]))
    default = node.args.get("default")
    results.append(scope.bind(default) if default is not None else Value(NULL, nullable=True))
    return chosen(deciding, results, scope)


def _if(node: exp.Expr, scope: Scope) -> Value:
    results = [scope.bind(node.args["true"])]
    other = node.args.get("false")
    results.append(scope.bind(other) if other is not None else Value(NULL, nullable=True))
    return chosen([scope.bind(node.this)], results, scope)


def chosen(deciding: list[Value], results: list[Value], scope: Scope) -> Value:
    found = combined(
        results,
        kind=scope.context.types.common(results),
        nullable=null_if_any(results),
        keeps_null=False,
        type_why="the branches' types have none in common that is known",
    )
    return decided(made_of(found, results), deciding, Transformation.CONDITIONAL)


def _cast(node: exp.Expr, scope: Scope) -> Value:
    value = scope.bind(node.this)
    kind = of_sqlglot(node.args.get("to"), scope.context.dialect)
    safe = isinstance(node, exp.TryCast) and type(node) is not exp.Cast
    if kind is not None and not safe:
        check_fit("cast", value, Value(kind), scope, node)
    why = None
    if kind is None and (written := node.args.get("to")) is not None:
        why = f"the type {written.sql()} is not known here"
    nullable = True if safe else value.nullable
    found = made_of(combined([value], kind=kind, nullable=nullable, type_why=why), [value])
    return replace(found, above_zero=True) if value.above_zero else found


def _at_time_zone(node: exp.Expr, scope: Scope) -> Value:
    values = [scope.bind(node.this)]
    if (zone := node.args.get("zone")) is not None:
        values.append(scope.bind(zone))
    moment = values[0].type
    kind = None
    if moment in (TIMESTAMP, DATE):
        kind = TIMESTAMPTZ
    elif moment == TIMESTAMPTZ:
        kind = TIMESTAMP
    return combined(values, kind=kind, nullable=null_if_any(values))


def _extract(node: exp.Expr, scope: Scope) -> Value:
    value = scope.bind(node.expression)
    return _typed_call("date_part", [value], scope, part=node.this.name)


def _typed_call(name: str, values: list[Value], scope: Scope, part: str) -> Value:
    arguments = [Value(VARCHAR, nullable=False, literal=part), *values]
    kind = scope.context.types.call(name, arguments)
    return combined(values, kind=kind, nullable=null_if_any(values))


def _text_function(name: str) -> Handler:
    """A call with a grammar of its own, such as `trim(both 'x' from y)`."""

    def handler(node: exp.Expr, scope: Scope) -> Value:
        values = scope.bind_all(list(node.iter_expressions()))
        kind = scope.context.types.call(name, values)
        nullable = scope.context.types.call_is_null(name, values)
        return combined(values, kind=kind, nullable=nullable)

    return handler


def anything(node: exp.Expr, scope: Scope) -> Value:
    """An expression of another kind: its value is made of its parts, its type is not known."""
    values = scope.bind_all(node.iter_expressions())
    kind = of_sqlglot(node.type, scope.context.dialect) if isinstance(node, exp.Cast) else None
    return combined(
        values, kind=kind, type_why=f"the type of {type(node).__name__} is not known here"
    )


HANDLERS: dict[type[exp.Expr], Handler] = {
    exp.AtTimeZone: _at_time_zone,
    exp.Between: _between,
    exp.Case: _case,
    exp.Cast: _cast,
    exp.Extract: _extract,
    exp.If: _if,
    exp.In: _in,
    exp.Not: _negation,
    exp.StrPosition: _text_function("strpos"),
    exp.Substring: _text_function("substring"),
    exp.Trim: _text_function("trim"),
    exp.TryCast: _cast,
}
