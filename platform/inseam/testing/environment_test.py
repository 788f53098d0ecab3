from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.testing.environment import databases, environment, read_env, write_env


def test_the_variables_have_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("products", "orders", ".inseam")
    attached = {"shop": folder / "shop.duckdb"}
    variables = environment(
        folder / "prod.duckdb", attached, Path("platform/dbt/profiles.yml"), "2026-01-31T06:00:00Z"
    )

    assert variables["DBT_PROFILES_DIR"] == f"{tmp_path}/platform/dbt"
    assert variables["DBT_PROFILE"] == "inseam"
    assert variables["INSEAM_DUCKDB_FILE"] == f"{tmp_path}/products/orders/.inseam/prod.duckdb"
    assert variables["INSEAM_AS_OF"] == "2026-01-31T06:00:00Z"
    assert json.loads(variables["INSEAM_DUCKDB_ATTACH"]) == [
        {
            "path": f"{tmp_path}/products/orders/.inseam/shop.duckdb",
            "alias": "shop",
            "read_only": True,
        }
    ]
    assert databases(variables) == [
        tmp_path / "products/orders/.inseam/prod.duckdb",
        tmp_path / "products/orders/.inseam/shop.duckdb",
    ]


values = st.text(st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]))


@given(st.dictionaries(st.from_regex(r"INSEAM_[A-Z_]{1,9}", fullmatch=True), values, max_size=3))
@settings(deadline=None, derandomize=True, max_examples=30)
def test_a_shell_and_this_module_read_the_same(
    tmp_path_factory: pytest.TempPathFactory, variables: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("product")
    write_env(folder, variables)
    read_by_shell = subprocess.run(
        ["/bin/sh", "-c", "set -a; . ./env; exec env -0"],
        cwd=folder,
        env={"PATH": os.defpath},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout.decode()
    read = dict(entry.split("=", 1) for entry in read_by_shell.split("\0") if entry)

    assert read_env(folder) == variables
    assert {name: read.get(name) for name in variables} == variables
