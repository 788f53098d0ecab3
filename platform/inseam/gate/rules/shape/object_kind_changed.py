from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import SchemaObject
from inseam.gate.rule import ObjectRule
from inseam.gate.values import shown

_TABULAR = frozenset({"table", "view", "materialized view", "external table", "materialized_view"})


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
        breaks = old and new and (old in _TABULAR) != (new in _TABULAR)
        yield self.change(
            pair.new.label,
            f"It was of the kind {shown(old)}, and is {shown(new)}.",
            old=pair.old.at("physicalType"),
            new=pair.new.at("physicalType"),
            grade=Grade.BREAKING if breaks else None,
        )
