"""Times with an offset in seeds, which are other instants here than in production.

dbt has the engine cast a seed's text to the type of its column. To a TIMESTAMP, DuckDB drops the
offset (10:00+02:00 is 10:00), Databricks converts (08:00 in UTC).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from inseam.report.finding import Finding, Severity
from inseam.testing.engine import literal
from inseam.testing.outcomes import SHOWN_ROWS

_OFFSET = re.compile(r"\d{2}:\d{2}(?::[\d.]+)?\s*[+-](?!00(?::?00)?$)\d{2}(?::?\d{2})?$")


def seed_offset_findings(
    manifest: Any, project: Path, connection: duckdb.DuckDBPyConnection
) -> Iterator[Finding]:
    """One for each column of the project's own seeds. ``connection`` is to what dbt has built."""
    for _, node in sorted(manifest.nodes.items()):
        own = node.package_name == manifest.metadata.project_name
        if node.resource_type == "seed" and own:
            file = project / node.original_file_path
            times = _timestamps(connection, node.schema, node.alias)
            if times and file.is_file():
                yield from _findings(node.name, file, node.config.get("delimiter") or ",", times)


def _timestamps(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> set[str]:
    rows = connection.execute(
        "select lower(column_name) from information_schema.columns"
        f" where data_type = 'TIMESTAMP' and lower(table_schema) = lower({literal(schema)})"
        f" and lower(table_name) = lower({literal(table)})"
    ).fetchall()
    return {row[0] for row in rows}


def _findings(name: str, file: Path, delimiter: str, times: set[str]) -> Iterator[Finding]:
    found: dict[str, list[tuple[int, str]]] = {}
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = csv.reader(lines, delimiter=delimiter)
        header = next(rows, [])
        for row in rows:
            for column, value in zip(header, row, strict=False):
                if column.strip().lower() in times and _OFFSET.search(value.strip()):
                    found.setdefault(column, []).append((rows.line_num, value.strip()))
    for column, values in found.items():
        line, first = values[0]
        yield Finding(
            rule="seed-offset-dropped",
            severity=Severity.ERROR,
            file=str(file),
            line=line,
            message=f"The column `{column}` of the seed `{name}` is a TIMESTAMP and has times with"
            " an offset. DuckDB drops the offset, Databricks converts the time to UTC.",
            details=tuple(f"line {number}: {value}" for number, value in values[:SHOWN_ROWS]),
            fix=f"Write the times in UTC{_example(first)}.",
        )


def _example(value: str) -> str:
    try:
        instant = datetime.fromisoformat(value).astimezone(UTC)
    except ValueError:
        return ""
    return f", such as {instant.replace(tzinfo=None).isoformat()}Z"
