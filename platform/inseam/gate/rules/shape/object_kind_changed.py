from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import SchemaObject
from inseam.gate.object_kinds import Kind, kind_of
from inseam.gate.rule import ObjectRule
from inseam.gate.values import shown


class ObjectKindChanged(ObjectRule):
    id = "object-kind-changed"
    category = Category.SHAPE
    grade = Grade.RISKY
    mirror = "object-kind-changed"
    what = "An object is of another kind: table, view, topic, file."
    why = (
        "A view has no time travel and no change feed, and other latency than a table. What was a "
        "table and is a topic or a file cannot be read in the same way at all."
    )
    fix = "Keep the kind, or offer the other kind beside it under a new name."

    def changes(self, pair: Pair[SchemaObject], comparison: Comparison) -> Iterator[Change]:
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
