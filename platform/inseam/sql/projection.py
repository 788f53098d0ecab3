"""A select list: its stars spread out, its columns named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from inseam.sql.analysis import Transformation
from inseam.sql.expression import bind
from inseam.sql.generator import GENERATORS, generated_items
from inseam.sql.parse import line_of
from inseam.sql.scope import Item, Scope
from inseam.sql.stars import chosen_columns, is_star, star, star_like
from inseam.sql.value import influences, unknown


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
    if is_star(inner):
        return star(inner, scope)
    if isinstance(inner, (exp.Like, exp.ILike, exp.Glob, exp.SimilarTo)) and is_star(inner.this):
        return star_like(inner, scope)
    names = [name.name for name in node.expressions] if isinstance(node, exp.Aliases) else []
    called = node.this if isinstance(node, exp.Aliases) else inner
    if isinstance(called, exp.Anonymous) and called.name.lower() in GENERATORS:
        return _generated(called, node, names, scope)
    if isinstance(place := node.unnest(), exp.PositionalColumn):
        return [_at_place(place, scope)]
    scope.over_columns = None
    value = bind(inner, scope)
    line = line_of(node)
    if scope.over_columns is not None:
        return _over_columns(node, scope.over_columns, scope)
    return [Item(_name(node, scope), value, line)]


def _over_columns(node: exp.Expr, columns: exp.Expr, scope: Scope) -> list[Item]:
    """DuckDB's expression over COLUMNS(...): it is read once for each of the columns."""
    made: list[Item] = []
    alias = node.alias if isinstance(node, exp.Alias) else ""
    unnamed = unknown("the names of an expression over COLUMNS(...) are not known")
    for item in chosen_columns(columns, scope):
        scope.column_of_columns = item.value
        value = bind(node.unalias(), scope)
        scope.column_of_columns = None
        if item.lookup is not None or "\\" in alias:
            value = replace(value, why=value.why or unnamed.why)
            made.append(Item("*", value, line_of(node), lambda name, line: unnamed))
        else:
            made.append(Item(alias or item.name, value, line_of(node)))
    return made


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
