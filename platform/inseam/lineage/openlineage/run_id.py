"""Ids of runs that are the same whenever the same run is reported."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:inseam:lineage:run")


def invocation_id(name: str) -> UUID:
    """Of one command of dbt: its own id, if that is one."""
    try:
        return UUID(name)
    except ValueError:
        return uuid5(_NAMESPACE, name)


def run_id(invocation: UUID, unique_id: str) -> UUID:
    """Of a node in it; ``unique_id`` as dbt names it."""
    return uuid5(invocation, unique_id)
