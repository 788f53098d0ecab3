from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.relationship_changes import relationship_changes
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class RelationshipAdded(ContractRule):
    id = "relationship-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "relationship-removed"
    what = "A column refers to another one."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in relationship_changes(comparison):
            if found.old is None and found.new is not None:
                reason = f"It refers to {shown(found.new.target)}."
                yield self.change(found.new.label, reason, old=None, new=found.new.path)
