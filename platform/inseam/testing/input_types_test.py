"""Rows of every physical type of every system: written ones are loaded, others are made and loaded.

The types are those of `inseam/odcs/testdata/physical_types.tsv`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.odcs.types import dialect_of, duckdb_type
from inseam.odcs.types_test import system_types
from inseam.synthesis.synthesise import synthesise
from inseam.synthesis.unsatisfiable import UNSUPPORTED, CannotSynthesise
from inseam.testing.input_rows import load_rows
from inseam.testing.outcomes import Origin
from inseam.testing.planned_inputs import PlannedInput
from inseam.testing.source_table import DescribedTable, SourceTable

AS_OF = datetime.fromisoformat("2026-01-31T06:00:00")


def by_server() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for server, physical, logical, *_ in system_types():
        column = {"physicalType": physical, **({"logicalType": logical} if logical else {})}
        found.setdefault(server, []).append({"name": f"c{len(found.get(server, []))}", **column})
    yield from found.items()


def is_made(server: str, column: dict[str, Any]) -> bool:
    """No values of intervals and unions are."""
    described = contract(server, [column])
    (typed,) = described.objects[0].properties
    return not duckdb_type(typed, dialect_of(described)).startswith(("INTERVAL", "UNION"))


def contract(server: str, columns: list[dict[str, Any]]) -> Contract:
    document = {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": "system",
        "version": "1.0.0",
        "status": "active",
        "servers": [{"server": "production", "type": server}],
        "schema": [{"name": "facts", "properties": columns}],
    }
    return read_contract(read_yaml("system.odcs.yaml", json.dumps(document).encode()))


def planned(described: Contract, rows: Path) -> PlannedInput:
    table = SourceTable("lake", "raw", "facts", "system", "system", "s.yaml", 1, 1)
    entry = DescribedTable(table, described, described.objects[0])
    return PlannedInput(entry, rows, Origin.WRITTEN)


@pytest.mark.parametrize(("server", "columns"), by_server())
def test_rows_of_all_types_of_a_system_are_made_and_fit(
    server: str, columns: list[dict[str, Any]], tmp_path: Path
) -> None:
    described = contract(server, [column for column in columns if is_made(server, column)])

    made = synthesise([described], rows=12, seed=1, as_of=AS_OF)
    pq.write_table(made.tables["system", "facts"], tmp_path / "facts.parquet")
    _, findings = load_rows([planned(described, tmp_path / "facts.parquet")], tmp_path)

    assert findings == []


@pytest.mark.parametrize(
    ("server", "physical"),
    [
        (server, column["physicalType"])
        for server, columns in by_server()
        for column in columns
        if not is_made(server, column)
    ],
)
def test_a_type_without_made_values_is_refused_where_it_is_written(
    server: str, physical: str
) -> None:
    described = contract(server, [{"name": "c", "physicalType": physical}])
    with pytest.raises(CannotSynthesise) as refused:
        synthesise([described], rows=12, seed=1, as_of=AS_OF)
    (found,) = refused.value.at_elements
    assert found.finding.rule == UNSUPPORTED
    assert found.element == "schema[0].properties[0].physicalType"


@pytest.mark.parametrize(("server", "columns"), by_server())
def test_written_rows_of_all_types_of_a_system_are_loaded(
    server: str, columns: list[dict[str, Any]], tmp_path: Path
) -> None:
    rows = tmp_path / "facts.csv"
    rows.write_text(
        ",".join(column["name"] for column in columns) + "\n" + "," * (len(columns) - 1) + "\n"
    )
    _, findings = load_rows([planned(contract(server, columns), rows)], tmp_path)
    assert findings == []


@pytest.mark.parametrize(
    ("server", "physical", "value", "wrong"),
    [
        ("mysql", "int(11)", "7", "seven"),
        ("mysql", "decimal(10,2) unsigned", "7.25", "seven"),
        ("sqlserver", "datetime2(7)", "2026-01-31 06:00:00", "today"),
        ("databricks", "VARIANT", '{"a": 1}', "{a"),
        ("clickhouse", "Enum8('a' = 1, 'b' = 2)", "a", "c"),
        ("oracle", "NUMBER(5,-2)", "1200", "many"),
        ("snowflake", "VECTOR(INT, 2)", "[1, 2]", "[1]"),
    ],
)
def test_a_value_that_is_none_of_its_type_is_named(
    server: str, physical: str, value: str, wrong: str, tmp_path: Path
) -> None:
    described = contract(server, [{"name": "c", "physicalType": physical}])
    rows = tmp_path / "facts.csv"
    quoted = ['"{}"'.format(text.replace('"', '""')) for text in (value, wrong)]
    rows.write_text("c\n" + "\n".join(quoted) + "\n")
    _, (finding,) = load_rows([planned(described, rows)], tmp_path)
    assert (finding.rule, finding.details) == ("input-invalid", (f"line 3: {wrong!r}",))
