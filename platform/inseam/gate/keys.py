"""How the primary keys of tables were changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from inseam.contracts.yaml_document import Path
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column, SchemaObject


class KeyChange(Enum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class KeyDifference:
    """``is_kept_otherwise`` if the columns of a key that is gone are unique and required."""

    kind: KeyChange
    label: str
    was: str
    now: str
    old: Path
    new: Path
    is_kept_otherwise: bool


def key_changes(comparison: Comparison) -> tuple[KeyDifference, ...]:
    return comparison.once(_all, comparison)


def _all(comparison: Comparison) -> tuple[KeyDifference, ...]:
    return tuple(_key_changes(comparison))


def _key_changes(comparison: Comparison) -> Iterator[KeyDifference]:
    for pair in comparison.objects.pairs:
        kind = _kind(pair, comparison)
        if kind is not None:
            old, new = pair.old.key_columns, pair.new.key_columns
            yield KeyDifference(
                kind,
                pair.new.label,
                _names(old),
                _names(new),
                old[0].at("primaryKey") if old else pair.old.path,
                new[0].at("primaryKey") if new else pair.new.path,
                _is_kept(old, pair, comparison),
            )


def _kind(pair: Pair[SchemaObject], comparison: Comparison) -> KeyChange | None:
    old = [comparison.now.get(column.path) for column in pair.old.key_columns]
    new = list(pair.new.key_columns)
    if len(old) == len(new) and all(a is b for a, b in zip(old, new, strict=True)):
        return None
    if not old:
        return KeyChange.ADDED
    if not new:
        return KeyChange.REMOVED
    same = {id(column) for column in old} == {id(column) for column in new}
    return KeyChange.REORDERED if same else KeyChange.CHANGED


def _names(columns: tuple[Column, ...]) -> str:
    return ", ".join(column.effective_name for column in columns)


def _is_kept(key: tuple[Column, ...], pair: Pair[SchemaObject], comparison: Comparison) -> bool:
    """Whether the columns are still required, and unique together or one of them alone."""
    now = [comparison.now.get(column.path) for column in key]
    columns = [column for column in now if column is not None and column.required]
    if not columns or len(columns) < len(key):
        return False
    names = frozenset(column.name for column in columns)
    alone = any(column.unique for column in columns)
    return alone or any(together <= names for together in pair.new.unique_together)
