from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown

_KNOWN = frozenset({"active", "deprecated", "retired"})


class StatusRegressed(ContractRule):
    id = "status-regressed"
    category = Category.LIFECYCLE
    grade = Grade.BREAKING
    mirror = "status-undeprecated"
    what = "A contract that was released is a draft or a proposal again, or has no status."
    why = "What is released stays promised: no status takes a promise back."
    fix = "Keep the status, or deprecate the contract."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = comparison.old.status, comparison.new.status
        if old in _KNOWN and new not in _KNOWN:
            reason = f"The status was {shown(old)}, and is {shown(new or None)}."
            yield self.change("status", reason, old=("status",), new=("status",))
