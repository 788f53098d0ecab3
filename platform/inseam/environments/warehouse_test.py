from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from datacontract.config import Config
from urllib3 import HTTPSConnectionPool as Pool
from urllib3.exceptions import MaxRetryError

from inseam.environments.definition import Environment
from inseam.environments.names import Place
from inseam.environments.operations import OperationFailed
from inseam.environments.warehouse import Warehouse, warehouse_of
from inseam.report.finding import InputError

PROFILES = """\
inseam:
  target: local
  outputs:
    local: {type: duckdb}
    warehouse: {type: databricks}
"""
GIVEN = {
    "DATABRICKS_HOST": "adb-1.example.com",
    "DATABRICKS_HTTP_PATH": "/sql/1.0/warehouses/1",
    "DATABRICKS_TOKEN": "s3cret",
}
THERE = Environment("production", "warehouse", hosts=("adb-1.example.com",))


class Refused(Exception):
    """As the connector's own."""


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    file = tmp_path / "profiles.yml"
    file.write_text(PROFILES)
    return file


def test_the_engine_of_the_target_decides(profiles: Path) -> None:
    assert warehouse_of(Environment("databricks", "local"), GIVEN, profiles) is None
    assert warehouse_of(THERE, GIVEN, profiles) == Warehouse(*GIVEN.values())


def test_a_host_that_is_not_listed_gets_nothing(profiles: Path) -> None:
    with pytest.raises(InputError):
        warehouse_of(THERE, {**GIVEN, "DATABRICKS_HOST": "adb-2.example.com"}, profiles)


def test_the_token_is_not_shown() -> None:
    assert "s3cret" not in repr(Warehouse(*GIVEN.values()))


@pytest.mark.parametrize("refusal", [Refused("no token"), MaxRetryError(Pool("adb-1"), "/sql")])
def test_no_connection_is_a_failed_operation(
    monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    def connect(**_: object) -> None:
        raise refusal

    connector: Any = SimpleNamespace(connect=connect, Error=Refused)
    monkeypatch.setitem(sys.modules, "databricks.sql", connector)
    place = Place("shop", "op_orders_v1__7_aa")
    with pytest.raises(OperationFailed), Warehouse(*GIVEN.values()).connected(place, {}):
        pass


def test_datacontract_cli_reads_the_release_and_no_variable_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SERVER_HOSTNAME", "HTTP_PATH", "CATALOG", "SCHEMA", "TOKEN"):
        monkeypatch.setenv(f"DATACONTRACT_DATABRICKS_{name}", "elsewhere")
    place = Place("shop", "op_orders_v1__7_aa")
    read = Config.resolve(Warehouse(*GIVEN.values()).as_configuration(place))
    assert read.get_databricks_server_hostname() == "adb-1.example.com"
    assert read.get_databricks_http_path() == "/sql/1.0/warehouses/1"
    assert read.get_databricks_token() == "s3cret"
    assert read.get_databricks_catalog() == "shop"
    assert read.get_databricks_schema() == "op_orders_v1__7_aa"
