"""Which role of the old contract is which of the new one."""

from __future__ import annotations

from collections.abc import Hashable

from inseam.gate.matching import Comparison, Matched, match
from inseam.gate.servers import Role


def role_pairs(comparison: Comparison) -> Matched[Role]:
    """By name: that is what is granted. Roles of a server belong to it."""
    return comparison.once(_role_pairs, comparison)


def _role_pairs(comparison: Comparison) -> Matched[Role]:

    def named(role: Role) -> Hashable:
        return (role.holder, role.name.strip().lower())

    return match(comparison.old.roles, comparison.new.roles, [named])
