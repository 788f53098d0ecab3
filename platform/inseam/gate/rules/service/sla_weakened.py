from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import Direction, direction, loss_grade, shown_value, sla_pairs


class SlaWeakened(ContractRule):
    id = "sla-weakened"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "sla-strengthened"
    what = "A service level promises less: later, rarer, shorter kept, less available."
    why = "Reports that run on time today run on old data. What a regulator demands breaks."
    fix = "Keep the level, or agree on the new one with those who rely on it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in sla_pairs(comparison):
            old, new = pair.old, pair.new
            if old and new and direction(old, new) is Direction.WEAKER:
                yield self.change(
                    new.label,
                    f"It was {shown_value(old)}, and is {shown_value(new)}.",
                    old=old.at("value"),
                    new=new.at("value"),
                    grade=loss_grade(old),
                )
