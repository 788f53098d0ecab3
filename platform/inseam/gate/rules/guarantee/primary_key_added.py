from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.keys import KeyChange, key_changes
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class PrimaryKeyAdded(ContractRule):
    id = "primary-key-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "primary-key-removed"
    what = "A table that had no primary key has one."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for key in key_changes(comparison):
            if key.kind is KeyChange.ADDED:
                reason = f"It has the key {shown(key.now)}."
                yield self.change(key.label, reason, old=key.old, new=key.new)
