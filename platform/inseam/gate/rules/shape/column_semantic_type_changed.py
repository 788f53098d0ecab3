from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import text


class ColumnSemanticTypeChanged(ColumnRule):
    id = "column-semantic-type-changed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "column-semantic-type-changed"
    what = "A plain column became a measure or a dimension, or the other way round."
    why = "A measure is computed over rows; who reads it as a column of a row gets something else."
    fix = "Offer the measure under a name of its own."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old = (text(pair.old.entry, "semanticType") or "column").lower()
        new = (text(pair.new.entry, "semanticType") or "column").lower()
        if old != new:
            yield self.at(pair, f"It was a {old}, and is a {new}.", "semanticType")
