from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown


class PatternRemoved(ColumnRule):
    id = "pattern-removed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "pattern-added"
    what = "A column's values need no longer fit a pattern."
    why = "Who takes the value apart by the pattern fails, or gets other parts."
    fix = "Keep the pattern."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.patterns, pair.new.patterns
        if old - new and not new - old:
            yield self.change(
                pair.new.label,
                f"The pattern {shown(min(old - new))} is gone.",
                old=pair.old.pattern_path,
                new=pair.new.path,
            )
