from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.personal_data import pii_changes
from inseam.gate.rule import ContractRule


class PiiAdded(ContractRule):
    id = "pii-added"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "pii-removed"
    what = "A contract, object or column is marked as personal data, and was not."
    why = "Readers have duties by law that they did not have."
    fix = "Tell readers, and check that their agreements cover personal data."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for old, new in pii_changes(comparison):
            if new.pii:
                label = new.label or "contract"
                reason = "It holds personal data, and was not said to."
                yield self.change(label, reason, old=old.path, new=new.path)
