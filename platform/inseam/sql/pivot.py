"""PIVOT and UNPIVOT."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from inseam.sql import duckdb_names
from inseam.sql.analysis import Transformation
from inseam.sql.expression import bind, bind_all
from inseam.sql.parse import line_of
from inseam.sql.scope import Entry, Item, Rows, Scope
from inseam.sql.value import (
    Influences,
    Value,
    combined,
    influenced,
    influences,
    merged_direct,
    merged_indirect,
    null_if_any,
    unknown,
)


def pivoted(node: exp.Expr, rows: Rows, path: tuple[str, ...], scope: Scope) -> Rows:
    """The rows after PIVOT or UNPIVOT."""
    inner = Scope(scope.context, parent=scope.parent, ctes=scope.ctes, entries=[Entry(path, rows)])
    inner.grouped = True
    if node.args.get("unpivot"):
        return _unpivot(node, rows, inner)
    return _pivot(node, rows, inner)


def _unknown(reason: str, node: exp.Expr, scope: Scope) -> Item:
    said = scope.context.problem(reason, line_of(node))
    return Item("*", unknown(said), line_of(node), lambda name, line: unknown(said))


def _pivot(node: exp.Expr, rows: Rows, scope: Scope) -> Rows:
    simple = not node.args.get("fields")
    calls = (node.args.get("using") or []) if simple else node.expressions
    on = node.expressions if simple else node.args["fields"]
    keys: list[exp.Expr] = []
    for field in on:
        key = field.this if isinstance(field, (exp.In, exp.PivotAny)) else field
        keys += key.expressions if isinstance(key, exp.Tuple) else [key]
    named = {column.name.lower() for key in keys for column in _columns(key)}
    aggregated = {column.name.lower() for call in calls for column in _columns(call)}
    chosen = bind_all(keys, scope)
    group = node.args.get("group")
    if group is not None:
        kept = [
            Item(_spelled(key, rows), bind(key, scope), line_of(key)) for key in group.expressions
        ]
    else:
        entry = scope.entries[0]
        kept = [
            replace(item, value=entry.value(place, line_of(node)))
            for place, item in enumerate(rows.items)
            if item.lookup is not None or item.name.lower() not in named | aggregated
        ]
    more: Influences = {}
    for item in kept:
        more.update(influences(item.value, Transformation.GROUP_BY))
    deciding: Influences = {}
    for value in chosen:
        deciding.update(influences(value, Transformation.CONDITIONAL))
        more.update(influences(value, Transformation.FILTER))
    names = _pivot_names(node, on, calls, scope)
    if names is None:
        made = [_unknown("the columns that PIVOT makes depend on the data", node, scope)]
    else:
        made = []
        results = [influenced(bind(_without_alias(call), scope), deciding) for call in calls]
        for name, call in names:
            value = results[call]
            counts = _is_count(calls[call])
            made.append(Item(name, replace(value, nullable=not counts), line_of(node)))
    influence = {**more, **rows.influences}
    if names is not None:
        # Rows that do not fit a listed value still make their group.
        influence = {**rows.influences, **_only(more, Transformation.GROUP_BY)}
    return Rows([*kept, *made], influence, rows.why)


def _only(more: Influences, kind: Transformation) -> Influences:
    return {key: line for key, line in more.items() if key[1] is kind}


def _columns(node: exp.Expr) -> list[exp.Expr]:
    return list(node.find_all(exp.Column))


def _without_alias(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Alias) else node


def _is_count(node: exp.Expr) -> bool:
    call = _without_alias(node)
    return isinstance(call, exp.Anonymous) and call.name.lower() in ("count", "count_star")


def _spelled(key: exp.Expr, rows: Rows) -> str:
    places = rows.places.get(key.name.lower())
    return rows.items[places[0]].name if places else key.name


def _pivot_names(
    node: exp.Expr, on: list[exp.Expr], calls: list[exp.Expr], scope: Scope
) -> list[tuple[str, int]] | None:
    """The names of the columns made, each with the aggregate it holds; None if data decides."""
    if not on or not calls:
        return None
    combinations: list[list[str]] = [[]]
    for field in on:
        if not isinstance(field, exp.In) or not field.expressions:
            return None
        labels = []
        for value in field.expressions:
            if (label := _label(value, scope)) is None:
                return None
            labels.append(label)
        combinations = [[*before, label] for before in combinations for label in labels]
    written = [column.name for column in node.args.get("columns") or []]
    names: list[tuple[str, int]] = []
    for labels in combinations:
        for place, call in enumerate(calls):
            parts = list(labels)
            if isinstance(call, exp.Alias):
                if len(calls) > 1 or scope.context.dialect != "databricks":
                    parts.append(call.alias)
            elif len(calls) > 1:
                is_simple = not node.args.get("fields")
                called = duckdb_names.written(call) if is_simple else None
                parts.append(called or call.sql(scope.context.dialect).lower())
            names.append(("_".join(parts), place))
    # sqlglot has no name for values of two columns.
    unnamed = any(isinstance(value, exp.Tuple) for field in on for value in field.expressions)
    if len(written) == len(names) and not unnamed:
        return [(name, place) for name, (_, place) in zip(written, names, strict=True)]
    return names


def _label(value: exp.Expr, scope: Scope) -> str | None:
    if isinstance(value, (exp.PivotAlias, exp.Alias)):
        return value.alias
    if isinstance(value, (exp.Literal, exp.Identifier, exp.Column)):
        return value.name
    if isinstance(value, exp.Tuple):
        labels = [label for part in value.expressions if (label := _label(part, scope)) is not None]
        if len(labels) < len(value.expressions):
            return None
        # Databricks writes the values as it does a struct.
        is_struct = scope.context.dialect == "databricks"
        return f"{{{', '.join(labels)}}}" if is_struct else "_".join(labels)
    return None


def _unpivot(node: exp.Expr, rows: Rows, scope: Scope) -> Rows:
    into = node.args.get("into")
    # Of an INTO that names nothing sqlglot makes True, where names should be.
    if into is not None and not isinstance(into.this, exp.Expr):
        into = None
    if node.args.get("fields"):
        field = node.args["fields"][0]
        sources = field.expressions
        name_column = field.this.name
        held = node.expressions[0]
        value_names = (
            [one.name for one in held.expressions] if isinstance(held, exp.Tuple) else [held.name]
        )
    else:
        sources = node.expressions
        name_column = into.this.name if into is not None else "name"
        value_names = [one.name for one in into.expressions] if into is not None else ["value"]
    columns: list[list[Value]] = [[] for _ in value_names]
    used: set[str] = set()
    for source in sources:
        written = _without_alias(source) if not isinstance(source, exp.PivotAlias) else source.this
        cells = written.expressions if isinstance(written, exp.Tuple) else [written]
        if any(
            not isinstance(cell, exp.Column) or isinstance(cell.this, exp.Star) for cell in cells
        ):
            return _unpivot_of_pattern(rows, name_column, value_names, node, scope)
        used |= {cell.name.lower() for cell in cells}
        for place, cell in enumerate(cells[: len(columns)]):
            columns[place].append(bind(cell, scope))
    entry = scope.entries[0]
    kept = [
        replace(item, value=entry.value(place, line_of(node)))
        for place, item in enumerate(rows.items)
        if item.lookup is not None or item.name.lower() not in used
    ]
    more = dict(rows.influences)
    made = []
    keeps_null = "INCLUDE" in str(node.args.get("include_nulls") or "").upper() or bool(
        node.args.get("include_nulls")
    )
    for name, values in zip(value_names, columns, strict=True):
        kind = scope.context.types.common(values)
        value = Value(
            type=kind,
            nullable=null_if_any(values) if keeps_null or len(columns) > 1 else False,
            direct=merged_direct(values),
            indirect=merged_indirect(values),
            why=next((one.why for one in values if one.why), None),
            type_why=None if kind else "the columns' types have none in common that is known",
        )
        more.update(influences(value, Transformation.FILTER))
        made.append(Item(name, value, line_of(node)))
    label = Value(type=scope.context.types.text(), nullable=False)
    return Rows([*kept, Item(name_column, label, line_of(node)), *made], more, rows.why)


def _unpivot_of_pattern(
    rows: Rows, name_column: str, value_names: list[str], node: exp.Expr, scope: Scope
) -> Rows:
    reason = scope.context.problem("which columns UNPIVOT takes is not known", line_of(node))
    everything = combined([item.value for item in rows.items])
    label = Value(type=scope.context.types.text(), nullable=False)
    made = [Item(name, unknown(reason)) for name in value_names]
    return Rows(
        [_unknown(reason, node, scope), Item(name_column, label), *made],
        {**influences(everything, Transformation.FILTER), **rows.influences},
        reason,
    )
