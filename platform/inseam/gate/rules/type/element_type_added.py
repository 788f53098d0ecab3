from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ElementTypeAdded(ContractRule):
    id = "element-type-added"
    category = Category.TYPE
    grade = Grade.COMPATIBLE
    mirror = "element-type-removed"
    what = "The type of an array's items, or of a map's keys or values, is stated, and was not."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in comparison.added_columns:
            if not added.is_named:
                reason = f"The type of {shown(added.label)} is stated."
                yield self.change(added.label, reason, old=None, new=added.path)
