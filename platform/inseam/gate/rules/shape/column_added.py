from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ColumnAdded(ContractRule):
    id = "column-added"
    category = Category.SHAPE
    grade = Grade.COMPATIBLE
    mirror = "column-removed"
    what = "A column, or a field of one, is new."
    why = "Who names the columns that he reads does not see it. `select *` and positions do."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in comparison.added_columns:
            if added.is_named:
                reason = f"The column {shown(added.effective_name)} is new."
                yield self.change(added.label, reason, old=None, new=added.path)
