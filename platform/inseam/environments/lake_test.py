from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from inseam.dbt_project.in_process import invoke
from inseam.dbt_project.model_contracts import compare_as_databricks
from inseam.environments.definition import Environment
from inseam.environments.lake import EXTENSIONS, attach_statement, folder, variables
from inseam.environments.operations import OperationFailed, Operations, set_variables
from inseam.report.finding import InputError

ROOT = Path(__file__).parents[3]
LAKE = Environment("lake", "lake", database="lake", location=Path("dist/it's a lake"))
TEAM = Environment(
    "team", "lake", database="lake", location=Path("lake"), catalog_variable="TEAM_LAKE"
)
ELSEWHERE = Environment("databricks", "databricks", hosts=("a.example.com",))


def operations(given: dict[str, str]) -> Operations:
    return Operations(
        common=ROOT / "shared/dbt_common",
        profiles=ROOT / "platform/dbt/profiles.yml",
        target="lake",
        variables=given,
    )


@contextmanager
def reading(repository: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    statement = attach_statement(LAKE, repository)
    assert statement is not None
    with duckdb.connect() as reader:
        reader.execute(f"set extension_directory = '{repository / EXTENSIONS}'")
        reader.execute(statement)
        yield reader


def test_dbt_writes_the_lake_and_a_reader_reads_it_with_the_statement(tmp_path: Path) -> None:
    given = variables(LAKE, tmp_path)
    operations(given).call(
        "run_statements",
        statements=[
            "create schema lake.sales",
            "create table lake.sales.orders as select 1 as id",
            "create view lake.sales.published as select id from lake.sales.orders",
        ],
    )
    with reading(tmp_path) as reader:
        assert reader.execute("select * from lake.sales.published").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error, match="read-only"):
            reader.execute("create table lake.sales.more as select 1 as id")
    place = tmp_path / "dist/it's a lake"
    assert folder(LAKE, tmp_path) == place
    assert {"catalog.sqlite", "data"} <= {path.name for path in place.iterdir()}
    with sqlite3.connect(place / "catalog.sqlite") as catalog:
        assert catalog.execute("pragma journal_mode").fetchall() == [("wal",)]


def test_the_session_of_a_lake_is_in_utc(tmp_path: Path) -> None:
    given = variables(LAKE, tmp_path)
    operations(given).call(
        "run_statements",
        statements=["create table lake.main.t as select current_setting('TimeZone') as zone"],
    )
    with reading(tmp_path) as reader:
        assert reader.execute("select zone from lake.main.t").fetchall() == [("UTC",)]


def test_a_lake_loses_digits_of_hugeint_alone(tmp_path: Path) -> None:
    # As an integer of 55 bits that no DOUBLE is.
    number = 2**54 + 1
    types = ("hugeint", "uhugeint", "bigint", "decimal(38, 0)")
    columns = ", ".join(f"{number}::{kind} as c{at}" for at, kind in enumerate(types))
    given = variables(LAKE, tmp_path)
    # A few rows stay in the catalog, with all digits.
    table = f"create table lake.main.t as select {columns} from range(20)"
    operations(given).call("run_statements", statements=[table])
    with reading(tmp_path) as reader:
        read = reader.execute("select distinct * from lake.main.t").fetchall()
    assert read == [(number - 1, number - 1, number, number)]


PORT = """\
{{ config(materialized='table') }}
select key, sum(value) as total
from (select i % 20 as key, 900719925474100 + i as value from range(2020) as numbers(i))
group by key
"""
CONTRACT = """\
models:
  - name: port
    config: {contract: {enforced: true}}
    columns: [{name: key, data_type: bigint}, {name: total, data_type: bigint}]
"""


def test_a_table_whose_contract_dbt_enforces_keeps_the_digits_of_sums(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("{name: sums, profile: inseam}")
    (project / "models/port.sql").write_text(PORT)
    (project / "models/_models.yml").write_text(CONTRACT)
    given = variables(LAKE, tmp_path)
    compare_as_databricks()
    with set_variables(given):
        done = invoke(
            "lake",
            "run",
            f"--project-dir={project}",
            f"--profiles-dir={ROOT / 'platform/dbt'}",
            f"--target-path={tmp_path / 'target'}",
            f"--log-path={tmp_path / 'logs'}",
        )
    assert [str(result.status) for result in done.results] == ["success"]
    with reading(tmp_path) as reader:
        read = reader.execute("select typeof(total), total from lake.main.port where key = 7")
        total = 101 * (900719925474100 + 7) + 20 * sum(range(101))
        assert read.fetchall() == [("BIGINT", total)]
        assert total > 2**53


def test_nothing_is_installed_from_elsewhere(tmp_path: Path) -> None:
    given = variables(LAKE, tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(OperationFailed, match="ducklake"):
        operations(given | {"INSEAM_DUCKDB_EXTENSIONS": str(empty)}).call(
            "run_statements", statements=["select 1"]
        )
    assert list(empty.iterdir()) == []


def test_an_absolute_location_stays_and_another_engine_has_no_lake(tmp_path: Path) -> None:
    away = Environment("lake", "lake", database="lake", location=tmp_path / "away")
    assert attach_statement(away, Path("/repository")) == (
        f"attach 'ducklake:sqlite:{tmp_path}/away/catalog.sqlite' as lake (read_only)"
    )
    given = {
        "DATABRICKS_HOST": "a.example.com",
        "DATABRICKS_HTTP_PATH": "/sql/1.0/warehouses/1",
        "DATABRICKS_TOKEN": "s3cret",
    }
    assert variables(ELSEWHERE, tmp_path, given) == {
        "INSEAM_DBT_TARGET": "databricks",
        "INSEAM_DATABASE": "",
    }
    assert variables(Environment("spark", "spark"), tmp_path)["DATABRICKS_TOKEN"] == ""
    assert attach_statement(ELSEWHERE, tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_catalog_in_postgres_is_attached_without_its_password(tmp_path: Path) -> None:
    given = {"TEAM_LAKE": "host=db.example.com dbname=lake password=s3cret"}
    found = variables(TEAM, tmp_path, given)
    (attach,) = json.loads(found["INSEAM_LAKE_ATTACH"])
    assert attach == {
        "path": "ducklake:postgres:host=db.example.com dbname=lake",
        "alias": "lake",
        "options": {"data_path": f"{tmp_path}/lake/data/"},
    }
    assert found["PGPASSWORD"] == "s3cret"
    assert attach_statement(TEAM, tmp_path) == (
        "attach 'ducklake:postgres:$TEAM_LAKE' as lake (read_only)"
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "is not set."), ({"TEAM_LAKE": "db s3cret"}, "is not a connection string.")],
)
def test_a_catalog_that_nobody_names_is_an_error(
    given: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as raised:
        variables(TEAM, tmp_path, given)
    (finding,) = raised.value.findings
    assert finding.message.endswith(said)
    assert "s3cret" not in finding.message + finding.fix
