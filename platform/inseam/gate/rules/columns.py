"""Descriptions."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.documents.yaml_document import Path
from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import ComparedColumn, ComparedObject
from inseam.gate.rule import ChangeRule, ColumnRule, ContractRule
from inseam.gate.values import shown, text


class ColumnAdded(ContractRule):
    id = "column-added"
    category = Category.SHAPE
    grade = Grade.COMPATIBLE
    mirror = "column-removed"
    what = "A column, or a field of one, is new."
    why = "Readers that name their columns do not see it. `select *` and positions do."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in comparison.added_columns:
            if added.is_named:
                reason = f"The column {shown(added.effective_name)} is new."
                yield self.change(added.label, reason, old=None, new=added.path)


class ColumnCaseChanged(ColumnRule):
    id = "column-case-changed"
    category = Category.SHAPE
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "column-case-changed"
    what = "A column's name is written in another case."
    why = (
        "Engines of SQL find it all the same. Readers of files, topics and other places where "
        "names are exact do not."
    )
    fix = "Keep the case of the name."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old, pair.new
        names = {old.effective_name, new.effective_name}
        own_names = {old.name, new.name} if new.is_named else set()
        for found in (names, own_names):
            if len(found) == 2 and len({name.lower() for name in found}) == 1:
                exact = found is names and comparison.new.has_exact_names
                key = "physicalName" if found is names and "physicalName" in new.entry else "name"
                was, now = sorted(found, key=lambda name: name == new.effective_name)
                reason = f"The name was written {shown(was)}, and is {shown(now)}."
                yield self.at(pair, reason, key, grade=Grade.BREAKING if exact else None)
                return


class ColumnIdReused(ContractRule):
    id = "column-id-reused"
    category = Category.SHAPE
    grade = Grade.RISKY
    mirror = "column-id-reused"
    what = "An id that belonged to one column is on another one."
    why = "References by id, from other contracts and from tools, point at the wrong column."
    fix = "Give the new column an id of its own, and the old one its id back."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        stayed = {pair.old.id: pair for pair in comparison.columns if pair.old.id}
        others = [pair.new for pair in comparison.columns] + [*comparison.added_columns]
        for column in others:
            owner = stayed.get(column.id) if column.id else None
            if (
                owner is not None
                and owner.new is not column
                and owner.new.id != column.id
                and owner.new.path[:-1] == column.path[:-1]
            ):
                reason = f"Its id {shown(column.id)} belonged to {shown(owner.old.label)}."
                yield self.change(column.label, reason, old=owner.old.at("id"), new=column.at("id"))


class ColumnMoved(ContractRule):
    id = "column-moved"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "column-moved"
    what = "A column stands below another table or column than before."
    why = "Its path changed, so every query that names it fails."
    fix = "Keep the column in its old place beside the new one, and mark it deprecated."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in comparison.moved_columns:
            reason = f"It was at {shown(pair.old.label)}, and is at {shown(pair.new.label)}."
            yield self.change(pair.old.label, reason, old=pair.old.path, new=pair.new.path)


class ColumnNameChanged(ColumnRule):
    id = "column-name-changed"
    category = Category.SHAPE
    grade = Grade.RISKY
    mirror = "column-name-changed"
    what = "The contract's own name for a column changed, and the column's name did not."
    why = (
        "Queries still work, but references from other contracts and generated code use that name."
    )
    fix = "Keep `name`, or tell those who refer to it."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old, pair.new
        same = old.effective_name.lower() == new.effective_name.lower()
        if new.is_named and same and old.name.lower() != new.name.lower():
            reason = f"Its name in the contract was {shown(old.name)}, and is {shown(new.name)}."
            yield self.at(pair, reason, "name")


class ColumnRemoved(ContractRule):
    id = "column-removed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "column-added"
    what = "A column, or a field of one, is gone."
    why = "Every query that names it fails."
    fix = "Keep the column and mark it deprecated; leave it out of the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in comparison.removed_columns:
            if gone.is_named:
                parent = comparison.now.get(gone.parent.path)
                new = parent.path if parent else _table_path(gone.parent, comparison)
                reason = f"The column {shown(gone.effective_name)} is gone{_still(gone, parent)}."
                yield self.change(gone.label, reason, old=gone.path, new=new)


def _still(gone: ComparedColumn, parent: ComparedColumn | None) -> str:
    """Where its own parent contradicts itself: `properties` and `physicalType` name fields."""
    left = parent.parts_by_name.get(gone.effective_name.lower()) if parent else None
    if left is None:
        return ""
    where = ("physicalType", "properties") if left.is_written else ("properties", "physicalType")
    return f" from `{where[0]}`, and `{where[1]}` still has it"


def _table_path(table: ComparedObject | ComparedColumn, comparison: Comparison) -> Path:
    now = (pair.new.path for pair in comparison.objects.pairs if pair.old is table)
    return next(now, ("schema",))


class ColumnRenamed(ColumnRule):
    id = "column-renamed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "column-renamed"
    what = "A column has another name, as readers type it."
    why = "Every query that names it fails, and one that finds another column there is wrong."
    fix = "Keep the old column beside the new one and mark it deprecated."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.effective_name, pair.new.effective_name
        if old.lower() == new.lower() or any(pair is moved for moved in comparison.moved_columns):
            return
        key = "physicalName" if "physicalName" in pair.new.entry else "name"
        was = "physicalName" if "physicalName" in pair.old.entry else "name"
        yield self.change(
            pair.old.label,
            f"Readers knew it as {shown(old)}, and now it is {shown(new)}.",
            old=pair.old.at(was),
            new=pair.new.at(key),
        )


class ColumnReordered(ContractRule):
    id = "column-reordered"
    category = Category.SHAPE
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "column-reordered"
    what = "The order of the columns that stayed has changed."
    why = (
        "Only readers that count columns notice: `select *` into a fixed list, or a file"
        " without header."
    )
    fix = "Add new columns at the end, and leave the others where they are."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        siblings: dict[int, list[Pair[ComparedColumn]]] = {}
        moved = {id(pair) for pair in comparison.moved_columns}
        for pair in comparison.columns:
            if pair.new.is_named and id(pair) not in moved:
                siblings.setdefault(id(pair.old.parent), []).append(pair)
        positional = comparison.new.has_files_without_header
        for pairs in siblings.values():
            if (first := _out_of_order(pairs)) is not None:
                yield self.change(
                    first.new.parent.label,
                    "The order of its columns has changed.",
                    old=first.old.path,
                    new=first.new.path,
                    grade=Grade.BREAKING if positional else None,
                )


def _out_of_order(pairs: list[Pair[ComparedColumn]]) -> Pair[ComparedColumn] | None:
    """The first in the new order that stood elsewhere among those that stayed."""
    if len(pairs) < 2:
        return None
    was = _places(pairs[0].old.parent)
    now = _places(pairs[0].new.parent)
    before = sorted(pairs, key=lambda pair: was[id(pair.old)])
    after = sorted(pairs, key=lambda pair: now[id(pair.new)])
    return next((b for a, b in zip(before, after, strict=True) if a is not b), None)


def _places(parent: ComparedObject | ComparedColumn) -> dict[int, int]:
    parts = parent.parts if isinstance(parent, ComparedColumn) else parent.columns
    return {id(part): place for place, part in enumerate(parts)}


class ColumnSemanticTypeChanged(ColumnRule):
    id = "column-semantic-type-changed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "column-semantic-type-changed"
    what = "A plain column became a measure or a dimension, or the other way round."
    why = "A measure is computed over rows; reading it as a column of a row gives something else."
    fix = "Offer the measure under a name of its own."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old = (text(pair.old.entry, "semanticType") or "column").lower()
        new = (text(pair.new.entry, "semanticType") or "column").lower()
        if old != new:
            yield self.at(pair, f"It was a {old}, and is a {new}.", "semanticType")


RULES: tuple[ChangeRule, ...] = (
    ColumnAdded(),
    ColumnCaseChanged(),
    ColumnIdReused(),
    ColumnMoved(),
    ColumnNameChanged(),
    ColumnRemoved(),
    ColumnRenamed(),
    ColumnReordered(),
    ColumnSemanticTypeChanged(),
)
