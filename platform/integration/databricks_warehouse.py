"""A stand-in for a SQL warehouse, at the edge where databricks-sql-connector would connect.

It answers from DuckDB what sqlglot translates, and from what it knows of its tables the few
statements by which datacontract-cli reads columns. Databricks itself is not in it: whether that
takes a statement, and as it is meant here, nobody sees.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

import duckdb
import sqlglot

_VIEW = re.compile(r"CREATE TEMPORARY VIEW `([^`]+)` AS SELECT \* FROM (.+)", re.DOTALL)
_COLUMNS = re.compile(r"FROM information_schema.columns WHERE upper\(table_name\) = upper\('(\w+)'")
_SIZE = re.compile(r"(\w+)(?:\((\d+), ?(\d+)\))?")


class Warehouse:
    """``tables`` has the columns of each table, by name, as Databricks writes their types."""

    def __init__(self, catalog: str, schema: str, tables: Mapping[str, Mapping[str, str]]) -> None:
        self.catalog, self.schema, self.tables = catalog, schema, tables
        self.sent: list[str] = []
        self.connected: list[dict[str, Any]] = []
        self.database = duckdb.connect()
        self.database.execute("set TimeZone = 'UTC'")
        self.database.execute(f"attach ':memory:' as \"{catalog}\"")
        self.database.execute(f'create schema "{catalog}"."{schema}"')
        for name, columns in tables.items():
            described = ", ".join(f"`{column}` {type_}" for column, type_ in columns.items())
            self.run(f"create table `{catalog}`.`{schema}`.`{name}` ({described})")

    def connect(self, **how: Any) -> Connection:
        """In place of `databricks.sql.connect`."""
        self.connected.append(how)
        return Connection(self, how["catalog"], how["schema"])

    def run(self, sql: str) -> duckdb.DuckDBPyConnection:
        (statement,) = sqlglot.transpile(sql, read="databricks", write="duckdb")
        return self.database.execute(statement)


class Connection:
    def __init__(self, warehouse: Warehouse, catalog: str, schema: str) -> None:
        self.warehouse, self.catalog, self.schema = warehouse, catalog, schema
        self.views: dict[str, str] = {}

    def cursor(self) -> Cursor:
        return Cursor(self)

    def close(self) -> None:
        pass

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Cursor:
    """Of DB-API 2.0, with the methods of the connector that give Arrow's tables."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.result: Any = None

    @property
    def description(self) -> Any:
        return self.result.description

    def execute(self, sql: str, *_: object, **__: object) -> Cursor:
        warehouse = self.connection.warehouse
        warehouse.sent.append(sql)
        try:
            self.result = self._answer(sql)
        except duckdb.Error as error:
            refused: Any = import_module("databricks.sql.exc")
            raise refused.ServerOperationError(str(error)) from None
        return self

    def _answer(self, sql: str) -> Any:
        connection, warehouse = self.connection, self.connection.warehouse
        if view := _VIEW.fullmatch(sql):
            # That the table is there.
            self._run(f"select * from {view[2]} limit 0")
            connection.views[view[1]] = view[2].strip("`").split("`.`")[-1]
            return self._rows("nothing", [])
        if sql.startswith("DESCRIBE EXTENDED"):
            table = warehouse.tables[connection.views[sql.split("`")[1]]]
            columns = [
                {"name": name, "type": _type(type_), "nullable": True}
                for name, type_ in table.items()
            ]
            return self._rows("json_metadata", [(json.dumps({"columns": columns}),)])
        if named := _COLUMNS.search(sql):
            types = warehouse.tables[named[1]].items()
            return self._rows("column_name, full_data_type", types)
        if sql.startswith(("DROP VIEW", "set time zone")):
            return self._rows("nothing", [])
        return self._run(sql)

    def _run(self, sql: str) -> duckdb.DuckDBPyConnection:
        connection, warehouse = self.connection, self.connection.warehouse
        warehouse.database.execute(f'use "{connection.catalog}"."{connection.schema}"')
        return warehouse.run(sql)

    def _rows(self, names: str, rows: Iterable[tuple[str, ...]]) -> duckdb.DuckDBPyConnection:
        columns = names.split(", ")
        database = self.connection.warehouse.database
        database.execute(
            f"create or replace temp table answer ({', '.join(f'{name} text' for name in columns)})"
        )
        for row in rows:
            database.execute(f"insert into answer values ({', '.join('?' * len(columns))})", row)
        return database.execute("from answer")

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self.result.fetchall())

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        return list(self.result.fetchmany(size))

    def fetchall_arrow(self) -> Any:
        return self.result.fetch_arrow_table()

    def close(self) -> None:
        pass

    def __enter__(self) -> Cursor:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def _type(type_: str) -> dict[str, Any]:
    """As `DESCRIBE EXTENDED ... AS JSON` writes it."""
    match = _SIZE.fullmatch(type_)
    assert match is not None, type_
    if match[2]:
        return {"name": match[1], "precision": int(match[2]), "scale": int(match[3])}
    return {"name": match[1]}
