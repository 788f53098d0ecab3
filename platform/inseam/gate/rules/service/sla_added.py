from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import shown_value, sla_pairs


class SlaAdded(ContractRule):
    id = "sla-added"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "sla-removed"
    what = "A service level is promised that was not."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in sla_pairs(comparison):
            if pair.old is None and pair.new is not None:
                reason = f"It is {shown_value(pair.new)}."
                yield self.change(pair.new.label, reason, old=None, new=pair.new.path)
