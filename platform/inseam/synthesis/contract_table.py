"""A table with what its contract says of it: its keys, and which columns are filled together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from inseam.odcs.contract import Contract, SchemaObject
from inseam.synthesis.column import Demand
from inseam.synthesis.references import ForeignKey
from inseam.synthesis.row_rules import bad_rows_condition, query_of, sql_rules
from inseam.synthesis.unsatisfiable import Place, TableKey


@dataclass(frozen=True, slots=True)
class Key:
    """Columns that no two rows share the values of, and who says so."""

    columns: tuple[int, ...]
    place: Place


@dataclass(slots=True)
class Axis:
    """Columns whose values are taken together from rows of ``pool``; alone, a column's own."""

    columns: tuple[int, ...]
    keys: tuple[ForeignKey, ...]


class ContractTable:
    """Read once."""

    def __init__(self, contract: Contract, described: SchemaObject, keys: list[ForeignKey]) -> None:
        self.contract = contract
        self.object = described
        self.table: TableKey = (contract.id, described.physical_name)
        self.keys = [key for key in keys if key.table == self.table]
        self.axes = axes_of_columns(len(described.properties), self.keys)
        self.joint = tuple(self._joint())

    def _joint(self) -> Iterator[Key]:
        """Keys of several columns."""
        place = {p.path: n for n, p in enumerate(self.object.properties)}
        primary = self.object.primary_key
        if len(primary) > 1:
            columns = tuple(place[p.path] for p in primary)
            path = (*primary[0].path, "primaryKey")
            yield Key(columns, Place(self.contract.file, path))
        names = {p.physical_name: n for n, p in enumerate(self.object.properties)}
        names |= {p.name: n for n, p in enumerate(self.object.properties) if p.name not in names}
        for rule in self.object.constraints.rules:
            listed = rule.arguments.get("properties")
            if rule.metric == "duplicateValues" and rule.threshold and isinstance(listed, list):
                columns = tuple(names[name] for name in listed if name in names)
                if columns and len(columns) == len(listed) and rule.threshold.allows(0):
                    yield Key(columns, Place(self.contract.file, rule.path))

    @property
    def primary(self) -> int | None:
        """The only column of its primary key."""
        found = [
            n for n, p in enumerate(self.object.properties) if p.primary_key_position is not None
        ]
        return found[0] if len(found) == 1 else None

    def row_demands(self) -> list[Demand]:
        return [
            Demand(rule.threshold, Place(self.contract.file, rule.path))
            for rule in self.object.constraints.rules
            if rule.metric == "rowCount" and rule.threshold is not None
        ]

    def conditions(self) -> list[str]:
        """Of the rows that rules in SQL call bad."""
        found = []
        name = self.object.physical_name
        for rule, column in sql_rules(self.contract, self.object):
            if rule.threshold is None or not rule.threshold.allows(0):
                continue
            query = query_of(rule, name, column)
            condition = bad_rows_condition(query, name) if query else None
            if condition is not None:
                found.append(condition)
        return found

    @property
    def leaves_out(self) -> bool:
        """Whether rows are left out once they are made."""
        return bool(self.conditions()) or overlap(self.joint)

    def axes_of(self, columns: Iterable[int]) -> list[Axis]:
        return [axis for axis in self.axes if set(axis.columns) & set(columns)]

    def name(self, column: int) -> str:
        return self.object.properties[column].physical_name


def axes_of_columns(columns: int, keys: Sequence[ForeignKey]) -> list[Axis]:
    """Columns that foreign keys tie together, each group once; the others by themselves."""
    group = list(range(columns))
    for key in keys:
        merged = min(group[column] for column in key.columns)
        old = {group[column] for column in key.columns}
        group = [merged if number in old else number for number in group]
    axes = []
    for number in dict.fromkeys(group):
        members = tuple(column for column in range(columns) if group[column] == number)
        tied = tuple(key for key in keys if group[key.columns[0]] == number)
        axes.append(Axis(members, tied))
    return axes


def each_with_a_shared_column(keys: Sequence[ForeignKey]) -> list[ForeignKey]:
    """The keys of one axis, so that each shares a column with one before it."""
    ordered: list[ForeignKey] = []
    left = list(keys)
    while left:
        known = {column for key in ordered for column in key.columns}
        following = next((key for key in left if known & set(key.columns)), left[0])
        left.remove(following)
        ordered.append(following)
    return ordered


def keys_kept_at_once(joint: Sequence[Key]) -> list[Key]:
    """The keys that are kept while columns are filled: those that share no column with others."""
    chosen: list[Key] = []
    for key in joint:
        if not any(set(key.columns) & set(other.columns) for other in chosen):
            chosen.append(key)
    return chosen


def overlap(joint: Sequence[Key]) -> bool:
    return len(keys_kept_at_once(joint)) < len({frozenset(key.columns) for key in joint})
