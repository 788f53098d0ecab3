"""Descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from inseam.documents.yaml_document import Path
from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import ComparedColumn, ComparedObject
from inseam.gate.rule import ChangeRule, ColumnRule, ContractRule
from inseam.gate.values import shown


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


def _kind(pair: Pair[ComparedObject], comparison: Comparison) -> KeyChange | None:
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


def _names(columns: tuple[ComparedColumn, ...]) -> str:
    return ", ".join(column.effective_name for column in columns)


def _is_kept(
    key: tuple[ComparedColumn, ...], pair: Pair[ComparedObject], comparison: Comparison
) -> bool:
    """Whether the columns are still required, and unique together or one of them alone."""
    now = [comparison.now.get(column.path) for column in key]
    columns = [column for column in now if column is not None and column.required]
    if not columns or len(columns) < len(key):
        return False
    names = frozenset(column.name for column in columns)
    alone = any(column.unique for column in columns)
    return alone or any(together <= names for together in pair.new.unique_together)


class PrimaryKeyAdded(ContractRule):
    id = "primary-key-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "primary-key-removed"
    what = "A table that had no primary key has one."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for key in key_changes(comparison):
            if key.kind is KeyChange.ADDED:
                reason = f"It has the key {shown(key.now)}."
                yield self.change(key.label, reason, old=key.old, new=key.new)


class PrimaryKeyChanged(ContractRule):
    id = "primary-key-changed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "primary-key-changed"
    what = "The primary key has other columns."
    why = "What a row is has changed: joins on the old key yield a row many times, or miss some."
    fix = "Offer the table with the other key under a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for key in key_changes(comparison):
            if key.kind is KeyChange.CHANGED:
                reason = f"The key was {shown(key.was)}, and is {shown(key.now)}."
                yield self.change(key.label, reason, old=key.old, new=key.new)


class PrimaryKeyOrderChanged(ContractRule):
    id = "primary-key-order-changed"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "primary-key-order-changed"
    what = "The order of the columns of the primary key has changed."
    why = "A key is a set: no answer depends on the order."
    fix = "Raise the patch version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for key in key_changes(comparison):
            if key.kind is KeyChange.REORDERED:
                reason = f"The order of the key was {shown(key.was)}, and is {shown(key.now)}."
                yield self.change(key.label, reason, old=key.old, new=key.new)


class PrimaryKeyRemoved(ContractRule):
    id = "primary-key-removed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "primary-key-added"
    what = "A table has no primary key any more."
    why = (
        "Rows may come twice or without a key: joins on it yield rows many times, or miss some. If "
        "its columns are still required, and unique together, only tools that look for a key miss "
        "it."
    )
    fix = "Keep the key."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for key in key_changes(comparison):
            if key.kind is KeyChange.REMOVED:
                reason = f"The key {shown(key.was)} is gone."
                grade = Grade.RISKY if key.is_kept_otherwise else None
                yield self.change(key.label, reason, old=key.old, new=key.new, grade=grade)


class UniquenessAdded(ColumnRule):
    id = "uniqueness-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "uniqueness-removed"
    what = "A column's values, or the items of an array, are unique."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        if pair.new.says_unique and not pair.old.unique:
            yield self.at(pair, "Its values are unique.", "unique")
        old, new = (column.options.get("uniqueItems") is True for column in (pair.old, pair.new))
        if new and not old:
            yield self.at(pair, "Its items are unique.", "logicalTypeOptions", "uniqueItems")


class UniquenessRemoved(ColumnRule):
    id = "uniqueness-removed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "uniqueness-added"
    what = "A column's values, or the items of an array, may come twice."
    why = "Joins on the column yield rows many times, and counts of rows are not counts of things."
    fix = "Keep `unique: true`, or offer the table with repeated values under a new name."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        if pair.old.says_unique and not pair.new.unique:
            yield self.at(pair, "Its values were unique, and may come twice.", "unique")
        old, new = (column.options.get("uniqueItems") is True for column in (pair.old, pair.new))
        if old and not new:
            reason = "Its items were unique, and may come twice."
            yield self.at(pair, reason, "logicalTypeOptions", "uniqueItems")


RULES: tuple[ChangeRule, ...] = (
    PrimaryKeyAdded(),
    PrimaryKeyChanged(),
    PrimaryKeyOrderChanged(),
    PrimaryKeyRemoved(),
    UniquenessAdded(),
    UniquenessRemoved(),
)
