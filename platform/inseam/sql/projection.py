"""A select list: its stars spread out, its columns named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from inseam.sql.analysis import Transformation
from inseam.sql.expression import bind
from inseam.sql.generator import GENERATORS, generated_items
from inseam.sql.parse import line_of
from inseam.sql.scope import Entry, Item, Lookup, Scope, field_of
from inseam.sql.value import Value, influences, unknown


def bind_select_list(nodes: Sequence[exp.Expr], scope: Scope) -> list[Item]:
    """The columns of a SELECT, in order."""
    items: list[Item] = []
    for node in nodes:
        found = _item(node, scope)
        items += found
        if scope.context.types.lateral_aliases and isinstance(node, exp.Alias) and len(found) == 1:
            scope.aliases.setdefault(node.alias.lower(), found[0].value)
    for item in items:
        if item.value.literal is not None:
            item.value = replace(item.value, literal=None)
        if item.name and item.lookup is None:
            scope.aliases.setdefault(item.name.lower(), item.value)
    return items


def _item(node: exp.Expr, scope: Scope) -> list[Item]:
    inner = node.this if isinstance(node, exp.Alias) else node
    if isinstance(inner, exp.Star):
        return _star(inner, None, scope, line_of(node))
    if isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star):
        qualifier = tuple(
            part.name.lower()
            for part in (inner.args.get(key) for key in ("catalog", "db", "table"))
            if part is not None
        )
        return _star(inner.this, qualifier, scope, line_of(inner))
    if isinstance(inner, exp.Dot) and isinstance(inner.expression, exp.Star):
        return _struct_star(inner, scope)
    if isinstance(inner, exp.Anonymous) and inner.name.lower() == "columns":
        return _chosen_columns(inner, scope)
    if isinstance(inner, (exp.Like, exp.ILike, exp.Glob, exp.SimilarTo)) and isinstance(
        inner.this, exp.Star
    ):
        return _star_like(inner, scope)
    names = [name.name for name in node.expressions] if isinstance(node, exp.Aliases) else []
    called = node.this if isinstance(node, exp.Aliases) else inner
    if isinstance(called, exp.Anonymous) and called.name.lower() in GENERATORS:
        return _generated(called, node, names, scope)
    if isinstance(place := node.unnest(), exp.PositionalColumn):
        return [_at_place(place, scope)]
    scope.over_columns = False
    value = bind(inner, scope)
    line = line_of(node)
    if scope.over_columns:
        reason = scope.context.problem("an expression over COLUMNS(...) is not followed", line)
        return [Item("*", unknown(reason), line, lambda name, _: unknown(reason))]
    return [Item(_name(node, scope), value, line)]


def _at_place(node: exp.Expr, scope: Scope) -> Item:
    item = scope.at_place(node.name, line_of(node))
    if item.name:
        return item
    reason = item.value.why or "its name is not known"
    return replace(item, name="*", lookup=lambda name, line: unknown(reason))


def _generated(called: exp.Expr, node: exp.Expr, names: list[str], scope: Scope) -> list[Item]:
    """A function that makes rows, and may make several columns of each."""
    alias = [node.alias] if isinstance(node, exp.Alias) else names
    items, decides = generated_items(called, alias, scope)
    scope.influence(influences(decides, Transformation.JOIN))
    return [replace(item, line=item.line or line_of(node)) for item in items]


# Stars


def _star(
    star: exp.Expr, qualifier: tuple[str, ...] | None, scope: Scope, line: int | None
) -> list[Item]:
    line = line or star.meta.get("line")
    if qualifier is None:
        items = _all_items(scope, line)
    else:
        owner: Scope | None = scope
        entries: list[Entry] = []
        while owner is not None and not entries:
            entries = [entry for entry in owner.entries if entry.is_called(qualifier)]
            owner = owner.parent
        if not entries:
            structs = _star_of_struct(qualifier, scope, line)
            if structs is not None:
                return _changed(star, structs, scope)
            reason = scope.context.problem(f"nothing here is called {'.'.join(qualifier)}", line)
            return [Item("*", unknown(reason), line, lambda name, _: unknown(reason))]
        items = [item for entry in entries[:1] for item in _entry_items(entry, line)]
    if not items and qualifier is None:
        reason = scope.context.problem("a star, and nothing to select from", line)
        return [Item("*", unknown(reason), line, lambda name, _: unknown(reason))]
    return _changed(star, items, scope)


def _entry_items(entry: Entry, line: int | None) -> list[Item]:
    return [
        Item(item.name, entry.value(place, line), line, item.lookup)
        for place, item in enumerate(entry.rows.items)
    ]


def _all_items(scope: Scope, line: int | None) -> list[Item]:
    items: list[Item] = []
    first = set(scope.merged)
    if scope.context.types.using_comes_first:
        for name, value in scope.merged.items():
            items.append(Item(scope.merged_names.get(name, name), value, line))
        first = set()
    for entry in scope.entries:
        for place, item in enumerate(entry.rows.items):
            lowered = item.name.lower()
            if item.lookup is None and lowered in scope.merged:
                if lowered in first:
                    first.discard(lowered)
                    items.append(Item(item.name, scope.merged[lowered], line))
                    continue
                if place in entry.hidden or scope.context.types.using_comes_first:
                    continue
            items.append(Item(item.name, entry.value(place, line), line, item.lookup))
    return items


def _changed(star: exp.Expr, items: list[Item], scope: Scope) -> list[Item]:
    """The star's columns after EXCLUDE, REPLACE and RENAME."""
    left_out = {_last_name(name) for name in _listed(star, "except_")}
    replaced = {node.alias.lower(): node for node in _listed(star, "replace")}
    renamed = {
        _last_name(node.this): node.alias
        for node in _listed(star, "rename")
        if isinstance(node, exp.Alias)
    }
    if not (left_out or replaced or renamed):
        return items
    changed: list[Item] = []
    for item in items:
        lowered = item.name.lower()
        if item.lookup is not None:
            gone = left_out | set(renamed)
            changed.append(replace(item, lookup=_without(item.lookup, gone)))
            for old, new in renamed.items():
                if (value := item.lookup(old, item.line)) is not None and len(items) == 1:
                    changed.append(Item(new, value, item.line))
        elif lowered in replaced:
            node = replaced.pop(lowered)
            changed.append(Item(item.name, bind(node.this, scope), line_of(node)))
        elif lowered not in left_out:
            changed.append(replace(item, name=renamed.get(lowered, item.name)))
    if any(item.lookup is not None for item in items):
        for node in replaced.values():
            changed.append(Item(node.alias, bind(node.this, scope), line_of(node)))
    return changed


def _listed(star: exp.Expr, key: str) -> list[exp.Expr]:
    found = star.args.get(key) or []
    return found if isinstance(found, list) else [found]


def _last_name(node: exp.Expr) -> str:
    return node.name.lower()


def _without(lookup: Lookup, gone: set[str]) -> Lookup:
    def found(name: str, line: int | None) -> Value | None:
        return None if name.lower() in gone else lookup(name, line)

    return found


def _struct_star(node: exp.Expr, scope: Scope) -> list[Item]:
    """`struct.*`, deeper than a column"""
    return _fields_of(bind(node.this, scope), line_of(node), scope)


def _star_of_struct(
    qualifier: tuple[str, ...], scope: Scope, line: int | None
) -> list[Item] | None:
    if any(entry.rows.open_items for entry in scope.entries):
        return None
    if not any(qualifier[0] in entry.rows.places for entry in scope.entries):
        return None
    return _fields_of(scope.column(qualifier, line), line, scope)


def _fields_of(value: Value, line: int | None, scope: Scope) -> list[Item]:
    if value.type is None or value.type.name != "STRUCT":
        reason = scope.context.problem("the fields of a star over a value are not known", line)
        return [Item("*", replace(value, why=reason), line, lambda name, _: unknown(reason))]
    names = tuple(name for name, _ in value.type.members)
    return [Item(name, field_of(value, name), line) for name in names]


def _star_like(node: exp.Expr, scope: Scope) -> list[Item]:
    pattern = node.expression
    items = _star(node.this, None, scope, line_of(node))
    if isinstance(node, exp.Like) and isinstance(pattern, exp.Literal):
        wanted = re.escape(pattern.name).replace("%", ".*").replace("_", ".")
        return _matching(re.compile(wanted, re.DOTALL), items, full=True)
    reason = scope.context.problem("which columns a pattern chooses is not known", line_of(node))
    return [Item("*", unknown(reason), None, lambda name, line: unknown(reason))]


def _chosen_columns(node: exp.Expr, scope: Scope) -> list[Item]:
    """DuckDB's COLUMNS: of a star, or of a regular expression."""
    chosen = node.expressions[0] if node.expressions else None
    if isinstance(chosen, exp.Star):
        return _star(chosen, None, scope, line_of(node))
    items = _all_items(scope, line_of(node))
    if isinstance(chosen, exp.Literal) and chosen.args.get("is_string"):
        try:
            return _matching(re.compile(chosen.name), items, full=False)
        except re.error:
            pass
    reason = scope.context.problem("which columns COLUMNS(...) chooses is not known", line_of(node))
    return [Item("*", unknown(reason), None, lambda name, line: unknown(reason))]


def _matching(pattern: re.Pattern[str], items: list[Item], *, full: bool) -> list[Item]:
    match = pattern.fullmatch if full else pattern.search
    return [item for item in items if item.lookup is not None or match(item.name)]


# Names


def _name(node: exp.Expr, scope: Scope) -> str:
    """The name of a column of the result."""
    if isinstance(node, exp.Alias):
        return node.alias
    inner = node
    while isinstance(inner, exp.Paren) and scope.context.dialect != "duckdb":
        inner = inner.this
    if isinstance(inner, (exp.Column, exp.Dot)) and (name := inner.name or inner.output_name):
        if scope.context.types.renames_duplicates:
            return _known_spelling(inner, name, scope)
        return name
    return scope.context.types.unnamed(node) if scope.named else ""


def _known_spelling(node: exp.Expr, name: str, scope: Scope) -> str:
    """As the relation spells it, not the query: so does DuckDB."""
    if not isinstance(node, exp.Column):
        return name
    for entry in scope.entries:
        for place in entry.rows.places.get(name.lower(), ()):
            return entry.rows.items[place].name
    return name
