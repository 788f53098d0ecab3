"""TPC-DS as test data: ``python -m inseam.testing.tpcds <file> <contract> <folder>``.

Writes the tables for which the contract asks (see `inseam.testing.asked_tables`) to
`<folder>/<table>.parquet`, with the columns and types of the contract. ``<contract>`` is the
contract or its canonical form, ``<file>`` what findings name. DuckDB's generator makes the rows; it
is loaded from its package and needs no network. The same request gives the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from inseam.documents.yaml_document import Document, read_yaml
from inseam.environments.extensions import extension_file
from inseam.odcs.contract import Contract
from inseam.odcs.types import dialect_of, duckdb_type
from inseam.report.finding import Finding
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.testing.asked_tables import TPCDS, AskedTable, asked_tables, fault
from inseam.testing.engine import literal, quoted

# Beside TPC-DS's tables in `main`; a query cannot mistake one of these for one of those.
_RESULTS = "asked"


def write_tables(document: Document, folder: Path) -> list[Finding]:
    """Writes what the contract asks for; gives findings for what cannot be had.

    Raises `InputError` for a contract, or a request in it, that cannot be read.
    """
    contract, asked = asked_tables(document)
    folder.mkdir(parents=True, exist_ok=True)
    findings = []
    for scale_factor in sorted({table.scale_factor for table in asked}):
        with _generated(scale_factor, folder) as connection:
            for table in asked:
                if table.scale_factor == scale_factor:
                    findings += _write(connection, document, contract, table, folder)
    return findings


@contextmanager
def _generated(scale_factor: float, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine that has TPC-DS in it, and reaches nothing but ``folder``."""
    with duckdb.connect() as connection:
        # One thread: rows and bytes in one order.
        connection.execute("set threads = 1")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"load {literal(str(extension_file(TPCDS)))}")
        connection.execute(f"call dsdgen(sf = {scale_factor})")
        connection.execute(f"create schema {_RESULTS}")
        connection.execute("set autoload_known_extensions = false")
        connection.execute(f"set allowed_directories = [{literal(f'{folder.absolute()}/')}]")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection


def _write(
    connection: duckdb.DuckDBPyConnection,
    document: Document,
    contract: Contract,
    asked: AskedTable,
    folder: Path,
) -> list[Finding]:
    name = asked.described.physical_name
    relation = quoted(_RESULTS, name)
    try:
        connection.execute(f"create table {relation} as select * from ({asked.select})")
    except duckdb.Error as error:
        message = f"TPC-DS does not give `{name}`: {_first_line(error)}"
        return [fault(document, asked.path, message, "Correct it; TPC-DS names its tables.")]
    given = [row[0] for row in connection.execute(f"describe {relation}").fetchall()]
    if findings := list(_missing_columns(document, asked, given)):
        return findings
    dialect = dialect_of(contract)
    columns = ", ".join(
        f"cast({quoted(p.physical_name)} as {duckdb_type(p, dialect)}) as {quoted(p.physical_name)}"
        for p in asked.described.properties
    )
    target = literal(str(folder / f"{name}.parquet"))
    try:
        connection.execute(
            f"copy (select {columns} from {relation} order by all)"
            f" to {target} (format parquet, compression zstd)"
        )
    except duckdb.ConversionException as error:
        message = f"The rows of `{name}` do not fit the types of the contract: {_first_line(error)}"
        return [fault(document, asked.path, message, "Correct the type, or the query.")]
    return list(_empty_values(connection, document, asked, relation))


def _missing_columns(document: Document, asked: AskedTable, given: list[str]) -> Iterator[Finding]:
    known = {name.lower() for name in given}
    for column in asked.described.properties:
        if column.physical_name.lower() not in known:
            yield fault(
                document,
                column.path,
                f"TPC-DS gives `{asked.described.physical_name}` no column"
                f" `{column.physical_name}`.",
                f"It has: {', '.join(given)}.",
            )


def _empty_values(
    connection: duckdb.DuckDBPyConnection, document: Document, asked: AskedTable, relation: str
) -> Iterator[Finding]:
    required = [column for column in asked.described.properties if column.required]
    if not required:
        return
    counts = ", ".join(f"count(*) - count({quoted(c.physical_name)})" for c in required)
    row = connection.execute(f"select {counts} from {relation}").fetchone()
    assert row is not None
    for column, empty in zip(required, row, strict=True):
        if empty:
            yield fault(
                document,
                column.path,
                f"The contract requires `{column.physical_name}`, but TPC-DS leaves it empty in"
                f" {empty} rows of `{asked.described.physical_name}`.",
                "Take `required` away, or leave these rows out with a query.",
            )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


def main() -> Report:
    file, contract, folder = sys.argv[1:]
    return report(write_tables(read_yaml(file, Path(contract).read_bytes()), Path(folder)))


if __name__ == "__main__":
    sys.exit(run_process(main))
