from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.support import channel_pairs, lost_addresses, new_addresses
from inseam.gate.values import shown


class SupportRemoved(ContractRule):
    id = "support-removed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "support-added"
    what = "A support channel is gone, or is at another address."
    why = (
        "Who has a question finds nobody. While another channel is left, it is compatible that one "
        "is gone."
    )
    fix = "Keep the channel, or tell readers of the new one."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        found = channel_pairs(comparison)
        is_last = not found.pairs and not found.added
        for gone in found.removed:
            last = " It was the last one." if is_last else ""
            yield self.change(
                gone.label,
                f"The channel {shown(gone.name)} is gone.{last}",
                old=gone.path,
                new=("support",),
                grade=None if is_last else Grade.COMPATIBLE,
            )
        for pair in found.pairs:
            if lost := lost_addresses(pair.old, pair.new):
                now = ", ".join(map(shown, new_addresses(pair.old, pair.new))) or "nothing"
                yield self.change(
                    pair.new.label,
                    f"Its address was {', '.join(map(shown, lost))}, and is {now}.",
                    old=pair.old.path,
                    new=pair.new.path,
                )
