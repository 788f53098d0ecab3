"""The process: a repository, a request and what is printed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inseam.facts.documents import read_documents
from inseam.facts.teams import read_teams

ROOT = Path(__file__).parents[3]
AGREEMENT = "products/bills/agreements/orders-v1.yaml"
FILES = {
    "platform/environments.yaml": """\
- {name: lake, target: lake, database: lake, location: dist/lake}
- {name: here, target: local}
""",
    "platform/teams.yaml": "- id: sales\n- id: finance\n",
    "products/orders/orders.odps.yaml": "id: orders\nteam: {name: sales}\n",
    "products/orders/models/output_ports/v1/orders-v1.odcs.yaml": """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
servers: [{server: production, type: databricks, catalog: retail, schema: op_orders_v1}]
schema: [{name: orders}]
roles: [{role: reader, access: read}]
""",
    "products/bills/bills.odps.yaml": "id: bills\nteam: {name: finance}\n",
    AGREEMENT: """\
id: bills-reads-orders-v1
provider: {product: orders, port: orders-v1}
consumer: bills
purpose: Bills what was ordered.
start: '2026-01-15'
end: '2028-01-14'
reassess: '2027-01-15'
roles: [reader]
""",
}
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    Path("platform/dbt").mkdir()
    Path("target").mkdir()  # where the profile has DuckDB's file
    shutil.copy(ROOT / "platform/dbt/profiles.yml", "platform/dbt")
    ignored = shutil.ignore_patterns("integration_tests")
    shutil.copytree(ROOT / "shared/dbt_common", "shared/dbt_common", ignore=ignored)

    def call(form: str = "text", **asked: Any) -> subprocess.CompletedProcess[str]:
        for folder in Path("products").iterdir():
            read_documents(folder).write(Path(f"_asked/_facts/{folder.name}.jsonl"))
        read_teams(Path("platform/teams.yaml")).write(Path("_asked/_facts/teams.jsonl"))
        request = {"version": 1, "environment": "", "apply": False, "wait": 0, **asked}
        Path("_asked/request.json").write_text(json.dumps({"date": "2026-02-01", **request}))
        return subprocess.run(
            [sys.executable, "-m", "inseam.grants", form, "_asked/request.json"],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(ROOT / "platform"), "PATH": "/usr/bin:/bin"},
        )

    return call


def test_a_lake_has_no_grants_and_a_plan_and_nobody_opens_it(run: Run) -> None:
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == """\
Grants in lake on 2026-02-01: its engine has none, so whoever can open it reads all of it. One that\
 has grants would be asked for these:

To give:
  finance
    USE CATALOG on lake                         for bills-reads-orders-v1
    USE SCHEMA on lake.retail__op_orders_v1     for bills-reads-orders-v1
    SELECT on lake.retail__op_orders_v1.orders  for bills-reads-orders-v1
"""
    )
    assert not Path("dist").exists()


def test_to_apply_where_there_are_no_grants_is_one_error(run: Run) -> None:
    done = run(apply=True)
    assert done.returncode == 1
    assert done.stdout.startswith(
        "platform/environments.yaml:1: error[grants-unsupported] The engine of `lake` has no"
    )
    assert done.stdout.count("error[") == 1
    assert not Path("dist").exists()


def test_an_engine_that_is_no_lake_is_asked_whether_it_has_grants(run: Run) -> None:
    done = run(environment="here", apply=True)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("platform/environments.yaml:2: error[grants-unsupported] ")
    assert "SELECT on retail.op_orders_v1.orders" in done.stdout


@pytest.mark.parametrize(
    ("asked", "edit", "said"),
    [
        ({"environment": "laek"}, {}, "platform/environments.yaml: error[environment-unknown]"),
        ({"date": "tomorrow"}, {}, "pants.toml: error[day-invalid] `tomorrow` is not a day."),
        ({}, {AGREEMENT: "["}, f"{AGREEMENT}:1: error[yaml-unreadable]"),
        (
            {"environment": "here", "apply": True},
            {"platform/dbt/profiles.yml": "inseam: {outputs: {}}"},
            "platform/environments.yaml:2: error[environment-unreachable]",
        ),
    ],
)
def test_bad_input_is_one_error(
    asked: dict[str, Any], edit: dict[str, str], said: str, run: Run
) -> None:
    for file, text in edit.items():
        Path(file).write_text(text)
    done = run(**asked)
    assert done.returncode == 2, done.stderr
    assert done.stdout.startswith(said)
    assert done.stdout.count("error[") == 1
    assert "Traceback" not in done.stderr


def test_the_report_is_for_programs_too(run: Run) -> None:
    found = json.loads(run("json").stdout)
    assert found["findings"] == []
    assert found["summary"][2:4] == ["To give:", "  finance"]
