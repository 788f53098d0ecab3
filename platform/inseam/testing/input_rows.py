"""Loading rows into the databases of a test.

Under the catalog, schema and table names of production, with the types of the provider's contract.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from inseam.dbt_project.own_catalog import database_file
from inseam.odcs.types import dialect_of, duckdb_type
from inseam.report.finding import Finding, Severity
from inseam.testing.engine import in_schema, literal, quoted
from inseam.testing.outcomes import SHOWN_ROWS, Origin
from inseam.testing.planned_inputs import PlannedInput

# As a type, also inside of another; a field of that name is quoted, or a type comes after it.
_TIMESTAMP = re.compile(r"\bTIMESTAMP(?=$|[,)\[])")
# How a value of a type is written.
_EXAMPLES = {
    "BIGINT": "a whole number, such as 12",
    "BOOLEAN": "true or false",
    "DATE": "a date, such as 2024-03-15",
    "DECIMAL": "a number, such as 12.50",
    "DOUBLE": "a number, such as 12.5",
    "INT": "a whole number, such as 12",
    "TIME": "a time, such as 10:00:00",
    "TIMESTAMP": "an instant, such as 2024-03-15T10:00:00Z",
}
_CSV_ERROR = re.compile(r"CSV Error on Line: (\d+)\n.*?([^\n]+)\n+Possible ", re.DOTALL)


def load_rows(
    planned: Iterable[PlannedInput], folder: Path
) -> tuple[dict[str, Path], list[Finding]]:
    """Writes the rows into one DuckDB file a catalog in ``folder``.

    Gives the files by catalog, and findings for rows that do not fit their contract.
    """
    files: dict[str, Path] = {}
    findings: list[Finding] = []
    by_catalog: dict[str, list[PlannedInput]] = {}
    for entry in planned:
        by_catalog.setdefault(entry.described.table.catalog, []).append(entry)
    for catalog, entries in sorted(by_catalog.items()):
        files[catalog] = database_file(folder, catalog)
        with duckdb.connect(str(files[catalog])) as connection:
            connection.execute("set TimeZone = 'UTC'")
            # Two names of one table in dbt are one table here.
            for entry in {_table_of(e): e for e in entries}.values():
                findings += _load(connection, entry)
    return files, findings


def _table_of(entry: PlannedInput) -> tuple[str, str]:
    table = entry.described.table
    return table.schema, table.name.lower()


def _load(connection: duckdb.DuckDBPyConnection, entry: PlannedInput) -> list[Finding]:
    schema = entry.described.table.schema
    target = in_schema(connection, schema, entry.described.table.name)
    dialect = dialect_of(entry.described.contract)
    types = {
        column.physical_name: duckdb_type(column, dialect)
        for column in entry.described.object.properties
    }
    connection.execute(f"create schema if not exists {in_schema(connection, schema)}")
    header = _header(entry.rows) if entry.rows.suffix == ".csv" else []
    # Names that differ in case alone are one column.
    if not all(header) or len({name.lower() for name in header}) < len(header):
        return [
            _input_finding(
                entry,
                "The first line does not give each column a name of its own.",
                "Write the names of the contract's columns there, separated by commas.",
                line=1,
            )
        ]
    try:
        _read_raw_rows(connection, entry.rows, header)
        raw = [row[0] for row in connection.execute("describe raw_rows").fetchall()]
    except duckdb.Error as error:
        line, why = _csv_problem(str(error))
        return [
            _input_finding(entry, f"The rows cannot be read: {why}", "Correct the file.", line=line)
        ]
    if findings := [*_unknown_columns(entry, raw, types), *_missing_columns(entry, raw)]:
        return findings
    present = {name.lower() for name in raw}
    columns = ", ".join(
        f"{_converted(quoted(name) if name.lower() in present else 'null', type_)} as "
        f"{quoted(name)}"
        for name, type_ in types.items()
    )
    if findings := [
        finding
        for column in entry.described.object.properties
        if column.physical_name.lower() in present
        for finding in _misfits(
            connection, entry, column.physical_name, types[column.physical_name], column.required
        )
    ]:
        return findings
    connection.execute(f"create table {target} as select {columns} from raw_rows")
    connection.execute("drop table raw_rows")
    return []


def _converted(value: str, type_: str, cast: str = "cast") -> str:
    """``value`` as ``type_``. The offset of a text counts: a plain cast to TIMESTAMP drops it."""
    # The session is in UTC, and so is what a TIMESTAMPTZ is cast to.
    instants = _TIMESTAMP.sub("TIMESTAMPTZ", type_)
    if instants != type_:
        value = f"{cast}({value} as {instants})"
    return f"{cast}({value} as {type_})"


def _header(rows: Path) -> list[str]:
    """A nameless column if there is none. What is not UTF-8 DuckDB says, with its line."""
    with rows.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        try:
            return next(csv.reader(lines), []) or [""]
        except csv.Error:
            return [""]


def _read_raw_rows(
    connection: duckdb.DuckDBPyConnection, rows: Path, header: Iterable[str]
) -> None:
    connection.execute("drop table if exists raw_rows")
    file = literal(str(rows))  # a bound parameter would cost the import of pandas
    if rows.suffix == ".csv":
        # Nothing is left to DuckDB's sniffer, which takes an odd row for the header and a leading
        # `#` for a comment. All is text at first: the contract decides the types. An empty field is
        # NULL, a quoted empty one is an empty string.
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
        reader = (
            f"read_csv({file}, auto_detect = false, header = true, columns = {{{columns}}}, "
            "delim = ',', quote = '\"', escape = '\"', comment = '', "
            "nullstr = '', allow_quoted_nulls = false)"
        )
    else:
        reader = f"read_parquet({file})"
    connection.execute(f"create table raw_rows as select * from {reader}")


def _unknown_columns(
    entry: PlannedInput, raw: list[str], types: Mapping[str, str]
) -> list[Finding]:
    known = {name.lower() for name in types}
    unknown = [name for name in raw if name.lower() not in known]
    if not unknown:
        return []
    return [
        _input_finding(
            entry,
            f"The contract `{entry.described.contract.id}` has no column {_listed(unknown)} in "
            f"`{entry.described.object.physical_name}`.",
            f"Use the columns of {entry.described.contract.file}: {', '.join(types)}.",
        )
    ]


def _missing_columns(entry: PlannedInput, raw: list[str]) -> list[Finding]:
    present = {name.lower() for name in raw}
    missing = [
        c.physical_name
        for c in entry.described.object.properties
        if c.required and c.physical_name.lower() not in present
    ]
    if not missing:
        return []
    return [
        _input_finding(
            entry,
            f"The column {_listed(missing)}, which the contract `{entry.described.contract.id}` "
            "requires, is missing.",
            "Add it to the header and to every row.",
        )
    ]


def _misfits(
    connection: duckdb.DuckDBPyConnection,
    entry: PlannedInput,
    column: str,
    type_: str,
    required: bool,
) -> list[Finding]:
    name = quoted(column)
    numbered = "(select *, row_number() over () as row_in_file from raw_rows)"
    found = []
    converted = _converted(name, type_, cast="try_cast")
    bad = connection.execute(
        f"select row_in_file, {name} from {numbered} where {name} is not null and "
        f"{converted} is null"
        f" order by row_in_file limit {SHOWN_ROWS}"
    ).fetchall()
    if bad:
        places = _places(entry, [number for number, _ in bad])
        found.append(
            _input_finding(
                entry,
                f"The column `{column}` has values that are not {type_}, the type in the "
                f"contract `{entry.described.contract.id}`.",
                f"Correct these rows: write {example}."
                if (example := _EXAMPLES.get(type_.partition("(")[0]))
                else "Correct these rows.",
                tuple(f"{place}: {value!r}" for place, (_, value) in zip(places, bad, strict=True)),
                line=_first_line(places),
            )
        )
    if required:
        result = connection.execute(
            f"select * from {numbered} where {name} is null order by row_in_file limit {SHOWN_ROWS}"
        )
        names = [named[0] for named in result.description]
        empty = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        if empty:
            places = _places(entry, [row["row_in_file"] for row in empty])
            found.append(
                _input_finding(
                    entry,
                    f"The column `{column}` is empty in these rows, but the contract "
                    f"`{entry.described.contract.id}` requires a value.",
                    "Fill these rows.",
                    tuple(_named_row(place, row) for place, row in zip(places, empty, strict=True)),
                    line=_first_line(places),
                )
            )
    return found


def _named_row(place: _Place, row: dict[str, object]) -> str:
    """By its place, and by the first three values that it has."""
    values = [f"{name}={value!r}" for name, value in row.items() if value is not None]
    shown = ", ".join([v for v in values if not v.startswith("row_in_file=")][:3])
    return f"{place}: {shown}" if shown else str(place)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row is: its line in a file that people write, or its number in another."""

    row: int
    line: int | None

    def __str__(self) -> str:
        return f"row {self.row}" if self.line is None else f"line {self.line}"


def _places(entry: PlannedInput, rows: list[int]) -> list[_Place]:
    if entry.rows.suffix != ".csv" or entry.origin is not Origin.WRITTEN:
        return [_Place(row, None) for row in rows]
    wanted = set(rows)
    lines: dict[int, int] = {}
    with entry.rows.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        width, number, begins = len(next(reader, [])), 0, reader.line_num + 1
        for fields in reader:
            # DuckDB passes over an empty line, unless it is the value of the only column.
            if fields or width == 1:
                number += 1
                if number in wanted:
                    lines[number] = begins
            if len(lines) == len(wanted):
                break
            begins = reader.line_num + 1
    return [_Place(row, lines.get(row)) for row in rows]


def _first_line(places: list[_Place]) -> int | None:
    return next((place.line for place in places if place.line is not None), None)


def _input_finding(
    entry: PlannedInput,
    message: str,
    fix: str,
    details: tuple[str, ...] = (),
    line: int | None = None,
) -> Finding:
    # Other rows lie in a folder that nobody looks at.
    written = entry.origin is Origin.WRITTEN
    return Finding(
        rule="input-invalid",
        severity=Severity.ERROR,
        file=str(entry.rows) if written else entry.described.table.file,
        line=line if written else entry.described.table.line,
        message=message,
        fix=fix,
        details=details,
    )


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _csv_problem(message: str) -> tuple[int | None, str]:
    """The line, and what is wrong there. DuckDB's advice on its own options is left out."""
    if csv := _CSV_ERROR.search(message):
        return int(csv[1]), csv[2]
    return None, message.splitlines()[0]
