from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.relationship_changes import relationship_changes
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class RelationshipRemoved(ContractRule):
    id = "relationship-removed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "relationship-added"
    what = "A column no longer refers to another one."
    why = "An inner join of the two may drop rows."
    fix = "Keep the relationship, or tell readers that values may lack their counterpart."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in relationship_changes(comparison):
            if found.old is not None and found.new is None:
                yield self.change(
                    found.old.label,
                    f"It no longer refers to {shown(found.old.target)}.",
                    old=found.old.path,
                    new=found.new_place,
                )
