from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ObjectAdded(ContractRule):
    id = "object-added"
    category = Category.SHAPE
    grade = Grade.COMPATIBLE
    mirror = "object-removed"
    what = "A table, view or topic is new."
    why = "Nobody reads it yet."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in comparison.objects.added:
            reason = f"The object {shown(added.effective_name)} is new."
            yield self.change(added.label, reason, old=None, new=added.path)
