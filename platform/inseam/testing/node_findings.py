"""What failed in dbt, as findings."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import duckdb

from inseam.dbt_project.unknown_macros import unknown_macro
from inseam.report.finding import Finding, Severity
from inseam.testing.dbt_runs import DbtWarning
from inseam.testing.outcomes import SHOWN_ROWS, NodeOutcome

# In words for people, where dbt's own word is another.
_KINDS = {"operation": "hook", "test": "data test", "unit_test": "unit test"}


# DuckDB's words: the line of the statement that it was given, a long one without its ends.
_SHOWN_LINE = re.compile(r"^\s*LINE \d+: (.*)$", re.MULTILINE)
_CUT = "..."


def node_finding(
    node: NodeOutcome,
    connection: duckdb.DuckDBPyConnection,
    project: Path,
    compiled: Path,
    fix: str,
) -> Finding:
    """For a node that failed.

    ``connection`` is to the database that dbt wrote; ``compiled`` is where a person finds the
    compiled SQL afterwards.
    """
    details = [f"compiled SQL: {compiled / node.compiled_file}"] if node.compiled_file else []
    if node.resource_type == "test" and node.compiled_code:
        details += offending_rows(connection, node.compiled_code)
    what = _KINDS.get(node.resource_type, node.resource_type)
    kind = "hook" if node.is_hook else node.resource_type
    found = Finding(
        rule=f"dbt-{kind.replace('_', '-')}-failed",
        severity=Severity.ERROR,
        file=node.file,
        line=_line(Path(node.file), node.message),
        message=f"The {what} `{node.name}` failed: {node.message}",
        details=tuple(details),
        fix=fix,
    )
    if (macro := unknown_macro(project, Path(node.file), node.message)) is not None:
        return replace(
            found, file=str(macro.file), line=macro.line, message=macro.message, fix=macro.fix
        )
    return found


def _line(file: Path, message: str) -> int | None:
    """The line of the file that DuckDB shows, if no other line of the file has its text."""
    shown = _SHOWN_LINE.search(message)
    if shown is None or not file.is_file():
        return None
    text = shown[1].strip()
    begins, ends = text.startswith(_CUT), text.endswith(_CUT)
    part = text.removeprefix(_CUT).removesuffix(_CUT).strip()
    lines = [line.strip() for line in file.read_text("utf-8", "replace").split("\n")]
    found = [
        number
        for number, line in enumerate(lines, 1)
        if part and (part in line if begins or ends else part == line)
    ]
    return found[0] if len(found) == 1 else None


def warning_finding(warning: DbtWarning, file: str) -> Finding:
    return Finding(
        rule="dbt-warning",
        severity=Severity.WARNING,
        file=file,
        message=f"dbt warns ({warning.name}): {warning.message}",
        fix="Do what the warning says.",
    )


def offending_rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """Up to five rows that a data test returned."""
    try:
        result = connection.execute(f"select * from ({sql}\n) as offending limit {SHOWN_ROWS}")
        names = [column[0] for column in result.description]
        return [
            "row: " + ", ".join(f"{name}={value!r}" for name, value in zip(names, row, strict=True))
            for row in result.fetchall()
        ]
    except duckdb.Error:
        return []  # the statement itself is at fault, and dbt's message says so
