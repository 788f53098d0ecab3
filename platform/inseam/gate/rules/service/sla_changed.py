from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.service_levels import (
    Direction,
    default_element,
    direction,
    other_terms,
    shown_value,
    sla_pairs,
)
from inseam.gate.values import shown


class SlaChanged(ContractRule):
    id = "sla-changed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "sla-changed"
    what = "A service level is another, and nobody can say whether it is more or less."
    why = "Its value, unit, element, driver or schedule changed in a way that has no direction."
    fix = "Ask those who rely on it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        if (default := default_element(comparison)) is not None:
            path = ("slaDefaultElement",)
            yield self.change(
                "slaDefaultElement",
                f"`slaDefaultElement` was {shown(default.old)}, and is {shown(default.new)}: what "
                f"{', '.join(default.levels)} is about.",
                old=path,
                new=path,
            )
        for pair in sla_pairs(comparison):
            old, new = pair.old, pair.new
            if old and new and direction(old, new) is Direction.OTHER:
                was, now = shown_value(old), shown_value(new)
                reason = f"It was {was}, and is {now}." if was != now else other_terms(old, new)
                # What is no longer owed to a regulator may be as little as one likes.
                lost = old.driver == "regulatory" != new.driver
                yield self.change(
                    new.label,
                    reason,
                    old=old.path,
                    new=new.path,
                    grade=Grade.BREAKING if lost else None,
                )
