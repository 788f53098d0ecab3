"""What a query yields: its columns, and what decides which rows there are."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from inseam.sql.aggregates import is_aggregated
from inseam.sql.analysis import Transformation
from inseam.sql.derived import derived, rename
from inseam.sql.expression import bind
from inseam.sql.parse import line_of
from inseam.sql.projection import bind_select_list
from inseam.sql.proof import prove
from inseam.sql.scope import Item, Rows, Scope, all_influences
from inseam.sql.source import add_from, bind_table, is_parenthesised_relation
from inseam.sql.value import (
    Influences,
    Value,
    influences,
    merged_direct,
    merged_indirect,
    null_if_any,
    with_nullable,
)

# A recursive query is read again until nothing new is found, but not more often than this.
_ROUNDS = 12
_COLUMNS = (exp.Column, exp.Star, exp.PositionalColumn)


def bind_query(node: exp.Expr, scope: Scope) -> Rows:
    """The rows of a query; `scope` is new, and knows the CTEs and outer queries in reach."""
    if (ctes := node.args.get("with_")) is not None:
        _add_ctes(ctes, scope)
    if isinstance(node, exp.Select):
        return _select(node, scope)
    if isinstance(node, exp.SetOperation):
        return _set_operation(node, scope)
    if isinstance(node, exp.Subquery):
        if not is_parenthesised_relation(node):
            return _tail(node, bind_query(node.this, scope), scope)
        return bind_table(node, scope)
    if isinstance(node, (exp.Values, exp.Table, exp.Pivot)):
        return bind_table(node, scope)
    if isinstance(node, exp.Paren):
        return bind_query(node.this, scope)
    reason = scope.context.problem(f"{type(node).__name__} is not a query", line_of(node))
    return Rows([], why=reason)


def _add_ctes(node: exp.Expr, scope: Scope) -> None:
    scope.ctes = dict(scope.ctes)
    for cte in node.expressions:
        name = cte.alias.lower()
        body = cte.this
        if node.args.get("recursive") and isinstance(body, exp.SetOperation):
            rows = _recursive(name, cte, body, scope)
        else:
            rows = _renamed(bind_query(body, scope.apart()), cte, scope)
        scope.ctes[name] = rows


def _renamed(rows: Rows, cte: exp.Expr, scope: Scope) -> Rows:
    alias = cte.args.get("alias")
    names = [column.name for column in alias.args.get("columns") or []] if alias else []
    return derived(rename(rows, names, scope), scope)


def _recursive(name: str, cte: exp.Expr, body: exp.Expr, scope: Scope) -> Rows:
    """What a query yields that reads its own rows: the first part's, then with those again."""
    if (inner := body.args.get("with_")) is not None:
        _add_ctes(inner, scope)
    rows = _renamed(bind_query(body.this, scope.apart()), cte, scope)
    size = -1
    for _ in range(_ROUNDS):
        if _size(rows) == size:
            break
        size = _size(rows)
        round_scope = scope.apart()
        round_scope.ctes = {**scope.ctes, name: rows}
        again = _renamed(_set_operation(body, round_scope), cte, scope)
        items = [
            replace(item, value=replace(item.value, type=first.value.type or item.value.type))
            for first, item in zip(rows.items, again.items, strict=False)
        ]
        rows = Rows(items or again.items, again.influences, again.why)
    return rows


def _size(rows: Rows) -> int:
    return len(rows.influences) + sum(
        sum(flow.step + 1 for flow in item.value.direct.values())
        + len(item.value.indirect)
        + (item.value.nullable is not False)
        for item in rows.items
    )


# SELECT


def _select(node: exp.Expr, scope: Scope) -> Rows:
    add_from(node, scope)
    for window in node.args.get("windows") or []:
        scope.windows[window.name.lower()] = window
    if (where := node.args.get("where")) is not None:
        if scope.context.types.aliases_in_where:
            scope.aliases_ahead = {
                item.alias.lower(): item.this
                for item in node.expressions
                if isinstance(item, exp.Alias)
            }
        _restrict(where.this, scope, Transformation.FILTER)
        prove(where.this, scope)
        scope.aliases_ahead.clear()
        scope.aliases.clear()
    group = node.args.get("group")
    distinct = node.args.get("distinct")
    scope.grouped = _is_grouped(node, group, scope)
    items = bind_select_list(node.expressions, scope)
    if group is not None:
        _group(group, items, node.expressions, scope)
    for key in ("having", "qualify"):
        if (condition := node.args.get(key)) is not None:
            if key == "having":
                scope.goes_first = _aliases_in_having(node, items)
            _restrict(condition.this, scope, Transformation.FILTER)
            scope.goes_first = {}
    if distinct is not None:
        if (on := distinct.args.get("on")) is not None:
            for key in on.expressions:
                value = _key(key, items, scope, alias_first=True)
                _influence(value, scope, Transformation.GROUP_BY)
        else:
            scope.influence(all_influences(items, Transformation.GROUP_BY))
    no_rows_read = not scope.entries and node.args.get("where") is None
    single = no_rows_read or (scope.aggregated and not scope.grouped)
    if node.args.get("having") or node.args.get("qualify"):
        single = False
    rows = Rows(items, scope.influences, scope.why, single=single)
    return _tail(node, rows, scope)


def _aliases_in_having(node: exp.Expr, items: list[Item]) -> dict[str, Value]:
    """Aliases that HAVING takes before columns of the same name: all but those of group keys."""
    written = node.expressions
    if len(written) != len(items):
        return {}
    group = node.args.get("group")
    keys = list(group.expressions) if group is not None else []
    if group is not None and group.args.get("all"):
        keys += written
    for key in list(keys):
        if isinstance(key, exp.Literal) and key.name.isdigit() and 0 < int(key.name) <= len(items):
            keys.append(written[int(key.name) - 1])
    named = {key.unalias().name.lower() for key in keys if isinstance(key.unalias(), exp.Column)}
    return {
        each.alias.lower(): item.value
        for each, item in zip(written, items, strict=True)
        if isinstance(each, exp.Alias) and each.alias.lower() not in named
    }


def _is_grouped(node: exp.Expr, group: exp.Expr | None, scope: Scope) -> bool:
    if group is None:
        return False
    if any(group.args.get(key) for key in ("cube", "rollup", "grouping_sets")):
        return False  # a grouping set may be empty, and then there is a row for no rows
    keys = list(group.expressions)
    if group.args.get("all"):
        aggregates = scope.context.types.aggregates
        keys = [item for item in node.expressions if not is_aggregated(item, aggregates)]
    # Constants alone make no groups.
    return any(_names_a_column(key, node.expressions) for key in keys)


def _names_a_column(key: exp.Expr, items: list[exp.Expr]) -> bool:
    if isinstance(key, exp.Literal) and key.name.isdigit() and 0 < int(key.name) <= len(items):
        key = items[int(key.name) - 1]
    if isinstance(key, exp.Column):
        for item in items:
            if isinstance(item, exp.Alias) and item.alias.lower() == key.name.lower():
                return item.find(*_COLUMNS) is not None
    return key.find(*_COLUMNS) is not None


def _influence(value: Value, scope: Scope, kind: Transformation) -> None:
    scope.influence(influences(value, kind))
    scope.why = scope.why or value.why


def _restrict(condition: exp.Expr, scope: Scope, kind: Transformation) -> None:
    _influence(bind(condition, scope), scope, kind)


def _group(group: exp.Expr, items: list[Item], select_list: list[exp.Expr], scope: Scope) -> None:
    keys = list(group.expressions)
    sets = [
        part
        for name in ("cube", "rollup", "grouping_sets")
        for part in group.args.get(name) or []
        if isinstance(part, exp.Expr)
    ]
    for part in sets:
        keys += [
            key
            for inner in part.expressions
            for key in (inner.expressions if isinstance(inner, exp.Tuple) else [inner])
        ]
    if group.args.get("all"):
        aggregates = scope.context.types.aggregates
        if len(select_list) == len(items):
            plain = [
                item
                for item, written in zip(items, select_list, strict=True)
                if not is_aggregated(written, aggregates)
            ]
        else:
            plain = [item for item in items if not _is_aggregate_value(item.value)]
        scope.influence(all_influences(plain, Transformation.GROUP_BY))
    for key in keys:
        _influence(_key(key, items, scope, alias_first=False), scope, Transformation.GROUP_BY)
    if sets:
        for item in items:
            item.value = with_nullable(item.value, True)


def _is_aggregate_value(value: Value) -> bool:
    return any(flow.kind is Transformation.AGGREGATION for flow in value.direct.values())


def _key(key: exp.Expr, items: list[Item], scope: Scope, *, alias_first: bool) -> Value:
    """A key of GROUP BY or ORDER BY: a place in the select list, an alias, an expression."""
    if _is_place(key, of_select_list=alias_first):
        place = int(key.unnest().name) - 1
        if 0 <= place < len(items) and all(item.lookup is None for item in items[: place + 1]):
            return items[place].value
        return Value()
    if alias_first and isinstance(key, exp.Column) and not key.args.get("table"):
        return scope.column((key.name,), line_of(key), alias_first=True)
    return bind(key, scope)


def _is_place(key: exp.Expr, *, of_select_list: bool) -> bool:
    """`2`; or DuckDB's `#2`, which in GROUP BY is a place in FROM instead."""
    written = key.unnest()
    if isinstance(written, exp.PositionalColumn):
        return of_select_list and written.name.isdecimal()
    return isinstance(key, exp.Literal) and not key.args.get("is_string") and key.name.isdigit()


def _tail(node: exp.Expr, rows: Rows, scope: Scope) -> Rows:
    """ORDER BY and LIMIT."""
    order = node.args.get("order")
    limited = any(node.args.get(key) is not None for key in ("limit", "offset", "fetch"))
    if order is None and not limited:
        return rows
    more: Influences = dict(rows.influences)
    why = rows.why
    for name in ("order", "sort", "cluster", "distribute"):
        keys = node.args.get(name)
        for key in keys.expressions if keys is not None else ():
            inner = key.this if isinstance(key, exp.Ordered) else key
            if isinstance(inner, exp.Var) and inner.name.upper() == "ALL":
                more |= all_influences(rows.items, Transformation.SORT) | more
                continue
            value = _sort_key(inner, rows, scope, isinstance(node, exp.Select))
            scope.context.values[id(inner)] = value
            more = {**influences(value, Transformation.SORT), **more}
            why = why or value.why
    for name in ("limit", "offset"):
        count = node.args.get(name)
        inner = count.args.get("expression") if count is not None else None
        if inner is not None and not isinstance(inner, exp.Literal):
            value = bind(inner, scope)
            more = {**influences(value, Transformation.FILTER), **more}
    return replace(rows, influences=more, why=why, single=rows.single and not limited)


def _sort_key(key: exp.Expr, rows: Rows, scope: Scope, of_select: bool) -> Value:
    if of_select:
        return _key(key, rows.items, scope, alias_first=True)
    if isinstance(key, exp.Column) and (places := rows.places.get(key.name.lower())):
        return rows.items[places[0]].value
    if _is_place(key, of_select_list=True):
        return _key(key, rows.items, scope, alias_first=True)
    inner = scope.apart()
    inner.aliases = {item.name.lower(): item.value for item in rows.items}
    return bind(key, inner)


# UNION, EXCEPT, INTERSECT


def _set_operation(node: exp.Expr, scope: Scope) -> Rows:
    """A chain of them, from its left end: it can be longer than calls can be deep."""
    chain: list[exp.Expr] = []
    first = node
    while isinstance(first, exp.SetOperation):
        chain.append(first)
        if len(chain) > 1 and first.args.get("with_") is not None:
            chain.pop()
            break
        first = first.this
    rows = bind_query(first, scope.apart())
    for operation in reversed(chain):
        right = bind_query(operation.expression, scope.apart())
        rows = _tail(operation, _joined(operation, rows, right, scope), scope)
    return rows


def _joined(node: exp.Expr, left: Rows, right: Rows, scope: Scope) -> Rows:
    pairs = (
        _by_name(left, right, scope)
        if node.args.get("by_name")
        else _by_place(left, right, node, scope)
    )
    more = {**right.influences, **left.influences}
    why = left.why or right.why
    if isinstance(node, exp.Union):
        items = [_either(one, two, scope) for one, two in pairs]
        if node.args.get("distinct"):
            more = {**all_influences(items, Transformation.GROUP_BY), **more}
        return Rows(items, more, why)
    # A row is there because of the other side's rows; those of EXCEPT never come through.
    more = {**all_influences(right.items, Transformation.FILTER), **more}
    more = {**all_influences(left.items, Transformation.FILTER), **more}
    both = isinstance(node, exp.Intersect)
    items = [_either(one, two if both else None, scope, kind_of=two) for one, two in pairs if one]
    return Rows(items, more, why)


def _by_place(
    left: Rows, right: Rows, node: exp.Expr, scope: Scope
) -> list[tuple[Item | None, Item | None]]:
    if len(left.items) == len(right.items):
        return list(zip(left.items, right.items, strict=True))
    if left.open_items or right.open_items:
        reason = "which column meets which is not known"
    else:
        reason = "the sides have different numbers of columns"
    scope.context.problem(f"{type(node).__name__.upper()}: {reason}", line_of(node))
    return [
        (replace(item, value=replace(item.value, why=item.value.why or reason)), None)
        for item in left.items
    ]


def _by_name(left: Rows, right: Rows, scope: Scope) -> list[tuple[Item | None, Item | None]]:
    pairs: list[tuple[Item | None, Item | None]] = []
    for item in left.items:
        places = right.places.get(item.name.lower(), [])
        other = right.items[places[0]] if places else None
        if other is None and right.open_items and item.lookup is None:
            lookup = right.open_items[0].lookup
            value = lookup(item.name, None) if lookup else None
            other = Item(item.name, value) if value else None
        pairs.append((item, other))
    pairs += [(None, item) for item in right.items if item.name.lower() not in left.places]
    return pairs


def _either(one: Item | None, two: Item | None, scope: Scope, kind_of: Item | None = None) -> Item:
    """A column that holds the values of both."""
    present = [item for item in (one, two) if item is not None]
    values = [item.value for item in present]
    typed = [item.value for item in (one, two or kind_of) if item is not None]
    kind = scope.context.types.common_of_rows(typed)
    first = present[0]
    value = Value(
        type=kind,
        nullable=null_if_any(values),
        direct=merged_direct(values),
        indirect=merged_indirect(values),
        why=next((value.why for value in values if value.why), None),
        type_why=None
        if kind
        else next((value.type_why for value in typed if value.type_why), None)
        or "the sides' types have none in common that is known",
        admits_null=any(value.admits_null for value in values),
    )
    lookup = first.lookup
    if lookup is not None and len(present) == 2:
        known = lookup
        reason = "which column of the other side meets it is not known"

        def both(name: str, line: int | None) -> Value | None:
            found = known(name, line)
            return replace(found, why=found.why or reason) if found else None

        lookup = both
    if one is None or (two is None and kind_of is None):
        # BY NAME: the rows of the side that lacks it have NULL.
        value = replace(with_nullable(value, True), admits_null=True)
    return Item(first.name, value, first.line, lookup)
