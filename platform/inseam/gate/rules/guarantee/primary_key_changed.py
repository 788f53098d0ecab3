from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.keys import KeyChange, key_changes
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class PrimaryKeyChanged(ContractRule):
    id = "primary-key-changed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "primary-key-changed"
    what = "The primary key has other columns."
    why = "What a row is has changed: joins on the old key yield a row many times, or miss some."
    fix = "Offer the table with the other key under a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for key in key_changes(comparison):
            if key.kind is KeyChange.CHANGED:
                reason = f"The key was {shown(key.was)}, and is {shown(key.now)}."
                yield self.change(key.label, reason, old=key.old, new=key.new)
