"""The system outside: a Postgres, read in one snapshot by DuckDB's scanner.

dlt's own source of SQL databases reads each table in a transaction of its own, and rounds or drops
what its types do not hold: docs/adr/0029.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from inseam.authoring.drafted_tables import CannotRead, DraftTable, tables_of_postgres
from inseam.environments.extensions import extension_folder
from inseam.environments.operations import set_variables
from inseam.ingest import statements
from inseam.ingest.plan import ColumnPlan, TablePlan
from inseam.testing.engine import literal

VARIABLES = "INSEAM_INGEST_"
_ATTACHED = "source"
_BATCH = 50_000
# Of a replica: what it has applied. Of a primary: when this transaction began.
_SETTINGS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "iso_8601",
    "extra_float_digits": "1",
    "bytea_output": "hex",
}
_NOW = "select {}, (extract(epoch from {}) * 1000000)::bigint as micros".format(
    ", ".join(
        f"set_config('{name}', '{value}', true) as s{number}"
        for number, (name, value) in enumerate(_SETTINGS.items())
    ),
    "case when pg_is_in_recovery() then pg_last_xact_replay_timestamp() else now() end",
)
_PASSWORD = re.compile(r"(password\s*=\s*)('[^']*'|\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a Postgres is. The password goes to libpq as `PGPASSWORD`, and nowhere else."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(default="", repr=False)

    @property
    def text(self) -> str:
        parts = {
            "host": self.host,
            "port": str(self.port),
            "dbname": self.database,
            "user": self.user,
        }
        return " ".join(f"{key}='{_escaped(value)}'" for key, value in parts.items() if value)

    @property
    def variables(self) -> dict[str, str]:
        return {"PGPASSWORD": self.password} if self.password else {}


@dataclass(frozen=True, slots=True)
class Month:
    """How many rows a month of a table has, and what they are."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class LostValues:
    """Values that nothing here holds, in one column; ``column`` is None for keys that repeat."""

    table: TablePlan
    column: ColumnPlan | None
    count: int


def catalog_of(address: Address) -> tuple[DraftTable, ...]:
    """Raises `CannotRead`."""
    with set_variables(address.variables):
        return tables_of_postgres(address.text).tables


@dataclass(slots=True)
class Snapshot:
    """All tables as they were at one instant."""

    connection: duckdb.DuckDBPyConnection
    data_as_of: datetime

    def months(self, table: TablePlan) -> tuple[Mapping[str, Month], list[LostValues]]:
        """By their names, and what cannot be kept."""
        months: dict[str, Month] = {}
        lost = [0] * len(statements.lossy_columns(table))
        for name, rows, digest, *counts in self._asked(statements.digests(table)):
            months[name] = Month(rows, digest)
            lost = [before + count for before, count in zip(lost, counts, strict=True)]
        found = [
            LostValues(table, column, count)
            for column, count in zip(statements.lossy_columns(table), lost, strict=True)
            if count
        ]
        if table.is_view and table.key:
            ((repeated,),) = self._asked(statements.repeated_keys(table))
            found += [LostValues(table, None, repeated)] if repeated else []
        return months, found

    def batches(self, table: TablePlan, months: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
        """The rows of these months, or of all, a few at a time. Raises `CannotRead`."""
        query = statements.rows_of(table, months)
        try:
            yield from self.connection.execute(
                f"select {statements.as_stored(table)}"
                f" from postgres_query('{_ATTACHED}', {literal(query)})"
            ).fetch_record_batch(_BATCH)
        except (duckdb.Error, pa.ArrowException) as error:
            raise _cannot_read(error) from None

    def _asked(self, query: str) -> list[tuple[Any, ...]]:
        asked = f"from postgres_query('{_ATTACHED}', {literal(query)})"
        try:
            return self.connection.execute(asked).fetchall()
        except duckdb.Error as error:
            raise _cannot_read(error) from None


@contextmanager
def snapshot(address: Address, extensions: Path) -> Iterator[Snapshot]:
    """Raises `CannotRead`."""
    # By itself libpq waits for ever for who accepts a connection and says nothing.
    os.environ.setdefault("PGCONNECT_TIMEOUT", "30")
    settings: dict[str, Any] = {
        "extension_directory": str(extension_folder(extensions)),
        "autoinstall_known_extensions": "false",
    }
    with set_variables(address.variables), duckdb.connect(config=settings) as connection:
        try:
            connection.execute("load postgres_scanner")
            connection.execute(
                f"attach {literal(address.text)} as {_ATTACHED} (type postgres, read_only)"
            )
            # In Postgres REPEATABLE READ: what follows is of one instant.
            connection.execute("begin")
            row = connection.execute(
                f"from postgres_query('{_ATTACHED}', {literal(_NOW)})"
            ).fetchone()
        except duckdb.Error as error:
            raise _cannot_read(error) from None
        assert row is not None
        try:
            yield Snapshot(connection, datetime.fromtimestamp(row[-1] / 1_000_000, UTC))
        finally:
            # By itself the scanner ends the process where the server has ended the connection.
            with suppress(duckdb.Error):
                connection.execute("rollback")


def _cannot_read(error: Exception) -> CannotRead:
    line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return CannotRead(_PASSWORD.sub(r"\1...", line))


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
