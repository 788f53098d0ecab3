from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.quality_changes import rule_pairs
from inseam.gate.rule import ContractRule


class QualityStrengthened(ContractRule):
    id = "quality-strengthened"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "quality-weakened"
    what = "A quality rule admits less than before, or is more severe."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in rule_pairs(comparison):
            old, new = pair.old, pair.new
            if old is None or new is None or not pair.says_the_same:
                continue
            stricter = new.admits is not None and (
                old.admits is None or (new.admits <= old.admits and new.admits != old.admits)
            )
            if stricter or new.severity > old.severity:
                reason = "It admits less than before." if stricter else "It is more severe."
                yield self.change(pair.label, reason, old=old.path, new=new.path)
