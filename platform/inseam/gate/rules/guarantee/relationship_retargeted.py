from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.relationship_changes import relationship_changes
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class RelationshipRetargeted(ContractRule):
    id = "relationship-retargeted"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "relationship-retargeted"
    what = "A column refers to another column than before."
    why = "Joins with the old target drop rows, or find the wrong ones."
    fix = "Offer the new reference as a column of a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in relationship_changes(comparison):
            if found.old is not None and found.new is not None:
                old, new = found.old, found.new
                if old.target != new.target:
                    targets = shown(old.target), shown(new.target)
                    reason = f"It referred to {targets[0]}, and refers to {targets[1]}."
                else:
                    types = shown(old.type), shown(new.type)
                    reason = f"The relationship was a {types[0]}, and is a {types[1]}."
                yield self.change(
                    found.new.label,
                    reason,
                    old=found.old.path,
                    new=found.new.path,
                )
