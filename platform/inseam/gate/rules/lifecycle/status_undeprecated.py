from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class StatusUndeprecated(ContractRule):
    id = "status-undeprecated"
    category = Category.LIFECYCLE
    grade = Grade.COMPATIBLE
    mirror = "status-deprecated"
    what = "The contract is active again, or for the first time."
    why = "Nobody loses anything."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        if comparison.old.status != "active" and comparison.new.status == "active":
            reason = f"The status was {shown(comparison.old.status or None)}, and is `active`."
            yield self.change("status", reason, old=("status",), new=("status",))
