"""A DuckLake as an environment: its files, and how dbt and readers attach it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from inseam.environments.definition import FILE, Environment
from inseam.environments.extensions import extension_folder
from inseam.environments.hosts import variables_of_target
from inseam.environments.postgres_catalog import Connection, read_connection
from inseam.report.finding import Finding, InputError, Severity

CATALOG = "catalog.sqlite"
DATA = "data"
EXTENSIONS = Path("dist", "duckdb_extensions")


def variables(
    environment: Environment, repository: Path, given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What `platform/dbt/profiles.yml` asks for, with absolute paths. Makes the lake's folder.

    ``given`` are the variables of this process, by default, which may hold the connection string of
    the catalog, or the host. Raises `InputError` if one of them is missing, or may not be used. A
    password is among the results: log none of them.
    """
    given = os.environ if given is None else given
    result = variables_of_target(environment, given)
    location = folder(environment, repository)
    if location is None:
        return result
    (location / DATA).mkdir(parents=True, exist_ok=True)
    options = {"data_path": f"{location / DATA}/"}
    if environment.catalog_variable is None:
        path = _in_sqlite(location)
        # Without it, a reader with an open transaction fails the commit of the writer.
        options["meta_journal_mode"] = "WAL"
    else:
        connection = _connection(environment, given)
        path = f"ducklake:postgres:{connection.text}"
        result |= connection.variables
    attach = [{"path": path, "alias": environment.database, "options": options}]
    return result | {
        "INSEAM_DUCKDB_EXTENSIONS": str(extension_folder(repository / EXTENSIONS)),
        "INSEAM_LAKE_ATTACH": json.dumps(attach),
    }


def folder(environment: Environment, repository: Path) -> Path | None:
    """Where the lake's files are; None for an environment that is no lake."""
    location = environment.location
    return None if location is None else repository.absolute() / location


def attach_statement(environment: Environment, repository: Path) -> str | None:
    """With which any DuckDB reads the lake; None for an environment that is no lake.

    For a catalog in Postgres it has `$NAME` of the variable in place of the connection string.
    """
    location = folder(environment, repository)
    if location is None:
        return None
    if environment.catalog_variable is None:
        path = _in_sqlite(location).replace("'", "''")
    else:
        path = f"ducklake:postgres:${environment.catalog_variable}"
    return f"attach '{path}' as {environment.database} (read_only)"


def _in_sqlite(location: Path) -> str:
    return f"ducklake:sqlite:{location / CATALOG}"


def _connection(environment: Environment, given: Mapping[str, str]) -> Connection:
    variable = environment.catalog_variable
    assert variable is not None
    text = given.get(variable, "")
    if connection := read_connection(text):
        return connection
    is_what = "not set" if not text.strip() else "not a connection string"
    example = "host=db.example.com dbname=lake user=inseam password=..."
    raise InputError(
        [
            Finding(
                rule="environment-catalog-unset",
                severity=Severity.ERROR,
                file=FILE.as_posix(),
                line=environment.line,
                message=f"`{environment.name}` has its catalog in Postgres, and the environment"
                f" variable `{variable}` is {is_what}.",
                fix=f"Set it, as in `{variable}='{example}'`.",
            )
        ]
    )
