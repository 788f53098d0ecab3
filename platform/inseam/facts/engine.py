"""For which engine facts are read: what dbt compiles for it, and how its SQL is understood."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from inseam.contracts.odcs import Property
from inseam.contracts.types import databricks_type, duckdb_type

# dbt wants credentials before it compiles. These lead nowhere.
_PLACEHOLDERS = {
    "DATABRICKS_HOST": "compile-only.invalid",
    "DATABRICKS_HTTP_PATH": "/compile/only",
    "DATABRICKS_TOKEN": "compile-only",
}


@dataclass(frozen=True, slots=True)
class Engine:
    """``name`` is also dbt's and sqlglot's for it. ``column_type`` takes a contract's dialect."""

    name: str
    profile_target: str
    adapter: str
    column_type: Callable[[Property, str], str]

    def shut_off(self) -> None:
        """From here on nothing in this process asks the engine about its tables."""
        os.environ.update(_PLACEHOLDERS)
        # By name: each tool set has one adapter.
        module: Any = import_module(f"dbt.adapters.{self.name}.impl")
        getattr(module, self.adapter).get_relation = _existing_table


def _existing_table(
    adapter: Any, database: str, schema: str, identifier: str, *_: Any, **__: Any
) -> Any:
    """An incremental model compiles as in every run but its first."""
    return adapter.Relation.create(
        database=database, schema=schema, identifier=identifier, type="table"
    )


ENGINES = {
    engine.name: engine
    for engine in (
        Engine("duckdb", "local", "DuckDBAdapter", duckdb_type),
        Engine("databricks", "databricks", "DatabricksAdapter", databricks_type),
    )
}
