"""Descriptions."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import ComparedObject
from inseam.gate.object_kinds import Kind, kind_of
from inseam.gate.rule import ChangeRule, ContractRule, ObjectRule
from inseam.gate.values import shown


class ObjectAdded(ContractRule):
    id = "object-added"
    category = Category.SHAPE
    grade = Grade.COMPATIBLE
    mirror = "object-removed"
    what = "A table, view or topic is new."
    why = "Nobody reads it yet."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in comparison.objects.added:
            reason = f"The object {shown(added.effective_name)} is new."
            yield self.change(added.label, reason, old=None, new=added.path)


class ObjectKindChanged(ObjectRule):
    id = "object-kind-changed"
    category = Category.SHAPE
    grade = Grade.RISKY
    mirror = "object-kind-changed"
    what = "The kind of an object changed: table, view, topic, file."
    why = (
        "A view has no time travel and no change feed, and other latency than a table. What was a "
        "table and is a topic or a file cannot be read in the same way at all."
    )
    fix = "Keep the kind, or offer the other kind beside it under a new name."

    def changes(self, pair: Pair[ComparedObject], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.kind, pair.new.kind
        if old == new:
            return
        if old is None or new is None:
            reason = f"The kind {shown(new or old)} is {'new' if old is None else 'left out'}."
        else:
            reason = f"It was of the kind {shown(old)}, and is {shown(new)}."
        yield self.change(
            pair.new.label,
            reason,
            old=pair.old.at("physicalType"),
            new=pair.new.at("physicalType"),
            grade=_grade(old, new),
        )


def _grade(old: str | None, new: str | None) -> Grade | None:
    if old is None:
        return Grade.COMPATIBLE
    kinds = {kind_of(old), kind_of(new)} if new else set()
    return Grade.BREAKING if kinds == {Kind.TABULAR, Kind.OTHER} else None


class ObjectNameChanged(ObjectRule):
    id = "object-name-changed"
    category = Category.SHAPE
    grade = Grade.RISKY
    mirror = "object-name-changed"
    what = "The contract's own name for an object changed, and the table's name did not."
    why = (
        "Queries still work, but references from other contracts and generated code use that name."
    )
    fix = "Keep `name`, or tell those who refer to it."

    def changes(self, pair: Pair[ComparedObject], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old, pair.new
        if old.name != new.name and old.effective_name.lower() == new.effective_name.lower():
            reason = f"Its name in the contract was {shown(old.name)}, and is {shown(new.name)}."
            only_case = old.name.lower() == new.name.lower()
            yield self.change(
                new.label,
                reason,
                old=old.at("name"),
                new=new.at("name"),
                grade=Grade.COMPATIBLE if only_case else None,
                bump=Bump.PATCH if only_case else None,
            )


class ObjectPhysicalNameChanged(ObjectRule):
    id = "object-physical-name-changed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "object-physical-name-changed"
    what = "The name of a table, as readers type it, changed."
    why = "Queries name the table by its `physicalName`, or by its `name` where it has none."
    fix = "Keep the name, or offer the table under both names until the next major version."

    def changes(self, pair: Pair[ComparedObject], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.effective_name, pair.new.effective_name
        if old.lower() == new.lower() and not (old != new and comparison.new.has_exact_names):
            return
        key = "physicalName" if "physicalName" in pair.new.entry else "name"
        was = "physicalName" if "physicalName" in pair.old.entry else "name"
        reason = f"Readers knew it as {shown(old)}, and now it is {shown(new)}."
        yield self.change(pair.new.label, reason, old=pair.old.at(was), new=pair.new.at(key))


class ObjectRemoved(ContractRule):
    id = "object-removed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "object-added"
    what = "A table, view or topic of the contract is gone."
    why = "Every query on it fails."
    fix = "Keep it and mark it deprecated; leave it out of the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in comparison.objects.removed:
            reason = f"The object {shown(gone.effective_name)} is gone."
            yield self.change(gone.label, reason, old=gone.path, new=("schema",))


RULES: tuple[ChangeRule, ...] = (
    ObjectAdded(),
    ObjectKindChanged(),
    ObjectNameChanged(),
    ObjectPhysicalNameChanged(),
    ObjectRemoved(),
)
