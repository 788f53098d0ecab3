"""For which engine facts are read: what dbt compiles for it, and how its SQL is understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inseam.odcs.contract import Property
from inseam.odcs.types import databricks_type, duckdb_type


@dataclass(frozen=True, slots=True)
class Engine:
    """``name`` is also dbt's and sqlglot's for it. ``column_type`` takes a contract's dialect."""

    name: str
    profile_target: str
    column_type: Callable[[Property, str], str]


ENGINES = {
    engine.name: engine
    for engine in (
        Engine("duckdb", "local", duckdb_type),
        Engine("databricks", "databricks", databricks_type),
    )
}
