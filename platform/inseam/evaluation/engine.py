"""What answers the SQL of statements: DuckDB, or the engine that the rows are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import duckdb


class EngineError(Exception):
    """The engine refused a query. Says why in the engine's words, in one line."""


class NotThere(EngineError):
    """The query names a table or a column that is not there."""


@dataclass(frozen=True, slots=True)
class Rows:
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


class Engine(Protocol):
    """In a session with a UTC clock. ``name`` is how people call it."""

    @property
    def name(self) -> str: ...

    def rows(self, query: str) -> Rows:
        """Of a query of Inseam's, which is written in DuckDB's SQL. Raises `EngineError`."""

    def first_two_rows(self, query: str) -> Rows | None:
        """Of a contract's query, as it is written. None for anything but a single SELECT, which is
        not run. Raises `EngineError`.
        """

    def spelled(self, sql: str) -> str:
        """A name or an expression in DuckDB's SQL, to stand in a contract's query."""


@dataclass(frozen=True, slots=True)
class DuckDB:
    connection: duckdb.DuckDBPyConnection
    name: str = "DuckDB"

    def __post_init__(self) -> None:
        # An instant with an offset is read by the zone of the machine otherwise.
        self.connection.execute("set TimeZone = 'UTC'")

    def rows(self, query: str) -> Rows:
        return self._rows(query, None)

    def first_two_rows(self, query: str) -> Rows | None:
        try:
            kinds = [statement.type for statement in self.connection.extract_statements(query)]
        except duckdb.Error as error:
            raise EngineError(one_line(error)) from None
        return self._rows(query, 2) if kinds == [duckdb.StatementType.SELECT] else None

    def spelled(self, sql: str) -> str:
        return sql

    def _rows(self, query: str, most: int | None) -> Rows:
        try:
            result = self.connection.execute(query)
            columns = tuple(column[0] for column in result.description or ())
            return Rows(columns, result.fetchall() if most is None else result.fetchmany(most))
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise NotThere(one_line(error)) from None
        except duckdb.Error as error:
            raise EngineError(one_line(error)) from None


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())
