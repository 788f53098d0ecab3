"""Which server of the old contract is which of the new one, and where each is."""

from __future__ import annotations

from collections.abc import Hashable

from inseam.gate.matching import Comparison, Matched, match
from inseam.gate.servers import Server
from inseam.gate.values import identity

# What does not say where or how the data is read, or is compared by itself.
_NO_PLACE = frozenset({"id", "server", "environment", "description", "roles", "customProperties"})


def place(server: Server) -> dict[str, str]:
    return {
        key: server.type if key == "type" else identity(value)
        for key, value in server.entry.items()
        if key not in _NO_PLACE and value is not None
    }


def server_pairs(comparison: Comparison) -> Matched[Server]:
    """By id, by name, by place."""
    return comparison.once(_server_pairs, comparison)


def _server_pairs(comparison: Comparison) -> Matched[Server]:

    def whole_place(server: Server) -> Hashable:
        return identity(place(server))

    return match(
        comparison.old.servers,
        comparison.new.servers,
        [lambda server: server.id, lambda server: server.name or None, whole_place],
    )
