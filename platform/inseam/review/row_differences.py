"""How the rows of an output port differ between the base of a branch and its head.

Both are what the product's test left: its rows as Parquet, on its test inputs. Rows are equal or
not as `inseam.parity.differences` says. DuckDB compares them in bounded memory.
"""

from __future__ import annotations

import filecmp
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from inseam.parity.differences import Differences, Sample, compare
from inseam.review.masking import MASKED, Mask, free_text
from inseam.testing.engine import literal

SHOWN_ROWS = 10
_MEMORY = "1GB"
_MEASURES = ("nulls", "distinct", "min", "max")
_NO_COLUMNS: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """A value, a type or a measure of a column, as text; None is NULL, or no such column.

    ``what`` is the column, or the measure of it: `nulls`, `distinct`, `min` or `max`.
    """

    column: str
    what: str
    base: str | None
    head: str | None


@dataclass(frozen=True, slots=True)
class Example:
    """A row that is `changed`, `added` or `removed`, and what is changed in it."""

    kind: str
    key: tuple[tuple[str, str | None], ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class RowDifference:
    """Of an object of a port. A side without rows has None for their number.

    ``key`` are the columns that rows were told apart by; without any, only equal rows are counted
    as the same. ``columns`` are how many rows have another value, by column. ``schema`` are columns
    that came, went or have another type.
    """

    contract: str
    object: str
    base_rows: int | None
    head_rows: int | None
    key: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0
    changed: int = 0
    columns: tuple[tuple[str, int], ...] = ()
    schema: tuple[Change, ...] = ()
    profile: tuple[Change, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def no_row_differs(self) -> bool:
        one_side = self.base_rows is None or self.head_rows is None
        return not (self.added or self.removed or self.changed or one_side)


@dataclass(frozen=True, slots=True)
class Side:
    """The file with an object's rows, and its profile as `inseam.testing.exports` makes it."""

    rows: Path
    profile: Mapping[str, Any]


@contextmanager
def connected(memory: str = _MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that writes to a temporary folder what does not fit into ``memory``."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1,
            "memory_limit": memory,
            "temp_directory": folder,
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(config=config) as connection:
            connection.execute("set TimeZone = 'UTC'")
            yield connection


def row_difference(
    connection: duckdb.DuckDBPyConnection,
    contract: str,
    table: str,
    base: Side | None,
    head: Side | None,
    key: Sequence[str],
    mask: Mask,
) -> RowDifference:
    """``key`` are the columns of the contract's primary key, none if it has none."""
    if base is None or head is None:
        was, now = (side.profile["rows"] if side else None for side in (base, head))
        return RowDifference(contract, table, was, now)
    # A test writes rows in the order of their key: equal rows are equal bytes, as a rule.
    if filecmp.cmp(base.rows, head.rows, shallow=False):
        return RowDifference(contract, table, base.profile["rows"], head.profile["rows"])
    left, right = (f"read_parquet({literal(str(side.rows))})" for side in (base, head))
    found = compare(connection, left, right, key, shown=SHOWN_ROWS, as_multisets=True)
    mask = mask.without(
        name for relation in (left, right) for name in free_text(connection, relation, mask)
    )
    return RowDifference(
        contract,
        table,
        found.left_rows,
        found.right_rows,
        key=tuple(key) if found.by_key else (),
        added=found.only_right,
        removed=found.only_left,
        changed=found.changed,
        columns=tuple((column.column, column.rows) for column in found.columns),
        schema=tuple(_schema(base.profile, head.profile)),
        profile=tuple(_profile(base.profile, head.profile, mask)),
        examples=_examples(found, mask),
    )


def _schema(base: Mapping[str, Any], head: Mapping[str, Any]) -> Iterator[Change]:
    for name, was, now in _pairs(base, head):
        types = was.get("type"), now.get("type")
        if types[0] != types[1]:
            yield Change(name, name, *types)


def _profile(base: Mapping[str, Any], head: Mapping[str, Any], mask: Mask) -> Iterator[Change]:
    for name, was, now in _pairs(base, head):
        for measure in _MEASURES if was and now else ():
            one, other = was.get(measure), now.get(measure)
            if one == other:
                continue
            if measure in ("min", "max"):
                one, other = mask.shown(name, one), mask.shown(name, other)
                if MASKED in (one, other):
                    continue
            texts = (None if value is None else str(value) for value in (one, other))
            yield Change(name, measure, *texts)


def _pairs(
    base: Mapping[str, Any], head: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Columns of both profiles in the head's order, called as the head calls them."""
    was = {name.lower(): (name, column) for name, column in base["columns"].items()}
    for name, column in head["columns"].items():
        yield name, was.pop(name.lower(), (name, _NO_COLUMNS))[1], column
    yield from ((name, column, _NO_COLUMNS) for name, column in was.values())


def _examples(found: Differences, mask: Mask) -> tuple[Example, ...]:
    """The first rows by their key; of each column as many are known, so these are known whole."""
    kinds: dict[tuple[tuple[str, str | None], ...], str] = {}
    changes: dict[tuple[tuple[str, str | None], ...], list[Change]] = {}
    twice: list[Sample] = []
    for sample in found.samples:
        if sample.key in kinds:
            twice.append(sample)
        kinds[sample.key] = "added" if sample.left is None else "removed"
    for column in found.columns:
        for sample in column.samples:
            kinds[sample.key] = "changed"
            values = (mask.shown(column.column, value) for value in (sample.left, sample.right))
            changes.setdefault(sample.key, []).append(Change(column.column, column.column, *values))
    rows = [
        *kinds.items(),
        *((sample.key, "added" if sample.left is None else "removed") for sample in twice),
    ]
    rows.sort(key=lambda row: tuple((value is None, value or "") for _, value in row[0]))
    return tuple(
        Example(
            kind,
            tuple((name, mask.shown(name, value)) for name, value in key),
            tuple(changes.get(key, ())),
        )
        for key, kind in rows[:SHOWN_ROWS]
    )
