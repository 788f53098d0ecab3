from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown


class PatternAdded(ColumnRule):
    id = "pattern-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "pattern-removed"
    what = "A column's values fit a pattern."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.patterns, pair.new.patterns
        if new - old and not old - new:
            yield self.change(
                pair.new.label,
                f"Its values fit the pattern {shown(min(new - old))}.",
                old=pair.old.path,
                new=pair.new.pattern_path,
            )
