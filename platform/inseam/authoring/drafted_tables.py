"""The tables of a system outside, as its catalog or its files tell: for the draft of a contract.

DuckDB reads them all: CSV and Parquet, a file of its own, and Postgres.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from inseam.environments.extensions import extension_folder
from inseam.testing.engine import literal

FILES = (".csv", ".tsv", ".csv.gz", ".parquet")
DATABASES = (".duckdb", ".db", ".ddb")
POSTGRES = "postgres:"
_ATTACHED = "drafted"
# What a person may not see of an address: `postgresql://user:word@host`, `password=word`.
_SECRETS = (
    re.compile(r"://[^@/\s]+@"),
    re.compile(r"(password\s*=\s*)('[^']*'|\S+)", re.IGNORECASE),
)
# Of a socket there is no port.
_SERVER = "select current_database()::text, coalesce(inet_server_port(), 5432)"
_OF_POSTGRES = """
select n.nspname, c.relname, a.attname,
    case t.typtype
        when 'e' then 'text'
        when 'd' then format_type(t.typbasetype, t.typtypmod)
        else format_type(a.atttypid, a.atttypmod)
    end,
    a.attnotnull or t.typnotnull,
    col_description(c.oid, a.attnum), obj_description(c.oid),
    array_position(p.indkey::int2[], a.attnum),
    exists (
        select 1 from pg_index u
        where u.indrelid = c.oid and u.indisunique and u.indnatts = 1 and u.indpred is null
            and u.indkey[0] = a.attnum
    ),
    (
        select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e
        where e.enumtypid = t.oid
    )
from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_index p on p.indrelid = c.oid and p.indisprimary
where c.relkind in ('r', 'v', 'm', 'p', 'f') and not c.relispartition
    and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
order by n.nspname, c.relname, a.attnum
"""


class CannotRead(Exception):
    """Why a system cannot be read, in a sentence without its address."""


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """``type_text`` is the system's type; None if nobody says. ``key`` counts from 1."""

    name: str
    type_text: str | None
    description: str | None = None
    is_required: bool = False
    is_unique: bool = False
    key: int | None = None
    allowed: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftTable:
    """``schema`` is where the system has it; None for a file."""

    schema: str | None
    name: str
    columns: tuple[DraftColumn, ...]
    description: str | None = None


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    name: str
    port: int
    tables: tuple[DraftTable, ...]


def tables_of_files(path: Path) -> tuple[DraftTable, ...]:
    """Of one file, or of all files of a folder, by their names. Raises `CannotRead`."""
    files = sorted(p for p in path.iterdir() if is_rows(p)) if path.is_dir() else [path]
    with duckdb.connect() as connection:
        return tuple(_of_file(connection, file) for file in files)


def is_rows(path: Path) -> bool:
    return path.is_file() and path.name.lower().endswith(FILES)


def columns_of_file(path: Path) -> tuple[DraftColumn, ...]:
    """Names and types of the rows in a CSV or Parquet file. Raises `CannotRead`."""
    with duckdb.connect() as connection:
        return _of_file(connection, path).columns


def _of_file(connection: duckdb.DuckDBPyConnection, path: Path) -> DraftTable:
    if path.stat().st_size == 0:
        # DuckDB takes it for a table with one column.
        raise CannotRead(f"`{path}` is empty")
    is_parquet = path.name.lower().endswith(".parquet")
    file = literal(str(path))
    rows = f"read_parquet({file})" if is_parquet else f"read_csv({file}, header = true)"
    try:
        described = connection.execute(f"describe select * from {rows}").fetchall()
        required = (
            {
                name
                for (name,) in connection.execute(
                    f"select name from parquet_schema({file}) where repetition_type = 'REQUIRED'"
                ).fetchall()
            }
            if is_parquet
            else set()
        )
    except duckdb.Error as error:
        raise CannotRead(f"`{path}` cannot be read: {_first_line(error)}") from None
    name = re.sub(r"(\.csv|\.tsv|\.gz|\.parquet)+$", "", path.name, flags=re.IGNORECASE)
    columns = (
        DraftColumn(column, type_, is_required=column in required)
        for column, type_, *_ in described
    )
    return DraftTable(None, name, tuple(columns))


def tables_of_database(path: Path) -> tuple[DraftTable, ...]:
    """Of a DuckDB file, views included. Raises `CannotRead`."""
    with duckdb.connect() as connection:
        try:
            connection.execute(
                f"attach {literal(str(path))} as {_ATTACHED} (read_only, type duckdb)"
            )
            where = f"where database_name = '{_ATTACHED}'"
            columns = connection.execute(
                "select schema_name, table_name, column_name, data_type, not is_nullable, comment"
                f" from duckdb_columns() {where} and not internal"
                " order by schema_name, table_name, column_index"
            ).fetchall()
            said = connection.execute(
                f"select schema_name, table_name, comment from duckdb_tables() {where}"
                f" union all select schema_name, view_name, comment from duckdb_views() {where}"
            ).fetchall()
            constraints = connection.execute(
                "select schema_name, table_name, constraint_type, constraint_column_names"
                f" from duckdb_constraints() {where}"
            ).fetchall()
        except duckdb.Error as error:
            raise CannotRead(f"`{path}` cannot be read: {_first_line(error)}") from None
    descriptions = {(schema, table): comment for schema, table, comment in said}
    keys: dict[tuple[str, str, str], int] = {}
    unique: set[tuple[str, str, str]] = set()
    for schema, table, kind, names in constraints:
        if kind == "PRIMARY KEY":
            keys |= {(schema, table, name): at for at, name in enumerate(names, 1)}
        elif kind == "UNIQUE" and len(names) == 1:
            unique.add((schema, table, names[0]))
    rows = (
        (
            *(schema, table, column, type_, is_required, comment),
            descriptions.get((schema, table)),
            keys.get((schema, table, column)),
            (schema, table, column) in unique,
        )
        for schema, table, column, type_, is_required, comment in columns
    )
    return tuple(_grouped(rows))


def tables_of_postgres(address: str) -> PostgresDatabase:
    """Of a database at an ``address`` as libpq reads it, views included. Raises `CannotRead`."""
    # By itself libpq waits for ever for who accepts a connection and says nothing.
    os.environ.setdefault("PGCONNECT_TIMEOUT", "30")
    with tempfile.TemporaryDirectory() as folder:
        extensions = extension_folder(Path(folder))
        with duckdb.connect(config={"extension_directory": str(extensions)}) as connection:
            try:
                connection.execute("load postgres_scanner")
                connection.execute(
                    f"attach {literal(address)} as {_ATTACHED} (type postgres, read_only)"
                )
                rows = _asked(connection, _OF_POSTGRES)
                ((database, port),) = _asked(connection, _SERVER)
            except duckdb.Error as error:
                why = _without_secrets(_first_line(error).replace(address, "..."))
                raise CannotRead(f"Postgres does not answer: {why}") from None
    return PostgresDatabase(str(database), int(str(port)), tuple(_grouped(rows)))


def _asked(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    asked = f"from postgres_query('{_ATTACHED}', {literal(query)})"
    return connection.execute(asked).fetchall()


def _without_secrets(text: str) -> str:
    address, word = _SECRETS
    return word.sub(r"\1...", address.sub("://...@", text))


def _grouped(rows: Iterable[tuple[object, ...]]) -> Iterator[DraftTable]:
    """Rows of columns, in the order of their tables."""
    tables: dict[tuple[str, str], list[DraftColumn]] = {}
    said: dict[tuple[str, str], str | None] = {}
    for schema, table, name, type_, required, comment, of_table, key, unique, *allowed in rows:
        place = (str(schema), str(table))
        said[place] = str(of_table) if of_table else None
        tables.setdefault(place, []).append(
            DraftColumn(
                str(name),
                str(type_),
                str(comment) if comment else None,
                bool(required),
                bool(unique),
                int(str(key)) if key is not None else None,
                tuple(value for values in allowed if isinstance(values, list) for value in values),
            )
        )
    for (schema, table), columns in tables.items():
        yield DraftTable(schema, table, tuple(_counted(columns)), said[schema, table])


def _counted(columns: list[DraftColumn]) -> Iterator[DraftColumn]:
    """Positions in the key from 1: Postgres counts them from 0."""
    first = min((column.key for column in columns if column.key is not None), default=1)
    for column in columns:
        yield column if column.key is None else replace(column, key=column.key - first + 1)


def _first_line(error: duckdb.Error) -> str:
    return str(error).strip().splitlines()[0]
