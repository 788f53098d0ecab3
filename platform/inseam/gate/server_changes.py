"""Which server of the old contract is which of the new one, and where each is."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from inseam.gate.matching import Comparison, Matched, match
from inseam.gate.servers import Server
from inseam.gate.values import identity

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
