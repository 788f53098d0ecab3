"""What changes for the products on the DuckDB to come: nothing, neither a result nor a row."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Repository

PORTS = 18
MADE_ROWS = "--data-products-rows=1000"
pytestmark = pytest.mark.nightly


def built(mesh: Repository, folder: Path, *options: str) -> Path:
    """What the tests of all products leave behind, moved to ``folder``."""
    result = mesh.pants(*options, "test", "products::")
    # On made rows a few refuse to be built, for want of orders of a customer and the like.
    assert MADE_ROWS in options or result.exit_code == 0, result.output
    return Path(shutil.move(mesh.root / "dist/test", folder))


def rows(file: Path) -> tuple[list[Any], list[Any]]:
    with duckdb.connect() as connection:
        relation = f"'{file}'"
        types = connection.execute(f"describe select * from {relation}").fetchall()
        return types, connection.execute(f"select * from {relation} order by all").fetchall()


@pytest.mark.parametrize("options", [(), (MADE_ROWS,)], ids=["written rows", "made rows"])
def test_products_have_the_same_rows_and_results(
    mesh: Repository, tmp_path: Path, options: tuple[str, ...]
) -> None:
    if options:
        for folder in mesh.root.glob("products/*/tests/inputs"):
            shutil.rmtree(folder)

    now = built(mesh, tmp_path / "now", *options)
    then = built(mesh, tmp_path / "then", *options, "--data-products-duckdb=2")

    files = {path.relative_to(now) for path in now.rglob("rows/*/*.parquet")}
    assert files == {path.relative_to(then) for path in then.rglob("rows/*/*.parquet")}
    assert options or len(files) == PORTS
    assert [file for file in sorted(files) if rows(now / file) != rows(then / file)] == []
    results = sorted(path.relative_to(now) for path in now.rglob("result.json"))
    assert [summary(now / file) for file in results] == [summary(then / file) for file in results]


def summary(result: Path) -> list[str]:
    """Nodes, checks and how many of them passed."""
    lines: list[str] = json.loads(result.read_text("utf-8"))["summary"]
    return lines
