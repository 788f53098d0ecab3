from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.roles import role_pairs
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown, text


class RoleApproversChanged(ContractRule):
    id = "role-approvers-changed"
    category = Category.ACCESS
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "role-approvers-changed"
    what = "Others approve a role."
    why = "Who has the role keeps it."
    fix = "Nothing is to be done: raise the patch version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in role_pairs(comparison).pairs:
            for key in ("firstLevelApprovers", "secondLevelApprovers"):
                old, new = text(pair.old.entry, key), text(pair.new.entry, key)
                if old != new:
                    yield self.change(
                        pair.new.label,
                        f"`{key}` was {shown(old)}, and is {shown(new)}.",
                        old=pair.old.at(key),
                        new=pair.new.at(key),
                    )
