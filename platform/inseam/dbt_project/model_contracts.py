"""dbt's model contracts in a local build, for types that only one of the two engines has."""

from __future__ import annotations

from functools import wraps
from typing import Any

from dbt.adapters.duckdb.impl import DuckDBAdapter

from inseam.odcs.types import as_databricks_has_it

_MARK = "compares_as_databricks"


def compare_as_databricks() -> None:
    """From here on dbt in this process compares what a model yields with its contract by the types
    of Databricks.

    dbt creates the table with the types of the contract and inserts the rows into it, and a value
    that does not fit raises there. So nothing is narrowed unsaid.
    """
    adapter: Any = DuckDBAdapter
    original = adapter.get_column_schema_from_query
    if hasattr(original, _MARK):
        return

    @wraps(original)
    def columns(self: DuckDBAdapter, sql: str) -> list[Any]:
        found = original(self, sql)
        for column in found:
            column.dtype = as_databricks_has_it(column.dtype)
        return list(found)

    setattr(columns, _MARK, True)
    adapter.get_column_schema_from_query = columns
