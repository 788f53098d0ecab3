from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import loss_grade, shown_value, sla_pairs


class SlaRemoved(ContractRule):
    id = "sla-removed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "sla-added"
    what = "A service level is no longer promised."
    why = "What readers rely on may get worse without a word. What a regulator demands breaks."
    fix = "Keep the level."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in sla_pairs(comparison):
            if pair.old is not None and pair.new is None:
                yield self.change(
                    pair.old.label,
                    f"It was {shown_value(pair.old)}, and is no longer promised.",
                    old=pair.old.path,
                    new=("slaProperties",),
                    grade=loss_grade(pair.old),
                )
