"""What FROM contains: tables, queries, functions, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlglot import exp

from inseam.sql.analysis import Transformation
from inseam.sql.derived import derived, rename
from inseam.sql.expression import bind
from inseam.sql.generator import GENERATORS, generated_items
from inseam.sql.operators import check_fit
from inseam.sql.parse import line_of, table_name
from inseam.sql.pivot import pivoted
from inseam.sql.proof import prove
from inseam.sql.scope import Entry, Item, Rows, Scope
from inseam.sql.sql_type import BIGINT
from inseam.sql.stars import all_items
from inseam.sql.value import (
    Value,
    combined,
    influences,
    merged_direct,
    merged_indirect,
    null_if_any,
    unknown,
    with_nullable,
)


def add_from(select: exp.Expr, scope: Scope) -> None:
    """Enter all relations of a SELECT into its scope."""
    if (first := select.args.get("from_")) is not None:
        _add(first.this, scope)
    for join in select.args.get("joins") or []:
        _join(join, scope)
    for lateral in select.args.get("laterals") or []:
        _add(lateral, scope)


def bind_table(node: exp.Expr, scope: Scope) -> Rows:
    """The rows of a table, a parenthesised join, VALUES or a PIVOT that stand as a query."""
    _add(node, scope)
    return Rows(all_items(scope, line_of(node)), scope.influences, scope.why)


def _add(node: exp.Expr, scope: Scope) -> list[Entry]:
    """Enter one relation, with those joined to it in parentheses; the entries it made."""
    before = len(scope.entries)
    if isinstance(node, exp.Subquery) and is_parenthesised_relation(node):
        _add_parenthesised(node, scope)
    else:
        rows, path = _rows(node, scope)
        for pivot in node.args.get("pivots") or []:
            rows = pivoted(pivot, rows, path, scope)
            if (alias := pivot.args.get("alias")) is not None and alias.name:
                path = (alias.name.lower(),)
                rows = _with_names(rows, alias, scope)
        scope.entries.append(Entry(path, rows))
        scope.influence(rows.influences)
        scope.why = scope.why or rows.why
    for join in node.args.get("joins") or []:
        _join(join, scope)
    return scope.entries[before:]


def is_parenthesised_relation(node: exp.Expr) -> bool:
    """Whether the parentheses stand around relations, not around a query alone.

    `((select ...) as a join b)` and `((a join b))` are relations, `((select ...))` is a query.
    """
    while isinstance(inner := node.this, exp.Subquery):
        if any(inner.args.get(key) for key in ("alias", "joins", "laterals", "pivots")):
            return True
        node = inner
    return not isinstance(inner, exp.Query)


def _add_parenthesised(node: exp.Expr, scope: Scope) -> None:
    """`(a join b) as c`: without the alias, a and b are seen from outside."""
    alias = node.args.get("alias")
    if alias is None and not node.args.get("pivots"):
        _add(node.this, scope)
        return
    rows = derived(bind_table(node.this, scope.apart()), scope)
    for pivot in node.args.get("pivots") or []:
        rows = pivoted(pivot, rows, (), scope)
    path = (alias.name.lower(),) if alias is not None else ()
    scope.entries.append(Entry(path, _with_names(rows, alias, scope) if alias else rows))
    scope.influence(rows.influences)


def _rows(node: exp.Expr, scope: Scope) -> tuple[Rows, tuple[str, ...]]:
    alias = node.args.get("alias")
    path: tuple[str, ...] = (alias.name.lower(),) if alias is not None and alias.name else ()
    if isinstance(node, exp.Table):
        rows, own = _table(node, alias, scope)
        path = path or own
    elif isinstance(node, exp.Lateral):
        rows = _lateral(node, alias, scope)
        if isinstance(node.this, exp.Anonymous):
            return rows, path
    elif isinstance(node, exp.Unnest):
        return _unnest(node, alias, scope), path
    elif isinstance(node, exp.Values):
        rows = _values(node, scope)
    elif isinstance(node, exp.Pivot):
        inner = scope.apart()
        _add(node.this, inner)
        whole = inner.entries[0] if inner.entries else Entry((), Rows([]))
        rows = pivoted(node, whole.rows, whole.path, scope)
        rows = replace(rows, influences={**inner.influences, **rows.influences})
    elif isinstance(node, exp.Query):
        inner = scope.child() if scope.entries and _sees_left(scope) else scope.apart()
        rows = scope.context.bind_query(node, inner)
        rows = derived(rows, scope)
    else:
        reason = scope.context.problem(
            f"{type(node).__name__} in FROM is not understood", line_of(node)
        )
        rows = Rows([Item("*", unknown(reason), None, lambda name, line: unknown(reason))])
    return (_with_names(rows, alias, scope) if alias is not None else rows), path


def _sees_left(scope: Scope) -> bool:
    """Whether a query in FROM may name columns of relations left of it without LATERAL."""
    return scope.context.dialect == "duckdb"


def _with_names(rows: Rows, alias: exp.Expr, scope: Scope) -> Rows:
    names = [column.name for column in alias.args.get("columns") or []]
    if names and rows.relation is not None:
        renamed = rename(rows, names, scope)
        return replace(renamed, relation=rows.relation, _places=None)
    return rename(rows, names, scope)


def _table(node: exp.Expr, alias: exp.Expr | None, scope: Scope) -> tuple[Rows, tuple[str, ...]]:
    called = node.this
    if isinstance(called, exp.Values):
        return _values(called, scope), ()
    if isinstance(called, (exp.Anonymous, exp.Func)):
        return _function(called, alias, scope), ()
    parts = table_name(node)
    if isinstance(called, exp.Dot):
        parts = tuple(part.name for part in called.flatten() if part.name)
    if len(parts) == 1 and (rows := scope.ctes.get(parts[0].lower())) is not None:
        return rows, (parts[0].lower(),)
    if not parts:
        reason = scope.context.problem("a relation without a name", line_of(node))
        return Rows([Item("*", unknown(reason), None, lambda name, line: unknown(reason))]), ()
    rows = scope.context.find_relation(parts)
    return rows, tuple(part.lower() for part in parts)


def _function(called: exp.Expr, alias: exp.Expr | None, scope: Scope) -> Rows:
    """A function in FROM."""
    name = called.name.lower()
    if name == "table" and called.expressions:
        inner = called.expressions[0]
        if isinstance(inner, exp.Anonymous):
            return _function(inner, alias, scope)
    if name in GENERATORS:
        return _generated(called, alias, scope)
    arguments = combined([bind(argument, scope) for argument in called.expressions])
    names = [column.name for column in alias.args.get("columns") or []] if alias else []
    if name in ("range", "generate_series"):
        own = {"databricks": "id"}.get(scope.context.dialect, name)
        kind = scope.context.types.call(name, [Value(BIGINT)]) and BIGINT
        dated = any(
            isinstance(argument, (exp.Interval, exp.Cast)) for argument in called.expressions
        )
        value = combined([arguments], kind=None if dated else kind, nullable=False)
        scope.influence(influences(arguments, Transformation.JOIN))
        return Rows([Item(own, value, line_of(called))])
    reason = scope.context.problem(f"the columns of {name}(...) are not known", line_of(called))
    scope.influence(influences(arguments, Transformation.JOIN))
    if names:
        return Rows([Item(one, replace(arguments, type_why=reason)) for one in names])
    value = replace(arguments, why=reason, type_why=reason, type=None)
    return Rows([Item("*", value, None, lambda name, line: value)])


def _generated(called: exp.Expr, alias: exp.Expr | None, scope: Scope) -> Rows:
    names = [column.name for column in alias.args.get("columns") or []] if alias else []
    items, decides = generated_items(called, names, scope)
    return Rows(items, influences(decides, Transformation.JOIN), decides.why)


def _lateral(node: exp.Expr, alias: exp.Expr | None, scope: Scope) -> Rows:
    inner = node.this
    if isinstance(inner, exp.Anonymous):
        if inner.name.lower() in GENERATORS:
            rows = _generated(inner, alias, scope)
        else:
            rows = _function(inner, alias, scope)
        if node.args.get("outer"):
            items = [replace(item, value=with_nullable(item.value, True)) for item in rows.items]
            rows = replace(rows, items=items, _places=None)
        return rows
    if isinstance(inner, exp.Unnest):
        return _unnest(inner, alias, scope)
    query = inner.this if isinstance(inner, exp.Subquery) else inner
    return scope.context.bind_query(query, scope.child())


def _unnest(node: exp.Expr, alias: exp.Expr | None, scope: Scope) -> Rows:
    values = [bind(expression, scope) for expression in node.expressions]
    names = [column.name for column in alias.args.get("columns") or []] if alias else []
    if not names and alias is not None and scope.context.dialect not in ("duckdb", "databricks"):
        names = [alias.name]
    items = []
    for place, value in enumerate(values):
        element = value.type.element if value.type is not None else None
        column = combined([value], kind=element, type_why="the elements' type is not known")
        name = names[place] if place < len(names) else "unnest"
        items.append(Item(name, column, line_of(node)))
    offset = node.args.get("offset")
    if offset:
        own = offset.name if isinstance(offset, exp.Expr) else "ordinality"
        name = names[len(values)] if len(names) > len(values) else own
        items.append(Item(name, combined(values, kind=BIGINT, nullable=False), line_of(node)))
    whole = combined(values)
    return Rows(items, influences(whole, Transformation.JOIN), whole.why)


def _values(node: exp.Expr, scope: Scope) -> Rows:
    columns: list[list[Value]] = []
    for row in node.expressions:
        cells = row.expressions if isinstance(row, exp.Tuple) else [row]
        for place, cell in enumerate(cells):
            if place == len(columns):
                columns.append([])
            columns[place].append(bind(cell, scope))
    start = 0 if scope.context.dialect == "duckdb" else 1
    types = scope.context.types
    items = [
        Item(
            f"col{place}",
            Value(
                type=types.common(column),
                nullable=null_if_any(column),
                direct=merged_direct(column),
                indirect=merged_indirect(column),
                type_why="the rows' types have none in common that is known",
            ),
            line_of(node),
        )
        for place, column in enumerate(columns, start)
    ]
    return Rows(items, single=len(node.expressions) == 1)


# Joins


def _join(join: exp.Expr, scope: Scope) -> None:
    side = (join.args.get("side") or "").upper()
    kind = (join.args.get("kind") or "").upper()
    method = (join.args.get("method") or "").upper()
    left = list(scope.entries)
    right = _add(join.this, scope)
    names = [name.name for name in join.args.get("using") or []]
    if method == "NATURAL":
        names = _shared_names(left, right, scope, join)
    condition = join.args.get("on")
    if condition is not None:
        scope.joining = True
        value = bind(condition, scope)
        scope.joining = False
        scope.influence(influences(value, Transformation.JOIN))
        scope.why = scope.why or value.why
    for name in names:
        _merge(name, left, right, "LEFT" if kind in ("SEMI", "ANTI") else side, scope, join)
    if kind in ("SEMI", "ANTI"):
        del scope.entries[len(left) :]
        if kind == "SEMI":
            for name in names:
                scope.prove((name,))
            if condition is not None:
                prove(condition, scope)
        return
    if side in ("LEFT", "FULL") or method == "POSITIONAL":
        for entry in right:
            entry.make_optional()
    if side in ("RIGHT", "FULL") or method == "POSITIONAL":
        for entry in left:
            entry.make_optional()
        for name, value in scope.merged.items():
            if name not in {one.lower() for one in names}:
                scope.merged[name] = with_nullable(value, True)
    if not side and method != "POSITIONAL" and condition is not None:
        prove(condition, scope)


def _shared_names(
    left: Iterable[Entry], right: list[Entry], scope: Scope, join: exp.Expr
) -> list[str]:
    here = [name for entry in left for name in entry.rows.places]
    if any(entry.rows.open_items for entry in (*left, *right)):
        reason = scope.context.problem(
            "which columns a natural join compares is not known", line_of(join)
        )
        scope.why = scope.why or reason
        return []
    there = {name for entry in right for name in entry.rows.places}
    return [name for name in dict.fromkeys(here) if name in there]


def _merge(
    name: str,
    left: list[Entry],
    right: list[Entry],
    side: str,
    scope: Scope,
    join: exp.Expr,
) -> None:
    """A column of USING: one column that stands for both."""
    lowered, line = name.lower(), line_of(join.args["using"][0]) if join.args.get("using") else None
    first = scope.merged.get(lowered) or _in_entries(name, left, scope, line)
    second = _in_entries(name, right, scope, line)
    check_fit("compare", first, second, scope, join.args["using"][0] if line else join)
    scope.context.note(first, line)
    scope.context.note(second, line)
    scope.influence(influences(first, Transformation.JOIN))
    scope.influence(influences(second, Transformation.JOIN))
    for entry in right:
        entry.hidden.update(entry.rows.places.get(lowered, ()))
    if side == "LEFT":
        merged = first
    elif side == "RIGHT":
        merged = second
    else:
        nullable: bool | None = null_if_any((first, second)) if side == "FULL" else False
        both = [first, second]
        merged = Value(
            type=scope.context.types.common(both),
            nullable=nullable,
            direct=merged_direct(both),
            indirect=merged_indirect(both),
            why=first.why or second.why,
            type_why=first.type_why or second.type_why,
        )
    scope.merged[lowered] = merged
    scope.merged_names[lowered] = _spelling(lowered, left) or name


def _spelling(lowered: str, entries: list[Entry]) -> str | None:
    for entry in entries:
        for place in entry.rows.places.get(lowered, ()):
            return entry.rows.items[place].name
    return None


def _in_entries(name: str, entries: list[Entry], scope: Scope, line: int | None) -> Value:
    apart = Scope(scope.context, entries=entries)
    return apart.column((name,), line)
