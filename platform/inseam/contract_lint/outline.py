"""A contract as the rules look at it: whatever has the right shape, and no word about the rest.

`inseam.odcs.contract` reads contracts that are right; this reads all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any, TypeVar

from inseam.documents.yaml_document import Document, Path
from inseam.odcs.lenient import Entry, entries, mapping, text


@dataclass(frozen=True)
class _WithColumns(ABC):
    """What has a name, and columns that are found by theirs."""

    entry: Entry
    path: Path

    @property
    def name(self) -> str | None:
        return text(self.entry, "name")

    @property
    @abstractmethod
    def columns(self) -> tuple[ColumnOutline, ...]: ...

    @cached_property
    def by_name(self) -> Mapping[str, ColumnOutline]:
        return _by_name(self.columns)

    @cached_property
    def by_id(self) -> Mapping[str, ColumnOutline]:
        return _by_id(self.columns)


@dataclass(frozen=True)
class ColumnOutline(_WithColumns):
    """A column or a part of one. ``label`` is how to call it: `orders.address.street`."""

    label: str

    @property
    def logical_type(self) -> str | None:
        return text(self.entry, "logicalType")

    @property
    def options(self) -> Entry:
        return mapping(self.entry, "logicalTypeOptions")

    @cached_property
    def allowed(self) -> frozenset[Any]:
        """The scalar values of `enum`; none if it lists none."""
        listed = self.entry.get("enum")
        values = (
            entry.get("value") if isinstance(entry, dict) else entry
            for entry in (listed if isinstance(listed, list) else ())
        )
        return frozenset(value for value in values if not isinstance(value, (dict, list)))

    @cached_property
    def columns(self) -> tuple[ColumnOutline, ...]:
        """The fields of an object, or of the objects in an array."""
        inner = self.items.columns if self.items else ()
        return (*_columns(self.entry, self.path, self.label), *inner)

    @cached_property
    def items(self) -> ColumnOutline | None:
        return self._part(("items",), "[]")

    @cached_property
    def parts(self) -> tuple[ColumnOutline, ...]:
        """What it is made of, one level down."""
        sides = (
            self.items,
            self._part(("map", "key"), ".key"),
            self._part(("map", "value"), ".value"),
        )
        own = _columns(self.entry, self.path, self.label)
        return (*own, *(side for side in sides if side is not None))

    def _part(self, keys: tuple[str, ...], suffix: str) -> ColumnOutline | None:
        entry: Any = self.entry
        for key in keys:
            entry = entry.get(key) if isinstance(entry, dict) else None
        if not isinstance(entry, dict):
            return None
        return ColumnOutline(entry, (*self.path, *keys), self.label + suffix)


@dataclass(frozen=True)
class ObjectOutline(_WithColumns):
    """An object of the contract's schema."""

    @property
    def label(self) -> str:
        return self.name or f"object {int(self.path[-1]) + 1}"

    @cached_property
    def columns(self) -> tuple[ColumnOutline, ...]:
        return _columns(self.entry, self.path, self.label)

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Of its columns, as the contract and as SQL call them."""
        names = ((column.name, text(column.entry, "physicalName")) for column in self.columns)
        return frozenset(name for both in names for name in both if name is not None)

    def all_columns(self) -> Iterator[ColumnOutline]:
        """With what they are made of, in the order of the file."""
        stack = list(reversed(self.columns))
        while stack:
            column = stack.pop()
            yield column
            stack += reversed(column.parts)


@dataclass(frozen=True)
class ContractOutline:
    document: Document

    @property
    def value(self) -> Entry:
        return self.document.value if isinstance(self.document.value, dict) else {}

    @property
    def id(self) -> str | None:
        return text(self.value, "id")

    @cached_property
    def tables(self) -> tuple[ObjectOutline, ...]:
        return tuple(ObjectOutline(entry, path) for entry, path in entries(self.value, "schema"))

    @cached_property
    def by_name(self) -> Mapping[str, ObjectOutline]:
        return _by_name(self.tables)

    @cached_property
    def by_id(self) -> Mapping[str, ObjectOutline]:
        return _by_id(self.tables)

    @cached_property
    def columns(self) -> tuple[ColumnOutline, ...]:
        return tuple(column for table in self.tables for column in table.all_columns())

    def quality(self) -> Iterator[tuple[Entry, Path, ObjectOutline]]:
        """Each quality rule with the object that it is about."""
        for table in self.tables:
            for rule, path in entries(table.entry, "quality", table.path):
                yield rule, path, table
            for column in table.all_columns():
                for rule, path in entries(column.entry, "quality", column.path):
                    yield rule, path, table

    @property
    def version_folder(self) -> str | None:
        """`v1` for a contract of an output port; None for one of a system outside."""
        parts = PurePath(self.document.file).parts
        return parts[-2] if parts[-3:-2] == ("output_ports",) else None


def number(value: Any) -> int | float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and value == value else None


_Thing = TypeVar("_Thing", ColumnOutline, ObjectOutline)


def _by_name(things: Iterable[_Thing]) -> dict[str, _Thing]:
    """The first of each name."""
    found: dict[str, _Thing] = {}
    for thing in things:
        if thing.name is not None:
            found.setdefault(thing.name, thing)
    return found


def _by_id(things: Iterable[_Thing]) -> dict[str, _Thing]:
    """By id, and by name where no id is the same: paths may use either."""
    things = tuple(things)
    by_id = {id_: thing for thing in reversed(things) if (id_ := text(thing.entry, "id"))}
    return _by_name(things) | by_id


def _columns(entry: Entry, path: Path, label: str) -> tuple[ColumnOutline, ...]:
    found = []
    for part, part_path in entries(entry, "properties", path):
        name = text(part, "name") or f"column {int(part_path[-1]) + 1}"
        found.append(ColumnOutline(part, part_path, f"{label}.{name}"))
    return tuple(found)
