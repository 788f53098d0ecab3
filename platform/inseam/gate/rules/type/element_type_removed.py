from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ElementTypeRemoved(ContractRule):
    id = "element-type-removed"
    category = Category.TYPE
    grade = Grade.BREAKING
    mirror = "element-type-added"
    what = "The type of an array's items, or of a map's keys or values, is no longer said."
    why = "Who unpacks the column relies on the type of what is in it."
    fix = "Write `items` or `map` back."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in comparison.removed_columns:
            if not gone.is_named:
                now = comparison.now.get(gone.parent.path)
                reason = f"The type of {shown(gone.label)} is no longer said."
                new = now.path if now else ("schema",)
                yield self.change(gone.label, reason, old=gone.path, new=new)
