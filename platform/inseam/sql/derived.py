"""Rows under other names, as a query around them sees them."""

from __future__ import annotations

from dataclasses import replace

from inseam.sql.scope import Item, Rows, Scope
from inseam.sql.value import Value


def rename(rows: Rows, names: list[str], scope: Scope) -> Rows:
    """The rows with other names for their first columns."""
    if not names:
        return rows
    if rows.open_items:
        reason = scope.context.problem(
            f"which columns are called {', '.join(names)} is not known", None
        )
        if len(rows.items) > 1:
            items = [Item(name, Value(why=reason, type_why=reason)) for name in names]
            return Rows(items, rows.influences, rows.why)
        star = rows.items[0].value
        items = [
            Item(name, Value(indirect=star.indirect, why=reason, type_why=reason)) for name in names
        ]
        return Rows(items, rows.influences, rows.why)
    items = [
        Item(name, item.value, item.line) for name, item in zip(names, rows.items, strict=False)
    ]
    return Rows([*items, *rows.items[len(names) :]], rows.influences, rows.why, single=rows.single)


def derived(rows: Rows, scope: Scope) -> Rows:
    """The rows as others see them, where the dialect gives columns of one name other names."""
    if not scope.context.types.renames_duplicates:
        return rows
    if all(len(places) == 1 for places in rows.places.values()):
        return rows
    seen: dict[str, int] = {}
    items = []
    for item in rows.items:
        lowered = item.name.lower()
        count = seen.get(lowered, 0)
        seen[lowered] = count + 1
        if count and item.lookup is None:
            name = f"{item.name}_{count}"
            while name.lower() in rows.places:
                count += 1
                name = f"{item.name}_{count}"
            items.append(replace(item, name=name))
        else:
            items.append(item)
    return Rows(items, rows.influences, rows.why, single=rows.single)
