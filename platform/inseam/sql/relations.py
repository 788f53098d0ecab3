"""The relations that are known, found by however much of their name SQL gives."""

from __future__ import annotations

from collections.abc import Iterable

from inseam.sql.schema import Column, Relation, RelationName
from inseam.sql.scope import Item, Rows, open_item, rows_of_unknown
from inseam.sql.sql_type import read_type
from inseam.sql.value import IDENTITY, Flow, Source, Value

_NEVER_READ = "the columns of {} are not known"


class KnownRelations:
    """Relations by name. One name may be the end of another, in either direction."""

    def __init__(self, relations: Iterable[Relation], dialect: str) -> None:
        self._dialect = dialect
        self._names: dict[RelationName, RelationName] = {}
        self._by_last: dict[str, list[RelationName]] = {}
        self._relations: dict[RelationName, Relation] = {}
        self._reasons: dict[RelationName, str] = {}
        self._rows: dict[RelationName, Rows] = {}
        for relation in relations:
            self.add(relation)

    def announce(self, name: RelationName) -> None:
        """There is a relation of this name, though nothing is known of it yet."""
        lowered = tuple(part.lower() for part in name)
        if lowered not in self._names:
            self._names[lowered] = name
            self._by_last.setdefault(lowered[-1], []).append(lowered)

    def add(self, relation: Relation) -> None:
        self.announce(relation.name)
        lowered = tuple(part.lower() for part in relation.name)
        name = self._names[lowered]
        self._relations[name] = relation
        self._rows.pop(name, None)

    def fail(self, name: RelationName, reason: str) -> None:
        """The relation is there, and this is why nobody knows its columns."""
        self.announce(name)
        self._reasons[self.full_name(name)] = reason

    def full_name(self, name: RelationName) -> RelationName:
        """The name in full, if it is one of a known relation and of no other."""
        lowered = tuple(part.lower() for part in name)
        if lowered in self._names:
            return self._names[lowered]
        fitting = [
            known
            for known in self._by_last.get(lowered[-1], ())
            if (shared := min(len(known), len(lowered))) and known[-shared:] == lowered[-shared:]
        ]
        return self._names[fitting[0]] if len(fitting) == 1 else name

    def find(self, name: RelationName) -> tuple[RelationName, Rows]:
        full = self.full_name(name)
        if (rows := self._rows.get(full)) is None:
            rows = self._rows[full] = self._rows_of(full)
        return full, rows

    def _rows_of(self, name: RelationName) -> Rows:
        relation = self._relations.get(name)
        if relation is None:
            reason = self._reasons.get(name) or _NEVER_READ.format(".".join(name))
            return rows_of_unknown(name, None, reason)
        items = [
            Item(
                column.name,
                Value(
                    type=read_type(column.type, self._dialect) if column.type else None,
                    nullable=column.nullable,
                    admits_null=_admits_null(column),
                    direct={Source(name, column.name, exists=True): Flow(IDENTITY, False, None)},
                    type_why=f"the type of {name[-1]}.{column.name} is not known",
                ),
            )
            for column in relation.columns
        ]
        if not relation.complete:
            reason = _NEVER_READ.format("all of " + ".".join(name))
            items.append(open_item(name, None, reason))
        return Rows(items, relation=name)


def _admits_null(column: Column) -> bool:
    return bool(column.nullable if column.admits_null is None else column.admits_null)
