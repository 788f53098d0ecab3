from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.quality_changes import rule_pairs
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class QualityAdded(ContractRule):
    id = "quality-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "quality-removed"
    what = "A quality rule is new."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in rule_pairs(comparison):
            if pair.old is None and pair.new is not None:
                reason = f"The quality rule {shown(pair.new.text)} is new."
                yield self.change(pair.label, reason, old=None, new=pair.new.path)
