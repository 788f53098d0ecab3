from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ColumnMoved(ContractRule):
    id = "column-moved"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "column-moved"
    what = "A column stands below another table or column than before."
    why = "The path by which readers get at it is another, so every query that names it fails."
    fix = "Keep the column in its old place beside the new one, and mark it deprecated."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in comparison.moved_columns:
            reason = f"It was at {shown(pair.old.label)}, and is at {shown(pair.new.label)}."
            yield self.change(pair.old.label, reason, old=pair.old.path, new=pair.new.path)
