from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.support import channels
from inseam.gate.values import shown


class SupportRemoved(ContractRule):
    id = "support-removed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "support-added"
    what = "A support channel is gone, or is at another address."
    why = "Who has a question finds nobody."
    fix = "Keep the channel, or tell readers of the new one."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = channels(comparison.old), channels(comparison.new)
        for key, (label, path) in old.items():
            if key not in new:
                last = "" if new else " It was the last one."
                yield self.change(
                    f"support.{label}",
                    f"The channel {shown(label)} is gone or moved.{last}",
                    old=path,
                    new=("support",),
                    grade=Grade.COMPATIBLE if new else None,
                )
