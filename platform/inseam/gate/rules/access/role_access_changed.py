from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.roles import loss_grade, role_pairs
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown, text


class RoleAccessChanged(ContractRule):
    id = "role-access-changed"
    category = Category.ACCESS
    grade = Grade.BREAKING
    mirror = "role-access-changed"
    what = "A role gives another access."
    why = "Those who have it may no longer read what they read."
    fix = "Keep the access of the role, and make a role of a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in role_pairs(comparison).pairs:
            old, new = (
                (text(role.entry, "access") or "").strip().lower() for role in (pair.old, pair.new)
            )
            if old != new:
                grade, bump = loss_grade(pair.old.server)
                yield self.change(
                    pair.new.label,
                    f"Its access was {shown(old or None)}, and is {shown(new or None)}.",
                    old=pair.old.at("access"),
                    new=pair.new.at("access"),
                    grade=grade,
                    bump=bump,
                )
