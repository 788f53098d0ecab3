from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from inseam.check.incremental_strategies import DUCKDB, strategy_findings
from inseam.report.finding import Finding, Severity

MODEL = "models/parcels.sql"
# As dbt-databricks has them, and a strategy of the project's own.
MACROS = {
    "dbt": ("append", "default", "delete_insert", "insert_overwrite", "merge", "microbatch"),
    "dbt_databricks": ("replace_where",),
    "parcel_hub": ("newest",),
}


def found(
    folder: Path,
    strategy: str | None,
    *,
    sql: str = "",
    files: dict[str, str] | None = None,
    **config: Any,
) -> list[Finding]:
    texts = {
        MODEL: sql or f"{{{{ config(incremental_strategy='{strategy}') }}}}\n",
        **(files or {}),
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    usual = {"materialized": "incremental", "unique_key": "parcel_id"}
    node = SimpleNamespace(
        name="parcels",
        package_name="parcel_hub",
        original_file_path=MODEL,
        patch_path="parcel_hub://models/_models.yml",
        raw_code=texts[MODEL],
        config=SimpleNamespace(**{**usual, "incremental_strategy": strategy, **config}),
    )
    macros = {
        f"{package}.{name}": SimpleNamespace(
            package_name=package, name=f"get_incremental_{name}_sql"
        )
        for package, names in MACROS.items()
        for name in names
    }
    metadata = SimpleNamespace(project_name="parcel_hub")
    manifest = SimpleNamespace(nodes={"a": node}, macros=macros, metadata=metadata)
    return list(strategy_findings(folder, manifest))


@pytest.mark.parametrize(
    "strategy",
    ["append", "delete+insert", "delete_insert", "merge", "microbatch", "default", "newest", None],
)
def test_a_strategy_of_both_engines_or_of_the_project_is_fine(
    tmp_path: Path, strategy: str | None
) -> None:
    assert found(tmp_path, strategy) == []


@pytest.mark.parametrize(
    ("strategy", "fix"),
    [
        ("mergee", "Did you mean `merge`?"),
        ("Merge", "Did you mean `merge`?"),
        ("micro_batch", "Did you mean `microbatch`?"),
        ("delete_and_insert", "Did you mean `delete_insert` or `delete+insert`?"),
        (
            "by_time",
            "Both engines have `append`, `delete+insert`, `merge` and `microbatch`.",
        ),
    ],
)
def test_an_unknown_strategy_is_an_error_with_what_is_near(
    tmp_path: Path, strategy: str, fix: str
) -> None:
    (finding,) = found(tmp_path, strategy)
    assert (finding.severity, finding.line, finding.fix) == (Severity.ERROR, 1, fix)
    assert "which neither DuckDB nor Databricks has" in finding.message


@pytest.mark.parametrize("strategy", ["insert_overwrite", "replace_where"])
def test_a_strategy_of_databricks_alone_is_named(tmp_path: Path, strategy: str) -> None:
    (finding,) = found(tmp_path, strategy)
    assert finding.severity is Severity.INFO
    assert "which Databricks has and DuckDB does not" in finding.message


def test_a_model_may_choose_by_its_target(tmp_path: Path) -> None:
    sql = (
        "{{ config(incremental_strategy='append' if target.type == 'duckdb' else 'replace_where')}}"
    )
    assert found(tmp_path, "replace_where", sql=sql) == []


def test_databricks_deletes_by_a_key(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "delete+insert", unique_key=None)
    assert "no `unique_key`" in finding.message
    assert found(tmp_path, "append", unique_key=None) == []


def test_only_incremental_models_have_a_strategy(tmp_path: Path) -> None:
    assert found(tmp_path, "mergee", materialized="table") == []


@pytest.mark.parametrize("file", ["models/_models.yml", "dbt_project.yml"])
def test_a_finding_is_where_the_strategy_is_written(tmp_path: Path, file: str) -> None:
    written = {file: "a: 1\nincremental_strategy: mergee\n"}
    (finding,) = found(tmp_path, "mergee", sql="select 1", files=written)
    assert (finding.file, finding.line) == (str(tmp_path / file), 2)


def test_duckdb_has_what_its_adapter_has() -> None:
    adapter: Any = import_module("dbt.adapters.duckdb.impl")
    by_version = SimpleNamespace(duckdb_version=adapter.Version("1.5.5"))
    strategies = adapter.DuckDBAdapter.duckdb_incremental_strategies.func(by_version)
    assert set(strategies) == DUCKDB
