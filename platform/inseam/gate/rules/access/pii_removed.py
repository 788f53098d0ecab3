from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.personal_data import pii_changes
from inseam.gate.rule import ContractRule


class PiiRemoved(ContractRule):
    id = "pii-removed"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "pii-added"
    what = "A contract, object or column is no longer said to hold personal data."
    why = "If the data is still there, readers no longer know their duties."
    fix = "Let the owner of privacy approve it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for old, new in pii_changes(comparison):
            if old.pii:
                label = old.label or "contract"
                reason = "It is no longer said to hold personal data."
                yield self.change(label, reason, old=old.path, new=new.path)
