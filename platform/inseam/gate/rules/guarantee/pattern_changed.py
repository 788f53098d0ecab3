from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown


class PatternChanged(ColumnRule):
    id = "pattern-changed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "pattern-changed"
    what = "The pattern of a column's values is another."
    why = "Whether the new pattern takes more than the old one cannot be decided."
    fix = "Show that every new value fits the old pattern, or tell readers."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.patterns, pair.new.patterns
        if old - new and new - old:
            yield self.change(
                pair.new.label,
                f"The pattern was {shown(min(old - new))}, and is {shown(min(new - old))}.",
                old=pair.old.pattern_path,
                new=pair.new.pattern_path,
            )
