"""The facts of many as one DuckDB file.

``python -m inseam.facts.load <folder with *.jsonl> <out.duckdb>`` writes every table of
`inseam.facts.schema`, its rows in order, so that equal facts are equal tables. What the tables and
columns mean is in their comments. It says what is in the file; the findings of the facts are its
own.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import duckdb

from inseam.facts import feasibility
from inseam.facts.lines import read_file, read_tables
from inseam.facts.rows import Rows
from inseam.facts.schema import TABLES, VERSION, FeasibilityRow, FindingRow
from inseam.facts.tables import ColumnOfTable, Row, columns
from inseam.report.finding import Finding, Severity
from inseam.report.process import run_process
from inseam.report.report import Report, report

_COUNTED = {
    "product": "products",
    "output port": "contracts where kind = 'output_port'",
    "external contract": "contracts where kind = 'external'",
    "published version": "contracts where kind = 'published'",
    "contract column": "contract_columns where kind in ('output_port', 'external')",
    "model": "models",
    "column read": "column_reads",
    "test": "tests",
    "agreement": "agreements",
    "team": "teams",
}


def load(files: Iterable[Path], database: Path) -> None:
    """Raises ValueError for facts of another version of the schema."""
    with (
        tempfile.TemporaryDirectory(dir=database.parent) as scratch,
        duckdb.connect(str(database)) as connection,
    ):
        fill(connection, files, Path(scratch))


def fill(
    connection: duckdb.DuckDBPyConnection,
    files: Iterable[Path],
    scratch: Path,
    *,
    described: bool = True,
) -> None:
    """Makes the tables in a database that is empty; without comments if nobody reads them.

    ``scratch`` is an empty folder. Raises ValueError as `load`.
    """
    rows = _apart(files, scratch)
    # One transaction: each of its own would wait for the disk, five hundred times.
    connection.begin()
    connection.execute(f"create table facts_version as select {VERSION} as version")
    for table in TABLES:
        _create(connection, table, described)
        if (file := rows.get(table.TABLE)) is not None:
            _fill(connection, table, file)
    derive(connection, scratch)
    connection.commit()


def derive(connection: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Makes the rows that follow from those of all products, in place of those that are there."""
    rows = Rows(row for table in feasibility.TABLES for row in _rows_of(connection, table))
    connection.execute(f"delete from {FeasibilityRow.TABLE}")
    file = scratch / f"{FeasibilityRow.TABLE}.jsonl"
    lines = (json.dumps(asdict(row)) for row in feasibility.feasibility_rows(rows))
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    _fill(connection, FeasibilityRow, file)


def _rows_of(connection: duckdb.DuckDBPyConnection, table: type[Row]) -> Iterator[Row]:
    keys = [column.key for column in columns(table)]
    found = connection.execute(f"select {', '.join(keys)} from {table.TABLE} order by all")
    for values in found.fetchall():
        yield table(**dict(zip(keys, values, strict=True)))


def _apart(files: Iterable[Path], folder: Path) -> dict[str, Path]:
    """The rows as they are, one file for each table. DuckDB parses them faster than Python."""
    written: dict[str, BinaryIO] = {}
    with ExitStack() as stack:
        for file in files:
            with file.open("rb") as facts:
                tables = read_tables(facts)
            for table, lines in tables.items():
                if table not in written:
                    path = folder / f"{table}.jsonl"
                    written[table] = stack.enter_context(path.open("wb"))
                written[table].write(lines)
    return {table: folder / f"{table}.jsonl" for table in written}


def _create(connection: duckdb.DuckDBPyConnection, table: type[Row], described: bool) -> None:
    declared = ", ".join(map(_declaration, columns(table)))
    connection.execute(f"create table {table.TABLE} ({declared})")
    if described:
        _describe(connection, table)


def _describe(connection: duckdb.DuckDBPyConnection, table: type[Row]) -> None:
    meaning = f"{' '.join((table.__doc__ or '').split())} From {table.SOURCE}."
    statements = [
        f"comment on table {table.TABLE} is {_literal(meaning)}",
        *(
            f"comment on column {table.TABLE}.{column.key} is {_literal(column.column.meaning)}"
            for column in columns(table)
        ),
    ]
    connection.execute("; ".join(statements))


def _declaration(column: ColumnOfTable) -> str:
    return f"{column.key} {column.type}{'' if column.nullable else ' not null'}"


def _fill(connection: duckdb.DuckDBPyConnection, table: type[Row], file: Path) -> None:
    keys = ", ".join(column.key for column in columns(table))
    types = ", ".join(f"{column.key}: '{column.type}'" for column in columns(table))
    source = (
        f"read_json({_literal(str(file))}, format = 'newline_delimited',"
        f" columns = {{{types}}}, maximum_object_size = 100000000)"
    )
    connection.execute(
        f"insert into {table.TABLE} select distinct {keys} from {source} order by all"
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def summary(database: Path) -> Iterator[str]:
    """What is in it, in a line; a second one if that is nothing."""
    with duckdb.connect(str(database), read_only=True) as connection:

        def count(of: str) -> int:
            ((number,),) = connection.execute(f"select count(*) from {of}").fetchall()
            return int(number)

        counts = {noun: count(of) for noun, of in _COUNTED.items()}
    yield ", ".join(f"{n:,} {noun}{'' if n == 1 else 's'}" for noun, n in counts.items())
    if not counts["product"]:
        yield "No product was read: no dbt project of a data product is among the targets."


def findings(files: Iterable[Path]) -> Iterator[Finding]:
    for file in files:
        for row in Rows(read_file(file, [FindingRow])).of(FindingRow):
            yield Finding(
                rule=row.rule,
                severity=Severity(row.severity),
                file=row.file,
                line=row.line,
                message=row.message,
                fix=row.fix,
            )


def main() -> Report:
    folder, out = map(Path, sys.argv[1:])
    files = sorted(folder.rglob("*.jsonl"))
    out.parent.mkdir(parents=True, exist_ok=True)
    load(files, out)
    return report(findings(files), *summary(out))


if __name__ == "__main__":
    sys.exit(run_process(main))
