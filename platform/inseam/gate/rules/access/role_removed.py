from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.roles import loss_grade, role_pairs
from inseam.gate.rule import ContractRule
from inseam.gate.server_changes import server_pairs
from inseam.gate.values import shown


class RoleRemoved(ContractRule):
    id = "role-removed"
    category = Category.ACCESS
    grade = Grade.BREAKING
    mirror = "role-added"
    what = "A role is gone."
    why = "Those who read with it cannot read any more."
    fix = "Keep the role until its holders have another."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in role_pairs(comparison).removed:
            reason = f"The role {shown(gone.name)} is gone."
            place = gone.path[:-1]
            if gone.server is not None:
                pairs = server_pairs(comparison).pairs
                place = next(pair.new.path for pair in pairs if pair.old is gone.server)
            grade, bump = loss_grade(gone.server)
            yield self.change(gone.label, reason, old=gone.path, new=place, grade=grade, bump=bump)
