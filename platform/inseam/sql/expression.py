"""What an expression's value is and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from inseam.sql.analysis import Transformation
from inseam.sql.parse import line_of
from inseam.sql.scope import Rows, Scope, field_of
from inseam.sql.sql_type import (
    BOOLEAN,
    DATE,
    INTEGER,
    INTERVAL,
    JSON,
    NULL,
    TIME,
    TIMESTAMP,
    TIMESTAMPTZ,
    VARCHAR,
    SqlType,
    list_of,
    map_of,
    of_sqlglot,
    struct_of,
)
from inseam.sql.value import (
    AGGREGATION,
    IDENTITY,
    Influences,
    Value,
    combined,
    decisions,
    influenced,
    null_if_any,
    unknown,
    with_nullable,
)

_Handler = Callable[[exp.Expr, Scope], Value]

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
_LOGIC = (exp.And, exp.Or, exp.Xor)
_NULL_SAFE = (exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is)
# The value does not flow: it decides which of others does.
_SELECTORS = frozenset(
    "arg_max arg_max_null arg_min arg_min_null argmax argmin max_by min_by".split()
)
_RANKS = frozenset("row_number rank dense_rank rank_dense percent_rank cume_dist ntile".split())
_NEVER_EMPTY = frozenset(
    "count count_star count_if countif approx_count_distinct regr_count".split()
)
_UNITS = frozenset(
    "microsecond millisecond second minute hour day dayofyear week month quarter year decade"
    " century millennium days hours minutes seconds weeks months years".split()
)
_TAKES_UNIT = frozenset(
    "date_add dateadd date_diff datediff timestampadd timestampdiff date_trunc last_day".split()
)


def bind(node: exp.Expr, scope: Scope) -> Value:
    """The value of an expression; unknown, with a reason, where it is not understood."""
    handler = _HANDLERS.get(type(node))
    if handler is not None:
        return handler(node, scope)
    if isinstance(node, exp.Query):
        return _subquery(node, scope)
    if isinstance(node, _BINARY):
        return _binary(node, scope)
    return _anything(node, scope)


def bind_all(nodes: Sequence[exp.Expr], scope: Scope) -> list[Value]:
    return [bind(node, scope) for node in nodes]


def _anything(node: exp.Expr, scope: Scope) -> Value:
    """An expression of another kind: its value is made of its parts, its type is not known."""
    values = bind_all(list(node.iter_expressions()), scope)
    kind = of_sqlglot(node.type, scope.context.dialect) if isinstance(node, exp.Cast) else None
    return combined(
        values, kind=kind, type_why=f"the type of {type(node).__name__} is not known here"
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


# Names and literals


def _parts(node: exp.Expr) -> tuple[str, ...]:
    found = (node.args.get(key) for key in ("catalog", "db", "table", "this"))
    return tuple(part.name for part in found if part is not None)


def _column(node: exp.Expr, scope: Scope) -> Value:
    name = node.this
    if isinstance(name, exp.Star):
        return unknown("a star is no value")
    line = name.meta.get("line") if isinstance(name, exp.Identifier) else None
    return scope.column(_parts(node), line)


def _identifier(node: exp.Expr, scope: Scope) -> Value:
    if (parameter := scope.parameters.get(node.name.lower())) is not None:
        return parameter
    return scope.column((node.name,), node.meta.get("line"))


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
            return _call(called.name.lower(), [first, *called.expressions], scope)
        return combined(
            bind_all(called.expressions, scope),
            type_why=f"the type of {called.name} is not known here",
        )
    return _anything(node, scope)


def _literal(node: exp.Expr, scope: Scope) -> Value:
    types = scope.context.types
    if node.args.get("is_string"):
        return Value(type=types.text(), nullable=False, literal=node.name)
    return Value(type=types.number(node.name), nullable=False, literal=node.name)


def _constant(kind: SqlType, nullable: bool = False) -> _Handler:
    return lambda node, scope: Value(type=kind, nullable=nullable)


def _null(node: exp.Expr, scope: Scope) -> Value:
    return Value(type=NULL, nullable=True)


def _interval(node: exp.Expr, scope: Scope) -> Value:
    values = [bind(node.this, scope)] if node.this is not None else []
    return combined(values, kind=INTERVAL, nullable=null_if_any(values))


def _same(node: exp.Expr, scope: Scope) -> Value:
    return bind(node.this, scope)


def _negative(node: exp.Expr, scope: Scope) -> Value:
    value = bind(node.this, scope)
    if value.literal is not None and value.type is not None and value.type != VARCHAR:
        return replace(value, literal=f"-{value.literal}")
    return combined([value], kind=value.type, nullable=value.nullable)


# Operators


def _binary(node: exp.Expr, scope: Scope) -> Value:
    """A chain of operators, from its left end: it can be longer than calls can be deep."""
    chain = []
    while isinstance(node, _BINARY) and type(node) not in _HANDLERS:
        chain.append(node)
        node = node.this
    value = bind(node, scope)
    for operator in reversed(chain):
        value = _operate(operator, value, bind(operator.expression, scope), scope)
    return value


def _operate(node: exp.Expr, left: Value, right: Value, scope: Scope) -> Value:
    types = scope.context.types
    nullable = null_if_any((left, right))
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


_BINARY = exp.Binary


def _negation(node: exp.Expr, scope: Scope) -> Value:
    value = bind(node.this, scope)
    return combined([value], kind=BOOLEAN, nullable=value.nullable)


def _between(node: exp.Expr, scope: Scope) -> Value:
    values = [bind(node.args[key], scope) for key in ("this", "low", "high")]
    return combined(values, kind=BOOLEAN, nullable=null_if_any(values))


def _in(node: exp.Expr, scope: Scope) -> Value:
    operand = bind(node.this, scope)
    query = node.args.get("query")
    if query is not None:
        rows = scope.context.bind_query(query, scope.child(named=False))
        found = combined([operand], kind=BOOLEAN)
        more = _row_taken(rows)
        why = rows.why
        for item in rows.items:
            more.update(decisions(item.value, Transformation.CONDITIONAL))
            why = why or item.value.why
        return influenced(found, more, why)
    others = bind_all(node.expressions, scope)
    for key in ("unnest", "field"):
        if (other := node.args.get(key)) is not None:
            others.append(bind(other, scope))
    values = [operand, *others]
    return combined(values, kind=BOOLEAN, nullable=null_if_any(values))


def _case(node: exp.Expr, scope: Scope) -> Value:
    deciding = [bind(node.this, scope)] if node.this is not None else []
    results = []
    for branch in node.args.get("ifs") or []:
        deciding.append(bind(branch.this, scope))
        results.append(bind(branch.args["true"], scope))
    default = node.args.get("default")
    results.append(bind(default, scope) if default is not None else Value(NULL, nullable=True))
    return _chosen(deciding, results, scope)


def _if(node: exp.Expr, scope: Scope) -> Value:
    results = [bind(node.args["true"], scope)]
    other = node.args.get("false")
    results.append(bind(other, scope) if other is not None else Value(NULL, nullable=True))
    return _chosen([bind(node.this, scope)], results, scope)


def _chosen(deciding: list[Value], results: list[Value], scope: Scope) -> Value:
    found = combined(
        results,
        kind=scope.context.types.common(results),
        nullable=null_if_any(results),
        type_why="the branches' types have none in common that is known",
    )
    return _decided(found, deciding, Transformation.CONDITIONAL)


def _decided(value: Value, deciding: list[Value], kind: Transformation) -> Value:
    more: Influences = {}
    why = None
    for decides in deciding:
        more.update(decisions(decides, kind))
        why = why or decides.why
    return influenced(value, more, why)


def _cast(node: exp.Expr, scope: Scope) -> Value:
    value = bind(node.this, scope)
    kind = of_sqlglot(node.args.get("to"), scope.context.dialect)
    safe = isinstance(node, exp.TryCast) and type(node) is not exp.Cast
    why = None
    if kind is None and (written := node.args.get("to")) is not None:
        why = f"the type {written.sql()} is not known here"
    return combined([value], kind=kind, nullable=True if safe else value.nullable, type_why=why)


def _at_time_zone(node: exp.Expr, scope: Scope) -> Value:
    values = [bind(node.this, scope)]
    if (zone := node.args.get("zone")) is not None:
        values.append(bind(zone, scope))
    moment = values[0].type
    kind = None
    if moment in (TIMESTAMP, DATE):
        kind = TIMESTAMPTZ
    elif moment == TIMESTAMPTZ:
        kind = TIMESTAMP
    return combined(values, kind=kind, nullable=null_if_any(values))


def _extract(node: exp.Expr, scope: Scope) -> Value:
    value = bind(node.expression, scope)
    return _typed_call("date_part", [value], scope, part=node.this.name)


def _typed_call(name: str, values: list[Value], scope: Scope, part: str) -> Value:
    arguments = [Value(VARCHAR, nullable=False, literal=part), *values]
    kind = scope.context.types.call(name, arguments)
    return combined(values, kind=kind, nullable=null_if_any(values))


def _text_function(name: str) -> _Handler:
    """A call with a grammar of its own, such as `trim(both 'x' from y)`."""

    def handler(node: exp.Expr, scope: Scope) -> Value:
        values = bind_all(list(node.iter_expressions()), scope)
        kind = scope.context.types.call(name, values)
        nullable = scope.context.types.call_is_null(name, values)
        return combined(values, kind=kind, nullable=nullable)

    return handler


# Nested values


def _struct(node: exp.Expr, scope: Scope) -> Value:
    fields: list[tuple[str, Value]] = []
    for place, part in enumerate(node.expressions):
        if isinstance(part, (exp.PropertyEQ, exp.EQ, exp.Alias)):
            value = part.args.get("expression") or part.this
            name = part.alias if isinstance(part, exp.Alias) else part.this.name
            fields.append((name, bind(value, scope)))
        else:
            fields.append((part.name or f"col{place + 1}", bind(part, scope)))
    return _struct_of(fields)


def _struct_of(fields: list[tuple[str, Value]]) -> Value:
    kind = struct_of((name, value.type) for name, value in fields)
    whole = combined([value for _, value in fields], kind=kind, nullable=False)
    whole.fields = {name.lower(): value for name, value in fields}
    return whole


def _array(node: exp.Expr, scope: Scope) -> Value:
    values = bind_all(node.expressions, scope)
    if len(values) == 1 and isinstance(node.expressions[0], exp.Comprehension):
        return values[0]
    element = scope.context.types.common(values) if values else NULL
    return combined(values, kind=list_of(element) if element else None, nullable=False)


def _map_of_lists(node: exp.Expr, scope: Scope) -> Value:
    lists = [bind(part, scope) for key in ("keys", "values") if (part := node.args.get(key))]
    elements = [value.type.element if value.type is not None else None for value in lists]
    kind = map_of(*elements) if len(elements) == 2 else None
    return combined(lists, kind=kind if kind and kind.is_known else None, nullable=False)


def _same_type(node: exp.Expr, scope: Scope) -> Value:
    value = bind(node.this, scope)
    return combined([value], kind=value.type, nullable=value.nullable)


def _map(node: exp.Expr, scope: Scope) -> Value:
    inner = node.this
    pairs = inner.expressions if isinstance(inner, exp.Struct) else []
    if not pairs:
        return _anything(node, scope)
    types = scope.context.types
    keys = [bind(pair.this, scope) for pair in pairs]
    values = [bind(pair.expression, scope) for pair in pairs]
    kind = map_of(types.common(keys), types.common(values))
    return combined([*keys, *values], kind=kind if kind.is_known else None, nullable=False)


def _bracket(node: exp.Expr, scope: Scope) -> Value:
    value = bind(node.this, scope)
    keys = node.expressions
    named = len(keys) == 1 and isinstance(keys[0], exp.Literal) and keys[0].args.get("is_string")
    is_struct = value.type is not None and value.type.name == "STRUCT"
    if named and (value.fields is not None or is_struct):
        return field_of(value, keys[0].name)
    places = bind_all(keys, scope)
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
    return combined(bind_all(list(node.iter_expressions()), scope), kind=INTEGER)


def _json(kind: SqlType) -> _Handler:
    def handler(node: exp.Expr, scope: Scope) -> Value:
        value = bind(node.this, scope)
        path = node.expression
        if value.type is not None and value.type.name == "STRUCT":
            return combined([value], type_why="the type of a path into a struct is not known")
        if path is None or isinstance(path, exp.JSONPath):
            return combined([value], kind=kind, nullable=True)
        return combined([value, bind(path, scope)], kind=kind, nullable=True)

    return handler


def _path(node: exp.Expr, scope: Scope) -> Value:
    """`column:path` of Databricks, `column -> path` of DuckDB."""
    if node.args.get("variant_extract"):
        value = bind(node.this, scope)
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
        return bind(body, scope)
    finally:
        scope.parameters = before


def _comprehension(node: exp.Expr, scope: Scope) -> Value:
    source = bind(node.args["iterator"], scope)
    element = source.type.element if source.type is not None else None
    name = node.expression.name.lower()
    inner = {name: Value(type=element, nullable=None)}
    body = _with_parameters(node.this, inner, scope)
    kind = list_of(body.type) if body.type is not None else None
    found = combined([source, body], kind=kind, nullable=source.nullable)
    if (condition := node.args.get("condition")) is not None:
        inner[name] = replace(combined([source]), type=element, type_why=None)
        decides = _with_parameters(condition, inner, scope)
        found = _decided(found, [decides], Transformation.CONDITIONAL)
    return found


# Functions


def _anonymous(node: exp.Expr, scope: Scope) -> Value:
    name = node.this if isinstance(node.this, str) else node.name
    return _call(name.lower(), node.expressions, scope)


def _transform(node: exp.Expr, scope: Scope) -> Value:
    return _call("transform", [node.this, node.expression], scope)


def _call(name: str, nodes: Sequence[exp.Expr], scope: Scope) -> Value:
    if name in ("if", "iff", "if_else") and len(nodes) in (2, 3):
        first, *rest = bind_all(nodes, scope)
        return _chosen([first], rest if len(rest) > 1 else [*rest, Value(NULL, True)], scope)
    if name in scope.context.types.aggregates:
        return _aggregate(name, nodes, scope, over_rows=False)
    if name == "columns" and scope.context.dialect == "duckdb":
        scope.over_columns = True
        return unknown("COLUMNS(...) stands for several values")
    if name in ("struct_pack", "struct", "named_struct", "row"):
        return _struct_call(name, nodes, scope)
    if name in _TAKES_UNIT and nodes and _is_unit(nodes[0], scope):
        unit = Value(VARCHAR, nullable=False, literal=nodes[0].name)
        return _called(name, [unit, *bind_all(nodes[1:], scope)], scope)
    if any(isinstance(node, (exp.Lambda, exp.Kwarg)) for node in nodes):
        return _higher_order(name, nodes, scope)
    if name == "nullif" and len(nodes) == 2:
        kept, other = bind_all(nodes, scope)
        value = combined([kept], kind=kept.type, nullable=True)
        return _decided(value, [other], Transformation.CONDITIONAL)
    return _called(name, bind_all([_unwrapped(node) for node in nodes], scope), scope)


def _unwrapped(node: exp.Expr) -> exp.Expr:
    return node.expression if isinstance(node, (exp.PropertyEQ, exp.Kwarg)) else node


def _called(name: str, values: list[Value], scope: Scope) -> Value:
    types = scope.context.types
    return combined(
        values,
        kind=types.call(name, values),
        nullable=types.call_is_null(name, values),
        mask=name in types.masks,
        type_why=f"the type of {name} is not known for these arguments",
    )


def _is_unit(node: exp.Expr, scope: Scope) -> bool:
    if isinstance(node, exp.Var):
        return True
    return (
        isinstance(node, exp.Column)
        and node.args.get("table") is None
        and node.name.lower() in _UNITS
        and not any(node.name.lower() in entry.rows.places for entry in scope.entries)
    )


def _struct_call(name: str, nodes: Sequence[exp.Expr], scope: Scope) -> Value:
    if name == "named_struct":
        fields = [
            (key.name, bind(value, scope))
            for key, value in zip(nodes[::2], nodes[1::2], strict=False)
        ]
        return _struct_of(fields)
    fields = []
    if name == "row":
        values = bind_all(nodes, scope)
        return combined(values, kind=struct_of(("", value.type) for value in values))
    for place, node in enumerate(nodes):
        if isinstance(node, exp.Star) or (
            isinstance(node, exp.Column) and isinstance(node.this, exp.Star)
        ):
            return combined(_all_columns(scope), nullable=False, type_why="a struct of a star")
        if isinstance(node, (exp.PropertyEQ, exp.Alias)):
            fields.append((node.alias or node.this.name, bind(_unwrapped(node).unalias(), scope)))
        else:
            own = node.name if isinstance(node, (exp.Column, exp.Dot)) else ""
            fields.append((own or f"col{place + 1}", bind(node, scope)))
    return _struct_of(fields)


def _all_columns(scope: Scope) -> list[Value]:
    return [
        entry.value(place, None)
        for entry in scope.entries
        for place in range(len(entry.rows.items))
    ]


def _higher_order(name: str, nodes: Sequence[exp.Expr], scope: Scope) -> Value:
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
            value = bind(_unwrapped(node), scope)
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
                sorting += [bind(key.this, scope) for key in inner.expressions]
            if isinstance(inner, exp.HavingMax):
                sorting.append(bind(inner.expression, scope))
            if isinstance(inner, exp.Distinct):
                distinct = True
                values += bind_all(inner.expressions, scope)
                break
            inner = inner.this
        else:
            if not isinstance(inner, exp.Star):
                values.append(bind(_unwrapped(inner), scope))
    return values, sorting, distinct


def _aggregate(
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
    values, sorting, _ = _sorted_arguments(nodes, scope)
    scope.aggregated = inner_aggregated
    deciding = values[1:] if name in _SELECTORS else []
    flowing = values[:1] if name in _SELECTORS else values
    if name in ("ntile", *_RANKS):
        deciding, flowing = values, []
    nullable: bool | None = None
    empty = may_be_empty or not (over_rows or scope.grouped)
    if name in _NEVER_EMPTY or name in _RANKS:
        nullable = False
    elif name in ("lag", "lead", "nth_value"):
        nullable = _of_neighbour(name, values)
    elif empty:
        nullable = True
    elif name in _KEEP_VALUES:
        nullable = null_if_any(flowing)
    found = combined(
        flowing,
        kind=types.call(name, values),
        nullable=nullable,
        step=AGGREGATION,
        mask=name in types.masks,
        type_why=f"the type of {name} is not known for these arguments",
    )
    found = _decided(found, deciding, Transformation.CONDITIONAL)
    return _decided(found, sorting, Transformation.SORT)


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
    return _decided(value, [bind(node.expression.this, scope)], Transformation.CONDITIONAL)


def _within_group(node: exp.Expr, scope: Scope) -> Value:
    """`percentile_cont(0.5) within group (order by x)`: x is what is aggregated."""
    inner = node.this
    keys = [key.this for key in node.expression.expressions]
    if isinstance(inner, exp.Anonymous) and keys:
        name = inner.name.lower()
        if name in ("listagg", "string_agg", "group_concat"):
            value = bind(inner, scope)
            return _decided(value, bind_all(keys, scope), Transformation.SORT)
        return _aggregate(name, [*keys, *inner.expressions], scope, over_rows=False)
    return _anything(node, scope)


def _aggregate_like(
    node: exp.Expr, scope: Scope, *, over_rows: bool, may_be_empty: bool = False
) -> Value:
    """A call that stands before FILTER or OVER."""
    if isinstance(node, (exp.IgnoreNulls, exp.RespectNulls)):
        return _aggregate_like(node.this, scope, over_rows=over_rows, may_be_empty=may_be_empty)
    if isinstance(node, exp.Filter):
        value = _aggregate_like(node.this, scope, over_rows=over_rows, may_be_empty=True)
        return _decided(value, [bind(node.expression.this, scope)], Transformation.CONDITIONAL)
    if isinstance(node, exp.WithinGroup):
        return _within_group(node, scope)
    if isinstance(node, exp.Anonymous):
        name = (node.this if isinstance(node.this, str) else node.name).lower()
        return _aggregate(
            name, node.expressions, scope, over_rows=over_rows, may_be_empty=may_be_empty
        )
    return bind(node, scope)


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
        deciding += bind_all(window.args.get("partition_by") or [], scope)
        order = window.args.get("order")
        if order is not None:
            deciding += [bind(key.this, scope) for key in order.expressions]
        base = window.args.get("alias") or window.args.get("first")
        name = base.name.lower() if isinstance(base, exp.Identifier) else ""
        window = scope.windows.get(name) if name else None
    scope.aggregated = aggregated
    return _decided(value, deciding, Transformation.WINDOW)


def _has_row(frame: exp.Expr) -> bool:
    """Whether a frame always has the current row in it."""
    ends = [str(frame.args.get(key) or "").upper() for key in ("start", "end")]
    sides = [str(frame.args.get(key) or "").upper() for key in ("start_side", "end_side")]
    if frame.args.get("exclude"):
        return False
    begins = ends[0] == "CURRENT ROW" or sides[0] == "PRECEDING"
    finishes = ends[1] in ("CURRENT ROW", "") or sides[1] == "FOLLOWING"
    return begins and finishes


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
    return influenced(value, _row_taken(rows), rows.why)


def _row_taken(rows: Rows) -> Influences:
    """What decides on the row whose value it is: sorting, too, only chooses here."""
    filtering, sorting = Transformation.FILTER, Transformation.SORT
    return {
        (source, filtering if kind is sorting else kind): line
        for (source, kind), line in rows.influences.items()
    }


def _exists(node: exp.Expr, scope: Scope) -> Value:
    inner = node.this
    if not isinstance(inner, exp.Query):
        return _anything(node, scope)
    rows = scope.context.bind_query(inner, scope.child(named=False))
    return Value(BOOLEAN, False, indirect=_row_taken(rows), why=rows.why)


def _quantified(node: exp.Expr, scope: Scope) -> Value:
    """`= any (select ...)`"""
    inner = node.this
    return bind(inner, scope) if inner is not None else unknown("nothing to compare with")


def _tuple(node: exp.Expr, scope: Scope) -> Value:
    values = bind_all(node.expressions, scope)
    return _struct_of([(f"col{place}", value) for place, value in enumerate(values, 1)])


def _alias(node: exp.Expr, scope: Scope) -> Value:
    return bind(node.this, scope)


def _nothing(node: exp.Expr, scope: Scope) -> Value:
    return Value(nullable=False)


_HANDLERS: dict[type[exp.Expr], _Handler] = {
    exp.Alias: _alias,
    exp.Aliases: _alias,
    exp.All: _quantified,
    exp.Anonymous: _anonymous,
    exp.Abs: _same_type,
    exp.Any: _quantified,
    exp.BitwiseNot: _same_type,
    exp.Array: _array,
    exp.AtTimeZone: _at_time_zone,
    exp.Between: _between,
    exp.Boolean: _constant(BOOLEAN),
    exp.Bracket: _bracket,
    exp.Case: _case,
    exp.Cast: _cast,
    exp.Collate: _same,
    exp.Column: _column,
    exp.Comprehension: _comprehension,
    exp.CurrentDate: _constant(DATE),
    exp.CurrentTime: _constant(TIME),
    exp.CurrentTimestamp: _constant(TIMESTAMPTZ),
    exp.CurrentUser: _constant(VARCHAR),
    exp.DataType: _nothing,
    exp.Dot: _dot,
    exp.Exists: _exists,
    exp.Extract: _extract,
    exp.Filter: _filter,
    exp.Identifier: _identifier,
    exp.If: _if,
    exp.In: _in,
    exp.Interval: _interval,
    exp.JSONExtract: _path,
    exp.JSONExtractScalar: _json(VARCHAR),
    exp.Lambda: _lambda,
    exp.Literal: _literal,
    exp.Localtimestamp: _constant(TIMESTAMP),
    exp.Map: _map_of_lists,
    exp.Neg: _negative,
    exp.Not: _negation,
    exp.Null: _null,
    exp.Paren: _same,
    exp.Slice: _slice,
    exp.Star: _nothing,
    exp.StrPosition: _text_function("strpos"),
    exp.Struct: _struct,
    exp.Subquery: _subquery,
    exp.Substring: _text_function("substring"),
    exp.ToMap: _map,
    exp.Transform: _transform,
    exp.Trim: _text_function("trim"),
    exp.TryCast: _cast,
    exp.Tuple: _tuple,
    exp.Var: _nothing,
    exp.Window: _window,
    exp.WithinGroup: _within_group,
}
