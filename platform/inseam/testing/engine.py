"""The DuckDB files of a test, and shutting the engine in.

A connection that is held open shares its DuckDB instance with every later connection of the process
to the same file, dbt's and datacontract-cli's included, and the settings below are the instance's.
So holding one open is enough to shut the others in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

# Nothing outside the database files, no network, no extensions. `enable_external_access` cannot be
# switched on again in a running instance.
_SHUT_IN = (
    # Pants runs as many tests at once as there are cores.
    "set global threads = 1",
    "set global autoinstall_known_extensions = false",
    "set global autoload_known_extensions = false",
    "set global allow_community_extensions = false",
    "set global enable_external_access = false",
)
# As in production: timestamps without a zone are readings of a UTC clock.
_UTC = "set global TimeZone = 'UTC'"


def is_identifier(name: str) -> bool:
    """Whether a catalog, schema or table name is plain enough to name a file and to be quoted."""
    return _IDENTIFIER.fullmatch(name) is not None


def quoted(*names: str) -> str:
    """``"catalog"."schema"."table"``"""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def in_schema(connection: duckdb.DuckDBPyConnection, schema: str, *names: str) -> str:
    """The name of a schema in the connection's own database, or of something in that schema.

    Begins with the database where one is called like the schema: DuckDB refuses what may be either.
    """
    found = connection.execute(
        "select current_database() from duckdb_databases()"
        f" where lower(database_name) = lower({literal(schema)})"
    ).fetchone()
    return quoted(*(found or ()), schema, *names)


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def shut_in_for_build(
    file: Path, attached: dict[str, Path], seeds: Iterable[Path]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens ``file`` for writing, with other catalogs attached read-only, and its settings locked.

    dbt-duckdb copies seeds from their files, so their folders stay in reach.
    """
    with duckdb.connect(str(file)) as connection:
        _attach(connection, attached)
        connection.execute(_UTC)
        folders = ", ".join(literal(f"{folder.absolute()}/") for folder in seeds)
        connection.execute(f"set global allowed_directories = [{folders}]")
        for statement in _SHUT_IN:
            connection.execute(statement)
        connection.execute("set global lock_configuration = true")
        yield connection


@contextmanager
def shut_in_for_reading(
    file: Path, attached: dict[str, Path]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens ``file`` read-only. Settings stay unlocked, because ibis sets the time zone itself."""
    with duckdb.connect(str(file), read_only=True) as connection:
        _attach(connection, attached)
        for statement in _SHUT_IN:
            connection.execute(statement)
        yield connection


@contextmanager
def open_for_export(file: Path, attached: dict[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Opens ``file`` read-only for this library's own statements, which write results beside it."""
    with duckdb.connect(str(file), read_only=True) as connection:
        _attach(connection, attached)
        connection.execute(_UTC)
        yield connection


def _attach(connection: duckdb.DuckDBPyConnection, databases: dict[str, Path]) -> None:
    """Views of a port may read them, so every connection to the port has them."""
    for catalog, path in sorted(databases.items()):
        connection.execute(f"attach {literal(str(path))} as {quoted(catalog)} (read_only)")
