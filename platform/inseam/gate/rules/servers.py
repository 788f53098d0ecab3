"""Descriptions."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison, Matched, match
from inseam.gate.rule import ChangeRule, ContractRule
from inseam.gate.servers import Server
from inseam.gate.values import identity, shown, text

# What does not say where or how the data is read, or is compared by itself.
_NO_PLACE = frozenset({"id", "server", "environment", "description", "roles", "customProperties"})


# The standard has both names.
_TYPES = {"postgresql": "postgres"}
# What is a name in SQL there, or an account: in any case the same.
_CASELESS = {
    "athena": {"catalog", "schema"},
    "databricks": {"catalog", "schema"},
    "db2": {"schema"},
    "denodo": {"database"},
    "duckdb": {"schema"},
    "hive": {"database"},
    "impala": {"database"},
    "oracle": {"servicename"},
    "postgres": {"schema"},
    "presto": {"catalog", "schema"},
    "redshift": {"database", "schema"},
    "snowflake": {"account", "database", "schema", "warehouse"},
    "sqlserver": {"database", "schema"},
    "synapse": {"database"},
    "trino": {"catalog", "schema"},
    "vertica": {"schema"},
}
_HOSTS = frozenset({"host", "accountlocator", "region", "regionname"})


def place(server: Server) -> dict[str, str]:
    """Where it is and how it is read, by the standard's keys, in one spelling."""
    return {
        key: _spelt(key, value, server)
        for key, value in server.entry.items()
        if key not in _NO_PLACE and value is not None
    }


def _spelt(key: str, value: Any, server: Server) -> str:
    if key == "type":
        return _type(server)
    if key == "port" and isinstance(value, str) and value.strip().isascii():
        return value.strip()
    return identity(value)


def folded_place(server: Server) -> dict[str, str]:
    """The same, with names in small letters where their case means nothing."""
    caseless = _CASELESS.get(_type(server), set()) | _HOSTS
    return {
        key: value.lower() if key.lower() in caseless else value
        for key, value in place(server).items()
    }


def _type(server: Server) -> str:
    return _TYPES.get(server.type, server.type)


def server_pairs(comparison: Comparison) -> Matched[Server]:
    """By id, by name, by place."""
    return comparison.once(_server_pairs, comparison)


def _server_pairs(comparison: Comparison) -> Matched[Server]:

    def whole_place(server: Server) -> Hashable:
        return identity(place(server))

    def any_case(server: Server) -> Hashable:
        return identity(folded_place(server))

    return match(
        comparison.old.servers,
        comparison.new.servers,
        [lambda server: server.id, lambda server: server.name or None, whole_place, any_case],
    )


class ServerAdded(ContractRule):
    id = "server-added"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "server-removed"
    what = "A server of the data is new."
    why = "Nobody reads from there yet."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in server_pairs(comparison).added:
            reason = f"The server {shown(added.name or added.type)} is new."
            yield self.change(added.label, reason, old=None, new=added.path)


class ServerMoved(ContractRule):
    id = "server-moved"
    category = Category.SERVICE
    grade = Grade.BREAKING
    mirror = "server-moved"
    what = "The data is at another place, or is read in another way."
    why = "Connections and qualified names of tables that readers have written down fail."
    fix = "Offer the data at both places until the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in server_pairs(comparison).pairs:
            old, new = place(pair.old), place(pair.new)
            keys = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
            if not keys:
                continue
            folded = folded_place(pair.old), folded_place(pair.new)
            moved = [key for key in keys if folded[0].get(key) != folded[1].get(key)]
            key = (moved or keys)[0]
            others = [other for other in keys if other != key]
            stated = pair.old.entry.get(key), pair.new.entry.get(key)
            nobody_notices = pair.old.is_for_tests or not moved
            yield self.change(
                pair.new.label,
                f"`{key}` was {shown(stated[0])}, and is {shown(stated[1])}."
                + (f" So are {', '.join(others)}." if others else ""),
                old=pair.old.at(key),
                new=pair.new.at(key),
                grade=Grade.COMPATIBLE if nobody_notices else None,
                bump=Bump.PATCH if nobody_notices else None,
            )


class ServerRemoved(ContractRule):
    id = "server-removed"
    category = Category.SERVICE
    grade = Grade.BREAKING
    mirror = "server-added"
    what = "A server of the data is gone. One for tests only counts as compatible."
    why = "Those who read from there find nothing."
    fix = "Keep the server until the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in server_pairs(comparison).removed:
            yield self.change(
                gone.label,
                f"The server {shown(gone.name or gone.type)} is gone.",
                old=gone.path,
                new=("servers",),
                grade=Grade.COMPATIBLE if gone.is_for_tests else None,
                bump=Bump.PATCH if gone.is_for_tests else None,
            )


class ServerRenamed(ContractRule):
    id = "server-renamed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "server-renamed"
    what = "A server has another name or environment, at the same place."
    why = (
        "Tools and readers pick a server by its name or its environment. One that is for tests "
        "from now on is gone for those who relied on it."
    )
    fix = "Keep the name, or tell those who use it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in server_pairs(comparison).pairs:
            for key in ("server", "environment"):
                old, new = text(pair.old.entry, key), text(pair.new.entry, key)
                if old != new:
                    reason = f"`{key}` was {shown(old)}, and is {shown(new)}."
                    gone = pair.new.is_for_tests and not pair.old.is_for_tests
                    yield self.change(
                        pair.old.label,
                        reason,
                        old=pair.old.at(key),
                        new=pair.new.at(key),
                        grade=Grade.BREAKING if gone and key == "environment" else None,
                    )


RULES: tuple[ChangeRule, ...] = (
    ServerAdded(),
    ServerMoved(),
    ServerRemoved(),
    ServerRenamed(),
)
