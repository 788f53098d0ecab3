"""Functions that make rows of one value: `unnest`, `explode` and their like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from inseam.sql.expression import bind
from inseam.sql.fields import field_of
from inseam.sql.scope import Item, Scope
from inseam.sql.sql_type import INTEGER, SqlType
from inseam.sql.value import Value, combined, merged_direct, unknown

GENERATORS = frozenset(
    "explode explode_outer flatten_table inline inline_outer posexplode posexplode_outer stack"
    " unnest variant_explode variant_explode_outer".split()
)


def generated_items(
    called: exp.Expr, names: Sequence[str], scope: Scope
) -> tuple[list[Item], Value]:
    """The columns made by a call, under the names given or its own; and what decides on rows."""
    name = called.name.lower()
    values = [
        bind(node.expression if isinstance(node, (exp.PropertyEQ, exp.Kwarg)) else node, scope)
        for node in called.expressions
    ]
    whole = combined(values)
    outer = name.endswith("_outer")
    items = _items(name, called, values, scope, bool(names))
    if outer:
        items = [replace(item, value=replace(item.value, nullable=True)) for item in items]
    if names and len(names) == len(items):
        items = [replace(item, name=new) for new, item in zip(names, items, strict=True)]
    elif names and values:
        if len(names) < len(items) and values[0].type is None:
            items = items[: len(names)]
        else:
            items = [
                Item(new, combined(values[:1], type_why=f"the columns of {name} are not known"))
                for new in names
            ]
    return items, whole


def _items(
    name: str, called: exp.Expr, values: list[Value], scope: Scope, named: bool
) -> list[Item]:
    if not values:
        return [Item(name, unknown(f"{name} of nothing"))]
    value = values[0]
    kind = value.type
    if any(isinstance(node, (exp.PropertyEQ, exp.Kwarg)) for node in called.expressions):
        reason = f"the columns of {name} with options are not known"
        return [Item("*", replace(combined(values), why=reason, type_why=reason))]
    if name == "stack":
        return _stack(called.expressions, values, scope)
    if name.startswith("variant_explode"):
        reason = f"the types of {name} are not known here"
        return [
            Item(column, combined(values, type_why=reason)) for column in ("pos", "key", "value")
        ]
    if name.startswith("inline"):
        element = kind.element if kind is not None else None
        if element is None or element.name != "STRUCT":
            reason = f"the columns of {name} are not known"
            return [Item("*", replace(combined(values), why=reason, type_why=reason))]
        return [Item(field, combined([value], kind=part)) for field, part in element.members]
    if name == "unnest" and kind is not None and kind.name == "STRUCT":
        return [Item(field, field_of(value, field)) for field, _ in kind.members]
    if name == "unnest" and kind is None and not named:
        reason = "whether unnest makes one column or those of a struct is not known"
        return [Item("*", replace(combined(values), why=reason, type_why=reason))]
    made: list[Item] = []
    if name.startswith("pos"):
        made.append(Item("pos", combined(values, kind=INTEGER, nullable=False)))
    if kind is not None and kind.name == "MAP":
        key, held = kind.members[0][1], kind.members[1][1]
        made += [
            Item("key", combined([value], kind=key)),
            Item("value", combined([value], kind=held)),
        ]
    else:
        element = kind.element if kind is not None else None
        made.append(Item("unnest" if name == "unnest" else "col", _element(value, element)))
    return made


def _element(value: Value, kind: SqlType | None) -> Value:
    return Value(
        type=kind,
        direct=merged_direct([value], 1),
        indirect=value.indirect,
        why=value.why,
        type_why=None if kind else value.type_why or "the elements' type is not known",
    )


def _stack(nodes: Sequence[exp.Expr], values: list[Value], scope: Scope) -> list[Item]:
    rows = nodes[0].name
    cells = values[1:]
    if not rows.isdigit() or not int(rows):
        return [Item("*", replace(combined(values), why="stack of an unknown number of rows"))]
    width = -(-len(cells) // int(rows))
    items = []
    for place in range(width):
        column = cells[place::width]
        kind = scope.context.types.common(column)
        items.append(Item(f"col{place}", combined(column, kind=kind)))
    return items
