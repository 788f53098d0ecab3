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
    """``is_kept_otherwise`` if the only column of a key that is gone is unique and required."""

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
                _is_kept(old, comparison),
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


def _is_kept(key: tuple[Column, ...], comparison: Comparison) -> bool:
    now = comparison.now.get(key[0].path) if len(key) == 1 else None
    return now is not None and now.unique and now.required
