from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from inseam.dbt_project.unit_test_values import lost_part, unit_test_findings


@pytest.mark.parametrize(
    ("value", "type_", "other"),
    [
        (25.014, "DECIMAL(18,2)", 25.01),
        ("25.014", "decimal(18, 2)", "25.01"),
        (-0.001, "NUMERIC(10, 2)", 0),
        (2.4, "BIGINT", 2),
        ("2.4", "INTEGER", "2"),
        (7.5, "DECIMAL(10)", 8),
        ("2026-01-01 10:00:00+05:00", "TIMESTAMP", "2026-01-01 10:00:00"),
        ("2026-01-01T10:00:00-0330", "TIMESTAMP", "2026-01-01 10:00:00"),
        ("2026-01-01 10:00:00", "DATE", "2026-01-01"),
    ],
)
def test_a_value_that_loses_a_part_is_met_by_another(
    value: object, type_: str, other: object
) -> None:
    """DuckDB's own answer stands beside ours."""
    assert lost_part(value, type_) is not None
    assert lost_part(other, type_) is None
    (equal,) = (
        duckdb.connect()
        .execute(f"select cast('{value}' as {type_}) = cast('{other}' as {type_})")
        .fetchone()
        or ()
    )
    assert equal


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (25.0100, "DECIMAL(18,2)"),
        ("25.010", "DECIMAL(18,2)"),
        (25.014, "DOUBLE"),
        (2, "BIGINT"),
        (2.0, "BIGINT"),
        (1e3, "BIGINT"),
        (True, "BIGINT"),
        ("n/a", "BIGINT"),
        ("2026-01-01T10:00:00Z", "TIMESTAMP"),
        ("2026-01-01 10:00:00+00:00", "TIMESTAMP"),
        ("2026-01-01 10:00:00+05:00", "TIMESTAMPTZ"),
        ("2026-01-01", "DATE"),
        ("2026-01-01 00:00:00", "DATE"),
        ("10:00+05:00", "VARCHAR"),
        ("anything", "STRUCT(a INTEGER)"),
    ],
)
def test_what_a_type_holds_loses_nothing(value: object, type_: str) -> None:
    assert lost_part(value, type_) is None


def test_a_finding_names_row_and_column_and_its_line(tmp_path: Path) -> None:
    file = tmp_path / "models" / "_unit_tests.yml"
    file.parent.mkdir()
    file.write_text(
        "unit_tests:\n"
        "  - name: adds\n"
        "    model: sums\n"
        "    given: []\n"
        "    expect:\n"
        "      rows:\n"
        "        - {total: 1.5}\n"
        "        - {total: null, Total_Net: 1.005}\n"
    )
    test: dict[str, Any] = {
        "name": "adds",
        "model": "sums",
        "original_file_path": "models/_unit_tests.yml",
        "expect": {"rows": [{"total": 1.5}, {"total": None, "Total_Net": 1.005}]},
    }
    types = {("sums", "total"): "DECIMAL(18,2)", ("sums", "total_net"): "DECIMAL(18,2)"}
    (found,) = unit_test_findings(tmp_path, {"unit_test.a.sums.adds": test}, types)
    assert (found.file, found.line) == (str(file), 8)
    assert "`Total_Net: 1.005` in row 2" in found.message


def test_rows_in_sql_and_of_unknown_types_are_passed_over(tmp_path: Path) -> None:
    tests: dict[str, Any] = {
        "a": {
            "name": "a",
            "model": "m",
            "original_file_path": "a.yml",
            "expect": {"rows": "select 1.005"},
        },
        "b": {
            "name": "b",
            "model": "m",
            "original_file_path": "a.yml",
            "expect": {"rows": [{"c": 1.005}]},
        },
    }
    assert list(unit_test_findings(tmp_path, tests, {})) == []
