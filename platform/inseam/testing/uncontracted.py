"""Sources that name no contract, as a dbt project has them that was only copied here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.report.finding import Finding, InputError, Severity
from inseam.testing.engine import literal
from inseam.testing.source_table import DescribedTable, SourceTable


def described_by_rows(table: SourceTable, rows: Path) -> DescribedTable:
    """What a file with rows tells of its table: names and types, nothing promised.

    Raises `InputError` for a file that cannot be read.
    """
    reader = "read_parquet" if rows.suffix == ".parquet" else "read_csv"
    options = ", header = true" if reader == "read_csv" else ""
    try:
        with duckdb.connect() as connection:
            columns = connection.execute(
                f"describe select * from {reader}({literal(str(rows))}{options})"
            ).fetchall()
    except duckdb.Error as error:
        raise InputError([_unreadable(rows, str(error))]) from None
    properties = [{"name": name, "physicalType": type_} for name, type_, *_ in columns]
    described = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": table.source,
        "version": "0.0.0",
        "status": "draft",
        "servers": [{"server": "here", "type": "duckdb"}],
        "schema": [{"name": table.name, "properties": properties}],
    }
    contract = read_contract(read_yaml(table.file, json.dumps(described).encode()))
    return DescribedTable(table, contract, contract.objects[0])


def without_contract(
    tables: Sequence[SourceTable],
    unfilled: Sequence[SourceTable],
    rows: Path,
    severity: Severity,
) -> Finding:
    """Says of one source that it has no contract; ``unfilled`` are its tables without rows.

    ``rows`` is where those of its first table would stand.
    """
    first = tables[0]
    message = f"The source `{first.source}` names no data contract."
    fix = (
        f"Draft one: ./pants contract-draft --contract-draft-from={first.file}"
        f" --contract-draft-source={first.source}"
    )
    if unfilled:
        names = ", ".join(f"`{table.name}`" for table in unfilled)
        message += f" What reads {names} is not built here, for want of rows."
        fix += f". Until then, rows may stand in files such as {rows}"
    if located := next((table for table in unfilled if table.external_location), None):
        message += (
            f" dbt would read `{located.name}` from `{located.external_location}`, which a test"
            " does not reach."
        )
        fix += "; delete `external_location` then"
    return Finding(
        rule="source-without-contract",
        severity=severity,
        file=first.file,
        # The file may lie here in canonical form, and a warning repeats no test.
        line=first.source_line if severity is Severity.ERROR else None,
        message=message,
        fix=f"{fix}.",
    )


def _unreadable(rows: Path, why: str) -> Finding:
    return Finding(
        rule="input-unreadable",
        severity=Severity.ERROR,
        file=str(rows),
        message=f"The rows cannot be read: {why.partition(chr(10))[0]}",
        fix="Correct the file.",
    )
