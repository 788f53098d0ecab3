from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ObjectRemoved(ContractRule):
    id = "object-removed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "object-added"
    what = "A table, view or topic of the contract is gone."
    why = "Every query on it fails."
    fix = "Keep it and mark it deprecated; leave it out of the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in comparison.objects.removed:
            reason = f"The object {shown(gone.effective_name)} is gone."
            yield self.change(gone.label, reason, old=gone.path, new=("schema",))
