"""Names and what they mean where they stand: relations in FROM, their columns, outer queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from inseam.report.near_names import near_names
from inseam.sql.analysis import Problem, ProblemKind, Transformation
from inseam.sql.fields import field_of
from inseam.sql.schema import RelationName
from inseam.sql.sql_type import struct_of
from inseam.sql.value import (
    IDENTITY,
    Direct,
    Flow,
    Influences,
    Source,
    Value,
    combined,
    unknown,
    with_nullable,
)

if TYPE_CHECKING:
    from inseam.sql.dialect import DialectTypes

# Each is compared with hundreds of names: of SQL with more unknown ones than this, another cause is
# likelier than slips.
_MOST_COMPARED = 100
Lookup = Callable[[str, int | None], Value | None]


@dataclass(slots=True, eq=False)
class Item:
    """One column of a result; if `lookup` is there, all columns that nobody knows, by name."""

    name: str
    value: Value
    line: int | None = None
    lookup: Lookup | None = None


@dataclass(slots=True, eq=False)
class Rows:
    """What a query or relation yields: its columns, and what decides which rows there are."""

    items: list[Item]
    influences: Influences = field(default_factory=dict)
    # Why something may decide on the rows that is not known.
    why: str | None = None
    # The table that this is: its columns are read where they are named.
    relation: RelationName | None = None
    # There is always exactly one row.
    single: bool = False
    _places: dict[str, list[int]] | None = None

    @property
    def places(self) -> dict[str, list[int]]:
        """Where a name, in lower case, stands among the items that are known."""
        if self._places is None:
            places: dict[str, list[int]] = {}
            for place, item in enumerate(self.items):
                if item.lookup is None:
                    places.setdefault(item.name.lower(), []).append(place)
            self._places = places
        return self._places

    @property
    def open_items(self) -> list[Item]:
        return [item for item in self.items if item.lookup is not None]


@dataclass(slots=True, eq=False)
class Entry:
    """A relation in FROM, under the name it has there."""

    # In lower case: the alias, or the parts of the table's name.
    path: tuple[str, ...]
    rows: Rows
    # Rows without a partner in a join have NULL here.
    optional: bool = False
    # The places of columns that a condition has shown not to be NULL.
    proven: set[int] = field(default_factory=set)
    # Places that USING has merged into a column of an entry further left.
    hidden: set[int] = field(default_factory=set)

    def is_called(self, qualifier: tuple[str, ...]) -> bool:
        return len(qualifier) <= len(self.path) and self.path[-len(qualifier) :] == qualifier

    def value(self, place: int, line: int | None) -> Value:
        value = self.rows.items[place].value
        if self.rows.relation is not None and line is not None:
            value = replace(value, direct=_located(value.direct, line))
        if place in self.proven:
            return with_nullable(value, False)
        return with_nullable(value, True) if self.optional else value

    def make_optional(self) -> None:
        self.optional = True
        self.proven.clear()


def _located(direct: Direct, line: int) -> Direct:
    return {source: Flow(flow.step, flow.masked, line) for source, flow in direct.items()}


@dataclass(slots=True, eq=False)
class Context:
    """What one analysis shares between all its scopes."""

    dialect: str
    types: DialectTypes
    find_relation: Callable[[RelationName], Rows]
    bind_query: Callable[[exp.Expr, Scope], Rows]
    bind_expression: Callable[[exp.Expr, Scope], Value]
    problems: dict[Problem, None] = field(default_factory=dict)
    # Of every expression that was read, by the id of its node: all live as long as the statement.
    values: dict[int, Value] = field(default_factory=dict)
    # Sources that the SQL names, with the line of the first time.
    named: dict[Source, int | None] = field(default_factory=dict)

    def problem(
        self, message: str, line: int | None, kind: ProblemKind = ProblemKind.NOT_FOLLOWED
    ) -> str:
        self.problems.setdefault(Problem(message, line, kind))
        return message

    def unknown_name(self, message: str, line: int | None, name: str, known: Iterable[str]) -> str:
        near = near_names(name, known) if len(self.problems) < _MOST_COMPARED else ()
        kind = ProblemKind.NO_SUCH_COLUMN
        self.problems.setdefault(Problem(message, line, kind, name, near))
        return message

    def note(self, value: Value, line: int | None) -> Value:
        """The value of a column that the SQL names here."""
        for source in value.direct:
            self.named.setdefault(source, line)
        return value


@dataclass(slots=True, eq=False)
class Scope:
    """Where the expressions of one SELECT are read."""

    context: Context
    parent: Scope | None = None
    ctes: dict[str, Rows] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    # Columns that USING has merged, by name in lower case.
    merged: dict[str, Value] = field(default_factory=dict)
    # The same names as their first relation spells them.
    merged_names: dict[str, str] = field(default_factory=dict)
    # Aliases of the select list, as far as it is read.
    aliases: dict[str, Value] = field(default_factory=dict)
    # Of these, those that HAVING takes before columns of the same name.
    goes_first: dict[str, Value] = field(default_factory=dict)
    # Those that a condition may name before they are read, on DuckDB.
    aliases_ahead: dict[str, exp.Expr] = field(default_factory=dict)
    # Unqualified names that were taken for columns of a relation nobody knows.
    taken: set[str] = field(default_factory=set)
    # Parameters of lambdas.
    parameters: dict[str, Value] = field(default_factory=dict)
    windows: dict[str, exp.Expr] = field(default_factory=dict)
    influences: Influences = field(default_factory=dict)
    why: str | None = None
    # The COLUMNS(...) of DuckDB in the expression that was read: it stands for several.
    over_columns: exp.Expr | None = None
    # The one of its columns for which the expression is read.
    column_of_columns: Value | None = None
    # Somebody may ask for the names of the columns: making some up takes time.
    named: bool = True
    # A join's condition is read: there, DuckDB counts the columns of its two sides alone.
    joining: bool = False
    # Aggregates see the rows of a group, which is never empty.
    grouped: bool = False
    # Something here was an aggregate.
    aggregated: bool = False

    def child(self, *, named: bool = True) -> Scope:
        """The scope of a query that may name this one's columns: lateral, or in an expression."""
        return Scope(
            self.context, parent=self, ctes=self.ctes, parameters=self.parameters, named=named
        )

    def apart(self) -> Scope:
        """The scope of a query in FROM: it sees this one's CTEs, not its columns."""
        return Scope(self.context, parent=self.parent, ctes=self.ctes, parameters=self.parameters)

    def prove(self, parts: tuple[str, ...]) -> None:
        """A condition holds in every row here that does not for NULL in this column."""
        lowered = tuple(part.lower() for part in parts)
        if len(lowered) == 1 and (merged := self.merged.get(lowered[0])) is not None:
            self.merged[lowered[0]] = with_nullable(merged, False)
            return
        hits = [
            (entry, place)
            for entry in self.entries
            if len(lowered) == 1 or entry.is_called(lowered[:-1])
            for place in entry.rows.places.get(lowered[-1], ())[:1]
        ]
        if len(hits) == 1:
            hits[0][0].proven.add(hits[0][1])

    def bind(self, node: exp.Expr) -> Value:
        """The value of an expression here."""
        return self.context.bind_expression(node, self)

    def bind_all(self, nodes: Iterable[exp.Expr]) -> list[Value]:
        return [self.bind(node) for node in nodes]

    def influence(self, more: Influences) -> None:
        for key, line in more.items():
            self.influences.setdefault(key, line)

    def outer_scopes(self) -> Iterator[Scope]:
        scope = self.parent
        while scope is not None:
            yield scope
            scope = scope.parent

    # Names

    def column(
        self, parts: tuple[str, ...], line: int | None, *, alias_first: bool = False
    ) -> Value:
        """What a name means here: `column`, `relation.column`, and fields of a struct after it."""
        lowered = tuple(part.lower() for part in parts)
        if len(parts) == 1 and lowered[0] in self.parameters:
            return self.parameters[lowered[0]]
        if len(parts) == 1 and lowered[0] in self.goes_first:
            return self.goes_first[lowered[0]]
        if alias_first and len(parts) == 1 and lowered[0] in self.aliases:
            return self.aliases[lowered[0]]
        # A qualifier is as long as it can be: three parts are schema, table and column first.
        for scope in (self, *self.outer_scopes()):
            for length in range(min(len(parts) - 1, 3), 0, -1):
                found = scope._qualified(lowered[:length], parts[length], line)
                if found is not None:
                    return self._fields(self.context.note(found, line), parts[length + 1 :], line)
            if len(parts) > 1 and any(scope._has(entry, lowered[0]) for entry in scope.entries):
                break  # a struct of this query goes before a relation of an outer one
        first = self._unqualified(parts[0], line)
        if len(parts) > 1 and first is None:
            if lowered[0] in self.parameters:
                return self._fields(self.parameters[lowered[0]], parts[1:], line)
            reason = f"nothing here is called {'.'.join(parts[:-1])}"
            known = (entry.path[-1] for entry in self.entries if entry.path)
            return unknown(self.context.unknown_name(reason, line, parts[-2], known))
        if first is None:
            return self._not_found(parts[0], line)
        return self._fields(self.context.note(first, line), parts[1:], line)

    def at_place(self, written: str, line: int | None) -> Item:
        """The column of FROM that DuckDB's `#1`, `#2`, ... means; USING hides none from it.

        Without a name if it is not known.
        """
        columns, ends = self._columns_in_order()
        place = int(written) - 1 if written.isdecimal() else -1
        if 0 <= place < len(columns):
            entry, inner = columns[place]
            value = self.context.note(entry.value(inner, line), line)
            return Item(entry.rows.items[inner].name, value, line)
        if ends:
            reason = f"there is no column #{written} in FROM"
            kind = ProblemKind.NO_SUCH_COLUMN
        else:
            reason = f"which column #{written} means is not known"
            kind = ProblemKind.NOT_FOLLOWED
        return Item("", unknown(self.context.problem(reason, line, kind)), line)

    def _columns_in_order(self) -> tuple[list[tuple[Entry, int]], bool]:
        """Of all relations in FROM, up to one whose columns are not known; whether none is."""
        columns: list[tuple[Entry, int]] = []
        if self.joining:
            return columns, False
        for entry in self.entries:
            if entry.rows.open_items:
                return columns, False
            columns += [(entry, place) for place in range(len(entry.rows.items))]
        return columns, True

    def _qualified(self, qualifier: tuple[str, ...], name: str, line: int | None) -> Value | None:
        """The column of the relation with this name; None if no relation has it."""
        called = [entry for entry in self.entries if entry.is_called(qualifier)]
        if not called:
            return None
        lowered = name.lower()
        for entry in called:
            if places := entry.rows.places.get(lowered):
                return entry.value(places[0], line)
        for entry in called:
            if (found := _by_lookup(entry, name, line)) is not None:
                return found
        if any(self._has(other, qualifier[0]) for other in self.entries if other not in called):
            return None  # a struct of that name
        if (hidden := self._hidden(lowered, called, line)) is not None:
            return hidden
        return self._missing(called[0], name, line)

    @staticmethod
    def _has(entry: Entry, name: str) -> bool:
        return name in entry.rows.places

    def _missing(self, entry: Entry, name: str, line: int | None) -> Value:
        relation = ".".join(entry.rows.relation or entry.path)
        reason = f"{relation} has no column {name}"
        self.context.unknown_name(reason, line, name, _column_names([entry]))
        if entry.rows.relation is not None:
            source = Source(entry.rows.relation, name, exists=False)
            return Value(direct={source: Flow(IDENTITY, False, line)}, type_why=reason)
        return unknown(reason)

    def _unqualified(self, name: str, line: int | None) -> Value | None:
        """The column that a bare name means, by what is known of all relations in reach."""
        lowered = name.lower()
        # The innermost query with relations that may have such a column.
        maybe: tuple[Scope, list[Entry]] | None = None
        for scope in (self, *self.outer_scopes()):
            if (found := scope._known(name, line)) is not None:
                return found if maybe is None else self._one_of(name, maybe[1], line)
            open_entries = [entry for entry in scope.entries if entry.rows.open_items]
            if (ahead := scope.aliases_ahead.pop(lowered, None)) is not None:
                scope.aliases[lowered] = scope.bind(ahead)
            if lowered in scope.aliases and lowered not in scope.taken:
                if maybe is None and not open_entries:
                    return scope.aliases[lowered]
                return self._one_of(name, maybe[1] if maybe else open_entries, line)
            if open_entries and maybe is None:
                maybe = scope, open_entries
        if maybe is None:
            for scope in (self, *self.outer_scopes()):
                if (found := scope._hidden(lowered, scope.entries, line)) is not None:
                    return found
            return self._whole_row(lowered, line)
        scope, entries = maybe
        if len(entries) > 1 or (found := _by_lookup(entries[0], name, line)) is None:
            return self._one_of(name, entries, line)
        scope.taken.add(lowered)
        return found

    def _known(self, name: str, line: int | None) -> Value | None:
        """The column of a relation of this very scope that is known to have it."""
        lowered = name.lower()
        if (merged := self.merged.get(lowered)) is not None:
            return merged
        hits = [
            (entry, place)
            for entry in self.entries
            for place in entry.rows.places.get(lowered, ())[:1]
            if place not in entry.hidden
        ]
        if len(hits) > 1:
            reason = f"{name} may be a column of several relations"
            return unknown(self.context.problem(reason, line, ProblemKind.AMBIGUOUS_COLUMN))
        return hits[0][0].value(hits[0][1], line) if hits else None

    def _hidden(self, lowered: str, entries: list[Entry], line: int | None) -> Value | None:
        """A column that tables have beside their own, such as DuckDB's `rowid`."""
        kind = self.context.types.hidden_columns.get(lowered)
        tables = [entry for entry in entries if entry.rows.relation is not None]
        if kind is None or not tables:
            return None
        if len(tables) > 1:
            reason = f"{lowered} may be a column of several relations"
            return unknown(self.context.problem(reason, line, ProblemKind.AMBIGUOUS_COLUMN))
        return Value(kind, nullable=tables[0].optional)

    def _one_of(self, name: str, entries: list[Entry], line: int | None) -> Value:
        names = ", ".join(sorted({".".join(entry.path) for entry in entries}))
        reason = f"{name} may be a column of {names}, whose columns are not known"
        return unknown(self.context.problem(reason, line))

    def _whole_row(self, lowered: str, line: int | None) -> Value | None:
        """A relation's name where a column should stand is a struct of all its columns."""
        for scope in (self, *self.outer_scopes()):
            for entry in scope.entries:
                if entry.path and entry.path[-1] == lowered:
                    items = [
                        (item.name, entry.value(place, line))
                        for place, item in enumerate(entry.rows.items)
                    ]
                    kind = struct_of((name, value.type) for name, value in items)
                    whole = combined([value for _, value in items], kind=kind)
                    if not entry.rows.open_items:
                        whole.fields = {name.lower(): value for name, value in items}
                    return whole
        return None

    def _not_found(self, name: str, line: int | None) -> Value:
        if len(self.entries) == 1 and self.parent is None and self.entries[0].rows.relation:
            return self.context.note(self._missing(self.entries[0], name, line), line)
        reason = f"no relation here has a column {name}"
        known = (*_column_names(self.entries), *self.aliases)
        return unknown(self.context.unknown_name(reason, line, name, known))

    def _fields(self, value: Value, path: tuple[str, ...], line: int | None) -> Value:
        for name in path:
            value = field_of(value, name)
        return value


def _column_names(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield from (item.name for item in entry.rows.items if item.lookup is None)


def _by_lookup(entry: Entry, name: str, line: int | None) -> Value | None:
    found = [
        value
        for item in entry.rows.open_items
        if item.lookup is not None and (value := item.lookup(name, line)) is not None
    ]
    if len(found) > 1:
        reason = f"{name} may come from several relations whose columns are not known"
        return unknown(reason)
    return found[0] if found else None


def rows_of_unknown(name: RelationName, exists: bool | None, reason: str) -> Rows:
    """A relation of which nothing is known but its name."""
    return Rows([open_item(name, exists, reason)], relation=name)


def open_item(name: RelationName, exists: bool | None, reason: str) -> Item:
    """All columns of a relation that nobody knows."""
    known: dict[str, Source] = {}

    def lookup(column: str, line: int | None) -> Value:
        source = known.setdefault(column.lower(), Source(name, column, exists))
        return Value(direct={source: Flow(IDENTITY, False, line)}, type_why=reason)

    star = Value(
        direct={Source(name, "*", exists): Flow(IDENTITY, False, None)}, why=reason, type_why=reason
    )
    return Item("*", star, lookup=lookup)


def all_influences(items: list[Item], kind: Transformation) -> Influences:
    """What all columns come from, as an influence."""
    found: Influences = {}
    for item in items:
        for source, flow in item.value.direct.items():
            found.setdefault((source, kind), flow.line)
        for (source, _), line in item.value.indirect.items():
            found.setdefault((source, kind), line)
    return found


def row_taken(rows: Rows) -> Influences:
    """What decides on the row whose value it is: sorting, too, only chooses here."""
    filtering, sorting = Transformation.FILTER, Transformation.SORT
    return {
        (source, filtering if kind is sorting else kind): line
        for (source, kind), line in rows.influences.items()
    }


# Reads one kind of expression.
Handler = Callable[[exp.Expr, Scope], Value]
