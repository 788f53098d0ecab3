"""Stars: the columns they stand for, in a select list and as arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from inseam.sql.analysis import ProblemKind
from inseam.sql.fields import field_of, without_field
from inseam.sql.parse import line_of
from inseam.sql.scope import Entry, Item, Lookup, Scope
from inseam.sql.value import Value, combined, unknown

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """A column that a star stands for, with the relation it is of."""

    item: Item
    entry: Entry | None

    def is_called(self, path: Path) -> bool:
        if self.item.lookup is not None or self.item.name.lower() != path[-1]:
            return False
        return len(path) == 1 or (self.entry is not None and self.entry.is_called(path[:-1]))


def is_star(node: exp.Expr) -> bool:
    """`*`, `relation.*`, `struct.*`, with what is taken from them; not a condition on one."""
    if isinstance(node, exp.Column):
        node = node.this
    elif isinstance(node, exp.Dot):
        node = node.expression
    return isinstance(node, exp.Star)


def arguments(nodes: Sequence[exp.Expr], scope: Scope) -> list[Value]:
    """The values of arguments, where a star, or DuckDB's `*COLUMNS(...)`, is all its columns."""
    values: list[Value] = []
    for node in nodes:
        if stands_for_several(node):
            values += [item.value for item in items_of(node, scope)]
        else:
            values.append(scope.bind(node))
    return values


def stands_for_several(node: exp.Expr) -> bool:
    return is_star(node) or bool(node.args.get("unpack"))


def items_of(node: exp.Expr, scope: Scope) -> list[Item]:
    """The columns of an argument that stands for several."""
    return star(node, scope) if is_star(node) else chosen_columns(node, scope)


def star(node: exp.Expr, scope: Scope) -> list[Item]:
    """The columns of a star."""
    if isinstance(node, exp.Star):
        found = _star(node, None, scope, line_of(node))
        if (pattern := node.args.get("ilike")) is not None:
            return _matching(_like(pattern.name, re.IGNORECASE), found)
        return found
    if isinstance(node, exp.Dot):
        return _struct_star(node, scope)
    qualifier = tuple(
        part.name.lower()
        for part in (node.args.get(key) for key in ("catalog", "db", "table"))
        if part is not None
    )
    return _star(node.this, qualifier, scope, line_of(node))


def whole_star(node: exp.Expr, scope: Scope) -> Value:
    """A star where one value is looked for."""
    return combined([item.value for item in star(node, scope)], type_why="a star is not a value")


def _nothing_known(reason: str, line: int | None) -> list[Item]:
    return [Item("*", unknown(reason), line, lambda name, _: unknown(reason))]


def _star(
    node: exp.Expr, qualifier: tuple[str, ...] | None, scope: Scope, line: int | None
) -> list[Item]:
    line = line or node.meta.get("line")
    left_out = [_path(name) for name in _listed(node, "except_")]
    if qualifier is None:
        columns = _all_columns(scope, line, left_out)
        if not columns:
            reason = scope.context.problem("a star, and nothing to select from", line)
            return _nothing_known(reason, line)
    else:
        owner: Scope | None = scope
        entries: list[Entry] = []
        while owner is not None and not entries:
            entries = [entry for entry in owner.entries if entry.is_called(qualifier)]
            owner = owner.parent
        if entries:
            columns = _columns_of(entries[0], line)
        elif (fields := _star_of_struct(qualifier, scope, line)) is not None:
            columns = [_Column(item, None) for item in fields]
        else:
            reason = scope.context.problem(f"nothing here is called {'.'.join(qualifier)}", line)
            return _nothing_known(reason, line)
    return _changed(node, columns, left_out, scope, line)


def _columns_of(entry: Entry, line: int | None) -> list[_Column]:
    return [
        _Column(Item(item.name, entry.value(place, line), line, item.lookup), entry)
        for place, item in enumerate(entry.rows.items)
    ]


def all_items(scope: Scope, line: int | None) -> list[Item]:
    """All columns in FROM; those of USING once."""
    return [column.item for column in _all_columns(scope, line)]


def _all_columns(scope: Scope, line: int | None, left_out: Sequence[Path] = ()) -> list[_Column]:
    columns: list[_Column] = []
    first = set(scope.merged)
    if scope.context.types.using_comes_first:
        for name, value in scope.merged.items():
            columns.append(_Column(Item(scope.merged_names.get(name, name), value, line), None))
        first = set()
    qualified = [path for path in left_out if len(path) > 1]
    for entry in scope.entries:
        for place, item in enumerate(entry.rows.items):
            lowered = item.name.lower()
            if item.lookup is None and lowered in scope.merged:
                if lowered in first:
                    found = _Column(Item(item.name, scope.merged[lowered], line), entry)
                    columns.append(found)
                    # What is left out of one relation comes from the next that has it.
                    if not any(found.is_called(path) for path in qualified):
                        first.discard(lowered)
                    continue
                if place in entry.hidden or scope.context.types.using_comes_first:
                    continue
            columns.append(
                _Column(Item(item.name, entry.value(place, line), line, item.lookup), entry)
            )
    return columns


# What is taken from a star, and put in its place


def _changed(
    node: exp.Expr, columns: list[_Column], left_out: list[Path], scope: Scope, line: int | None
) -> list[Item]:
    """The star's columns after EXCLUDE, REPLACE and RENAME."""
    replaced: dict[Path, exp.Expr] = {
        (each.alias.lower(),): each for each in _listed(node, "replace")
    }
    renamed: dict[Path, str] = {
        _path(each.this): each.alias
        for each in _listed(node, "rename")
        if isinstance(each, exp.Alias)
    }
    if not (left_out or replaced or renamed):
        return [column.item for column in columns]
    lists = {"EXCLUDE": left_out, "REPLACE": list(replaced), "RENAME": list(renamed)}
    _check_lists(lists, scope, line)
    is_open = any(column.item.lookup is not None for column in columns)
    changed: list[Item] = []
    used: set[Path] = set()

    def meant(paths: Sequence[Path], column: _Column) -> Path | None:
        found = next((path for path in paths if column.is_called(path)), None)
        if found is not None:
            used.add(found)
        return found

    for column in columns:
        item = column.item
        if item.lookup is not None:
            gone = {path[-1] for path in (*left_out, *renamed)}
            changed.append(replace(item, lookup=_without(item.lookup, gone)))
            for old, new in renamed.items():
                value = item.lookup(old[-1], item.line)
                if value is not None and len(columns) == 1:
                    changed.append(Item(new, value, item.line))
        elif meant(left_out, column) is not None:
            continue
        elif (path := meant(list(replaced), column)) is not None:
            if not any(each.name.lower() == path[-1] for each in changed):
                by = replaced[path]
                changed.append(Item(item.name, scope.bind(by.this), line_of(by)))
        elif (path := meant(list(renamed), column)) is not None:
            changed.append(replace(item, name=renamed[path]))
        else:
            changed.append(_with_fewer_fields(column, left_out, used))
    for path in [*left_out, *replaced]:
        if path in used:
            continue
        if not is_open:
            _problem(f"the star has no column {'.'.join(path)}", scope, line)
        elif (put := replaced.get(path)) is not None:
            changed.append(Item(put.alias, scope.bind(put.this), line_of(put)))
    return changed


def _check_lists(lists: dict[str, list[Path]], scope: Scope, line: int | None) -> None:
    """No engine takes a column that is named twice."""
    seen: dict[Path, str] = {}
    for word, paths in lists.items():
        for path in paths:
            if (before := seen.setdefault(path, word)) != word:
                name = ".".join(path)
                _problem(f"{before} and {word} of one star both name {name}", scope, line)


def _problem(message: str, scope: Scope, line: int | None) -> None:
    scope.context.problem(message, line, ProblemKind.NO_SUCH_COLUMN)


def _with_fewer_fields(column: _Column, left_out: list[Path], used: set[Path]) -> Item:
    """`* except (column.field)` of Databricks."""
    item = column.item
    for path in left_out:
        for length in range(1, len(path)):
            if column.is_called(path[:length]):
                used.add(path)
                item = replace(item, value=without_field(item.value, path[length:]))
                break
    return item


def _listed(node: exp.Expr, key: str) -> list[exp.Expr]:
    found = node.args.get(key) or []
    return found if isinstance(found, list) else [found]


def _path(node: exp.Expr) -> Path:
    if isinstance(node, exp.Dot):
        return (*_path(node.this), node.name.lower())
    if isinstance(node, exp.Column):
        parts = (node.args.get(key) for key in ("catalog", "db", "table", "this"))
        return tuple(part.name.lower() for part in parts if part is not None)
    return (node.name.lower(),)


def _without(lookup: Lookup, gone: set[str]) -> Lookup:
    def found(name: str, line: int | None) -> Value | None:
        return None if name.lower() in gone else lookup(name, line)

    return found


# Fields


def _struct_star(node: exp.Expr, scope: Scope) -> list[Item]:
    """`struct.*`, deeper than a column"""
    return _fields_of(scope.bind(node.this), line_of(node), scope)


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


# Columns chosen by their names

_SIMPLE_PATTERN = re.compile(r"[\w .+*?^$()|\[\]-]*")


def star_like(node: exp.Expr, scope: Scope) -> list[Item]:
    """`* like 'a%'`"""
    items = star(node.this, scope)
    pattern = node.expression
    if isinstance(pattern, exp.Literal) and pattern.args.get("is_string"):
        negated = bool(node.args.get("negate"))
        if isinstance(node, exp.Like):
            return _matching(_like(pattern.name), items, negated=negated)
        if isinstance(node, exp.ILike):
            return _matching(_like(pattern.name, re.IGNORECASE), items, negated=negated)
        if isinstance(node, exp.SimilarTo) and (found := _compiled(pattern.name)) is not None:
            return _matching(lambda name: found.fullmatch(name) is not None, items, negated=negated)
    reason = scope.context.problem("which columns a pattern chooses is not known", line_of(node))
    return _nothing_known(reason, None)


def chosen_columns(node: exp.Expr, scope: Scope) -> list[Item]:
    """DuckDB's COLUMNS: of a star, of a list of names, or of a regular expression."""
    chosen = node.expressions[0] if node.expressions else None
    if chosen is not None and is_star(chosen):
        return star(chosen, scope)
    items = all_items(scope, line_of(node))
    if isinstance(chosen, exp.Literal) and chosen.args.get("is_string"):
        if (pattern := _compiled(chosen.name)) is not None:
            return _matching(lambda name: pattern.search(name) is not None, items)
    elif isinstance(chosen, exp.Array) and all(
        isinstance(name, exp.Literal) for name in chosen.expressions
    ):
        names = {name.name.lower() for name in chosen.expressions}
        return _matching(lambda name: name.lower() in names, items)
    reason = scope.context.problem("which columns COLUMNS(...) chooses is not known", line_of(node))
    return _nothing_known(reason, None)


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """A regular expression that means the same to DuckDB; None if that is not sure."""
    try:
        return re.compile(pattern) if _SIMPLE_PATTERN.fullmatch(pattern) else None
    except re.error:
        return None


def _like(pattern: str, flags: int = 0) -> Callable[[str], bool]:
    wanted = re.escape(pattern).replace("%", ".*").replace("_", ".")
    compiled = re.compile(wanted, re.DOTALL | flags)
    return lambda name: compiled.fullmatch(name) is not None


def _matching(
    fits: Callable[[str], bool], items: list[Item], *, negated: bool = False
) -> list[Item]:
    return [item for item in items if item.lookup is not None or fits(item.name) is not negated]
