"""How `run` starts dbt."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from inseam.testing.by_hand import DBT

SETTINGS = "name: depot\nversion: 1.0.0\nprofile: depot\n"
PROFILE = "depot: {target: local, outputs: {local: {type: duckdb, path: depot.duckdb}}}\n"
# By model: an expression over 9 and 9, the contract's type.
COLUMNS = {
    "sum_of_whole_numbers": ("sum(x)", "bigint"),
    "instant": ("current_timestamp", "timestamp"),
    "narrower": ("sum(x)", "int"),
    "too_large": ("sum(x * 9000000000000000000)", "bigint"),
    "quotient": ("sum(x) / 100.0", "decimal(17, 6)"),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    described = "".join(
        f"  - name: {model}\n    config: {{contract: {{enforced: true}}, materialized: table}}\n"
        f"    columns: [{{name: a, data_type: '{type_}'}}]\n"
        for model, (_, type_) in COLUMNS.items()
    )
    files = {
        "dbt_project.yml": SETTINGS,
        "profiles.yml": PROFILE,
        "models/_models.yml": f"models:\n{described}",
        # Beside it in the product's folder: no module of anybody's.
        "dbt.py": "raise SystemExit('the wrong dbt')\n",
        "inseam.py": "raise SystemExit('the wrong inseam')\n",
        **{
            f"models/{model}.sql": f"select {sql} as a from (values (9), (9)) as v(x)\n"
            for model, (sql, _) in COLUMNS.items()
        },
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_dbt_by_hand_compares_types_as_a_test_does(project: Path) -> None:
    options = ("--no-send-anonymous-usage-stats", "--no-use-colors", "--profiles-dir=.")
    done = subprocess.run(
        [*DBT, "run", *options], check=False, cwd=project, capture_output=True, text=True
    )
    built = {
        line.partition("main.")[2].split()[0].rstrip("."): " OK created " in line
        for line in done.stdout.splitlines()
        if " created sql " in line or " creating sql " in line
    }
    assert {model: built.get(model) for model in COLUMNS} == {
        "sum_of_whole_numbers": True,
        "instant": True,
        "narrower": False,
        "too_large": False,
        "quotient": False,
    }, done.stdout
