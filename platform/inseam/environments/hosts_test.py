from __future__ import annotations

from pathlib import Path

import pytest

from inseam.environments.definition import Environment
from inseam.environments.hosts import variables_of_host
from inseam.environments.lake import variables
from inseam.report.finding import InputError

ENVIRONMENT = Environment("databricks", "databricks", hosts=("adb-1.example.com",))
OTHERS = {"DATABRICKS_HTTP_PATH": "/sql/1.0/warehouses/1", "DATABRICKS_TOKEN": "s3cret"}


@pytest.mark.parametrize("host", ["adb-1.example.com", "ADB-1.Example.com"])
def test_a_host_of_the_list_may_be_talked_to(host: str) -> None:
    assert variables_of_host(ENVIRONMENT, {"DATABRICKS_HOST": host, **OTHERS}) == {}


@pytest.mark.parametrize(
    "host",
    [
        "adb-2.example.com",
        "https://adb-1.example.com",
        "adb-1.example.com:443",
        "adb-1.example.com/",
        "adb-1.example.com.",
        "adb-1.example.com@adb-2.example.com",
        " adb-1.example.com",
        "sub.adb-1.example.com",
    ],
)
def test_any_other_is_refused(host: str) -> None:
    with pytest.raises(InputError) as raised:
        variables(ENVIRONMENT, Path(), {"DATABRICKS_HOST": host, "DATABRICKS_TOKEN": "s3cret"})
    (finding,) = raised.value.findings
    assert finding.rule == "environment-host-refused"
    assert f"is `{host}`, which `databricks` does not list" in finding.message
    assert "s3cret" not in finding.message + finding.fix


def test_a_host_that_nobody_names_is_an_error() -> None:
    with pytest.raises(InputError) as raised:
        variables(ENVIRONMENT, Path(), OTHERS)
    (finding,) = raised.value.findings
    assert finding.rule == "environment-host-unset"
    assert finding.fix == "Set `DATABRICKS_HOST` to `adb-1.example.com`."


def test_every_variable_that_is_not_set_is_one_error() -> None:
    with pytest.raises(InputError) as raised:
        variables(ENVIRONMENT, Path(), {"DATABRICKS_TOKEN": ""})
    found = [(f.rule, f.message.split("`")[1], f.fix.split("`")[1]) for f in raised.value.findings]
    assert found == [
        ("environment-host-unset", "DATABRICKS_HOST", "DATABRICKS_HOST"),
        ("environment-variable-unset", "DATABRICKS_HTTP_PATH", "DATABRICKS_HTTP_PATH"),
        ("environment-variable-unset", "DATABRICKS_TOKEN", "DATABRICKS_TOKEN"),
    ]


def test_an_environment_without_hosts_gets_no_token() -> None:
    given = {"DATABRICKS_HOST": "anywhere.example.com", "DATABRICKS_TOKEN": "s3cret"}
    assert variables_of_host(Environment("spark", "spark"), given) == {"DATABRICKS_TOKEN": ""}
