from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.support import channels
from inseam.gate.values import shown


class SupportAdded(ContractRule):
    id = "support-added"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "support-removed"
    what = "A support channel is new."
    why = "There is one more place to ask."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = channels(comparison.old), channels(comparison.new)
        for key, (label, path) in new.items():
            if key not in old:
                reason = f"The channel {shown(label)} is new."
                yield self.change(f"support.{label}", reason, old=None, new=path)
