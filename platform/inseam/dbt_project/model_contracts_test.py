"""A model under an enforced contract whose SQL is right on Databricks, built on DuckDB."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from inseam.dbt_project.in_process import DbtInProcess
from inseam.dbt_project.invocation import Call
from inseam.dbt_project.model_contracts import compare_as_databricks
from testkit.dbt_fork import run_in_fork

PROFILES = Path(__file__).parents[2] / "dbt" / "profiles.yml"
_RESULT = "result.json"


def built(root: Path, select: str, data_type: str) -> tuple[str, str]:
    """The model's status, and dbt's message."""
    (root / "models").mkdir()
    (root / "dbt_project.yml").write_text("name: sums\nprofile: inseam\n")
    (root / "models/total.sql").write_text(f"{{{{ config(materialized='table') }}}} {select}")
    entry = {
        "name": "total",
        "config": {"contract": {"enforced": True}},
        "columns": [{"name": "a", "data_type": data_type}],
    }
    (root / "models/total.yml").write_text(json.dumps({"models": [entry]}))
    # In a fork: dbt keeps state in its process.
    run_in_fork(_build, root)
    status, message = json.loads((root / _RESULT).read_text())
    return status, message


def _build(root: Path) -> None:
    compare_as_databricks()
    compare_as_databricks()  # a second time changes nothing
    dbt = DbtInProcess(
        Call(root, PROFILES, root / "sums.duckdb", "2026-01-31T06:00:00Z", root / "t")
    )
    (result,) = dbt("run").results
    (root / _RESULT).write_text(json.dumps([str(result.status), str(result.message)]))


WHOLE_NUMBERS = "select sum(x) as a from (values (1::bigint), (2)) as t (x)"


@pytest.mark.parametrize(
    ("select", "data_type", "value"),
    [
        (WHOLE_NUMBERS, "BIGINT", 3),
        ("select sum(x) * 2 + 1 as a from (values (1), (2)) as t (x)", "BIGINT", 7),
        ("select count(*) as a from (values (1), (2)) as t (x)", "BIGINT", 2),
    ],
)
def test_a_sum_of_whole_numbers_is_a_bigint(
    tmp_path: Path, select: str, data_type: str, value: int
) -> None:
    assert built(tmp_path, select, data_type)[0] == "success"
    with duckdb.connect(str(tmp_path / "sums.duckdb"), read_only=True) as connection:
        assert connection.execute("select a, typeof(a) from total").fetchall() == [
            (value, "BIGINT")
        ]


def test_an_instant_is_a_timestamp(tmp_path: Path) -> None:
    select = "select timestamptz '2026-01-31 06:00:00+00' as a"
    assert built(tmp_path, select, "TIMESTAMP")[0] == "success"


def test_a_sum_that_fits_no_bigint_raises(tmp_path: Path) -> None:
    select = "select sum(x) as a from (values (9223372036854775807), (1)) as t (x)"
    status, message = built(tmp_path, select, "BIGINT")
    assert status == "error"
    assert "9223372036854775808" in message


@pytest.mark.parametrize(
    ("select", "data_type"),
    [
        (WHOLE_NUMBERS, "INTEGER"),
        (WHOLE_NUMBERS, "DECIMAL(38, 0)"),
        ("select sum(x) as a from (values (1.5::double)) as t (x)", "BIGINT"),
        ("select sum(x) as a from (values (1.5::decimal(4, 1))) as t (x)", "BIGINT"),
    ],
)
def test_what_is_another_type_on_databricks_fails(
    tmp_path: Path, select: str, data_type: str
) -> None:
    status, message = built(tmp_path, select, data_type)
    assert status == "error"
    assert "contract" in message
