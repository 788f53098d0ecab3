from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.roles import role_pairs
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class RoleAdded(ContractRule):
    id = "role-added"
    category = Category.ACCESS
    grade = Grade.COMPATIBLE
    mirror = "role-removed"
    what = "A role is new."
    why = "Nobody has it yet."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in role_pairs(comparison).added:
            reason = f"The role {shown(added.name)} is new."
            yield self.change(added.label, reason, old=None, new=added.path)
