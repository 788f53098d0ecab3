from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class StatusDeprecated(ContractRule):
    id = "status-deprecated"
    category = Category.LIFECYCLE
    grade = Grade.RISKY
    mirror = "status-undeprecated"
    what = "The contract is deprecated."
    why = "Readers have to move before it ends."
    fix = "Say where to move and by when, with `endOfSupport` or `endOfLife`."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        if comparison.old.status != "deprecated" and comparison.new.status == "deprecated":
            reason = f"The status was {shown(comparison.old.status or None)}, and is `deprecated`."
            yield self.change("status", reason, old=("status",), new=("status",))
