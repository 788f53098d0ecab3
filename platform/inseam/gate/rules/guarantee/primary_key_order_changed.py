from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.keys import KeyChange, key_changes
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class PrimaryKeyOrderChanged(ContractRule):
    id = "primary-key-order-changed"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "primary-key-order-changed"
    what = "The columns of the primary key stand in another order."
    why = "A key is a set: no answer depends on the order."
    fix = "Nothing is to be done: raise the patch version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for key in key_changes(comparison):
            if key.kind is KeyChange.REORDERED:
                reason = f"The order of the key was {shown(key.was)}, and is {shown(key.now)}."
                yield self.change(key.label, reason, old=key.old, new=key.new)
