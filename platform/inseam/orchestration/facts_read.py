"""The rows that the mesh is planned from, read out of `dist/facts.duckdb` (docs/facts.md).

One query a table, of the columns that are used: at a thousand products there is no time for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from inseam.facts.schema import VERSION
from inseam.report.finding import Finding, InputError, Severity

Row = Mapping[str, Any]
# Where `./pants facts` writes them.
FACTS = Path("dist", "facts.duckdb")

_LIVE_CONTRACT = "kind in ('output_port', 'external')"
# A table's columns that the plan uses, and which of its rows.
_QUERIES: Mapping[str, str] = {
    "products": "product, name, purpose, team, domain from products",
    "teams": "team, email from teams",
    "contracts": f"product, contract_id, kind, version, status, team, purpose, file, line"
    f" from contracts where {_LIVE_CONTRACT}",
    "contract_objects": f"contract_id, object, physical_name, description, element, file, line"
    f" from contract_objects where {_LIVE_CONTRACT}",
    "contract_columns": "contract_id, object, physical_name, physical_type, logical_type,"
    " description, is_required, is_unique from contract_columns"
    f" where {_LIVE_CONTRACT} and depth = 0 order by contract_id, object, position",
    "quality_rules": "contract_id, object, column_name, rule, type, metric, severity, description,"
    " element from quality_rules where kind = 'output_port'",
    "sla": f"contract_id, property, value, unit, applies_to, description, scheduler, schedule, line"
    f" from sla where {_LIVE_CONTRACT}",
    "servers": "contract_id, type from servers where kind = 'external'",
    "tags": "product, tag from tags where element = '' and file like '%.odps.yaml'",
    "files": "product from files where role = 'ingest'",
    "models": "product, model, kind, relation, alias, materialized, contract_id, description, code,"
    " file, line from models",
    "model_columns": "product, model, column_name, description from model_columns"
    " where description is not null",
    "model_dependencies": "product, model, depends_on, source, contract_id from model_dependencies",
    "output_columns": "product, model, column_name, type, is_nullable from output_columns"
    " where column_name <> '*' order by product, model, position",
    "column_edges": "product, model, column_name, depends_on, source, contract_id, from_column"
    " from column_edges where is_direct and column_name is not null",
    "source_tables": "product, source, table_name, identifier, contract_id, description, file, line"
    " from source_tables",
    "tests": "product, test, kind, model, column_name, severity from tests where is_enabled",
    "test_dependencies": "product, test, depends_on from test_dependencies where source is null",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows by table, in the order of the table's own; a table that has none is missing."""

    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)

    def rows(self, table: str) -> tuple[Row, ...]:
        return self.tables.get(table, ())


def read_facts(database: Path) -> Facts:
    """Raises `InputError` if there is no such file, one of another version, or no database."""
    if not database.is_file():
        message = "There is no such file, so nobody knows which products there are."
        raise InputError([_unread(database, message)])
    try:
        opened = duckdb.connect(str(database), read_only=True)
    except duckdb.IOException as error:
        message = f"It cannot be opened: {str(error).splitlines()[0]}"
        raise InputError([_unread(database, message)]) from None
    with opened as connection:
        try:
            found = connection.execute("select version from facts_version").fetchone()
        except duckdb.CatalogException:
            found = None
        if found != (VERSION,):
            has = f"version {found[0]}" if found else "no version"
            message = f"The facts have {has}; this Inseam reads version {VERSION}."
            raise InputError([_unread(database, message)])
        return Facts({table: tuple(_rows(connection, table)) for table in _QUERIES})


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Row]:
    done = connection.execute(f"select {_QUERIES[table]}")
    names = [column[0] for column in done.description or ()]
    for values in done.fetchall():
        yield dict(zip(names, values, strict=True))


def _unread(database: Path, message: str) -> Finding:
    return Finding(
        rule="orchestration-no-facts",
        severity=Severity.ERROR,
        file=database.as_posix(),
        message=message,
        fix="Write it: ./pants facts ::",
    )
