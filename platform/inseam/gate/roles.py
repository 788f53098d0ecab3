"""Which role of the old contract is which of the new one."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from inseam.gate.grade import Bump, Grade
from inseam.gate.matching import Comparison, Matched, match
from inseam.gate.server_changes import server_pairs
from inseam.gate.servers import Role, Server


def role_pairs(comparison: Comparison) -> Matched[Role]:
    """By name: that is what is granted. Roles of a server belong to it, whatever it is called.

    Without those of servers that are gone or new: they go and come with their server.
    """
    return comparison.once(_role_pairs, comparison)


def _role_pairs(comparison: Comparison) -> Matched[Role]:
    servers = server_pairs(comparison)
    # By the old server of each pair: a role of either side is a role of that.
    known: dict[int, int] = {}
    for pair in servers.pairs:
        known[id(pair.old)] = known[id(pair.new)] = id(pair.old)

    def named(role: Role) -> Hashable:
        holder = None if role.server is None else known[id(role.server)]
        return (holder, role.name.strip().lower())

    def stayed(roles: Iterable[Role]) -> list[Role]:
        return [role for role in roles if role.server is None or id(role.server) in known]

    return match(stayed(comparison.old.roles), stayed(comparison.new.roles), [named])


def loss_grade(server: Server | None) -> tuple[Grade | None, Bump | None]:
    """Of what a role of the server gave: nobody relies on one for tests."""
    if server is not None and server.is_for_tests:
        return Grade.COMPATIBLE, Bump.PATCH
    return None, None
