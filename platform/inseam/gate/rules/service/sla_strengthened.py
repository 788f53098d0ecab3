from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import Direction, direction, shown_value, sla_pairs


class SlaStrengthened(ContractRule):
    id = "sla-strengthened"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "sla-weakened"
    what = "A service level promises more than before."
    why = "Readers get more than they count on."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in sla_pairs(comparison):
            old, new = pair.old, pair.new
            if old and new and direction(old, new) is Direction.STRONGER:
                yield self.change(
                    new.label,
                    f"It was {shown_value(old)}, and is {shown_value(new)}.",
                    old=old.at("value"),
                    new=new.at("value"),
                )
