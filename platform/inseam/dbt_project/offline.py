"""dbt compiles without asking its engine for anything.

What a macro asks of the production engine itself, such as what its version can do, is answered as a
SQL warehouse of Databricks answers. What depends on rows or columns that lie in the engine has no
answer: such a call fails with `ASKS_DATABASE`, whichever method of the adapter makes it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

import sqlglot
from dbt.adapters.contracts.connection import AdapterResponse
from dbt_common.exceptions import DbtRuntimeError
from sqlglot import exp
from sqlglot.errors import SqlglotError

from inseam.dbt_project.invocation import ASKS_DATABASE

# dbt wants credentials before it compiles. These lead nowhere; the path is that of a SQL warehouse.
_PLACEHOLDERS = {
    "DATABRICKS_HOST": "compile-only.invalid",
    "DATABRICKS_HTTP_PATH": "/sql/1.0/warehouses/compile-only",
    "DATABRICKS_TOKEN": "compile-only",
}
_ADAPTERS = {"databricks": "DatabricksAdapter", "duckdb": "DuckDBAdapter"}


def shut_off(engine: str, *, first_run: bool = False) -> None:
    """From here on nothing in this process asks ``engine`` about its tables.

    With ``first_run`` no table is there yet, and an incremental model compiles as it begins.
    """
    os.environ.update(_PLACEHOLDERS)
    # By name: each tool set has one adapter.
    module: Any = import_module(f"dbt.adapters.{engine}.impl")
    adapter = getattr(module, _ADAPTERS[engine])
    # Every method that asks goes through here.
    adapter.ConnectionManager.get_thread_connection = _refuse
    adapter.get_relation = _no_table if first_run else _existing_table
    adapter.check_schema_exists = lambda *_, **__: True
    adapter.execute = _execute_for(engine)
    if engine == "databricks":
        _answer_as_warehouse(adapter)


def _execute_for(engine: str) -> Callable[..., tuple[AdapterResponse, Any]]:
    def execute(_: Any, sql: str, *__: Any, **___: Any) -> tuple[AdapterResponse, Any]:
        if not _asks_days_between(sql, engine):
            _refuse()
        # dbt itself imports it only where it is needed, since that takes long.
        agate: Any = import_module("dbt_common.clients.agate_helper")
        return AdapterResponse("OK"), agate.empty_table()

    return execute


def _asks_days_between(sql: str, engine: str) -> bool:
    """Whether it is the query of `dbt.date_spine`, which reads no table.

    dbt takes one interval for an answer without rows. Of the model only a number depends on it, no
    column and no type.
    """
    try:
        query = sqlglot.parse_one(sql, dialect=engine)
    except (SqlglotError, RecursionError):
        return False
    differences = exp.DateDiff, exp.TimestampDiff, exp.DatetimeDiff
    return (
        isinstance(query, exp.Select)
        and len(query.expressions) == 1
        and query.find(*differences) is not None
        and query.find(exp.From) is None
    )


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise DbtRuntimeError(f"It {ASKS_DATABASE} while it is compiled.")


def _existing_table(
    adapter: Any, database: str, schema: str, identifier: str, *_: Any, **__: Any
) -> Any:
    """An incremental model compiles as in every run but its first."""
    return adapter.Relation.create(
        database=database, schema=schema, identifier=identifier, type="table"
    )


def _no_table(*_: Any, **__: Any) -> None:
    return None


def _answer_as_warehouse(adapter: Any) -> None:
    """By the adapter's own table of what a warehouse can do, whose runtime is always the newest."""
    module: Any = import_module("dbt.adapters.databricks.dbr_capabilities")
    warehouse = module.DBRCapabilities(is_sql_warehouse=True)
    adapter.has_capability = lambda _, capability: warehouse.has_capability(capability)
    adapter.compare_dbr_version = lambda *_, **__: 1
    adapter.is_cluster = lambda _: False
