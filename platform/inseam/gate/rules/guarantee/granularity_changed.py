from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import SchemaObject
from inseam.gate.rule import ObjectRule
from inseam.gate.values import shown, text


class GranularityChanged(ObjectRule):
    id = "granularity-changed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "granularity-changed"
    what = "What one row of a table stands for is described in other words."
    why = "If a row is something else, counts and sums are; words alone do not tell."
    fix = "If only the wording changed, say so in the pull request."

    def changes(self, pair: Pair[SchemaObject], comparison: Comparison) -> Iterator[Change]:
        key = "dataGranularityDescription"
        old, new = (" ".join((text(one.entry, key) or "").split()) for one in (pair.old, pair.new))
        if old != new:
            yield self.change(
                pair.new.label,
                f"A row was {shown(old or None)}, and is {shown(new or None)}.",
                old=pair.old.at(key),
                new=pair.new.at(key),
                grade=None if old else Grade.COMPATIBLE,
            )
