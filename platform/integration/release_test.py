"""`./pants load` and `./pants release` of all products, into the lake of this machine."""

from __future__ import annotations

import os
import random
import re
import subprocess
import time
from pathlib import Path

import duckdb
import pytest
from conftest import Repository
from process_tree import kill_tree

PRODUCTS = 8
SALES = tuple(
    f"lake.retail_prod__op_store_sales_v1.{name}" for name in ("receipts", "receipt_lines")
)
# Of these the rows until then, and then all.
MOMENTS = ("2024-06-30T00:00:00Z", "2025-06-30T00:00:00Z", "")
_ATTACH = re.compile(r"^Any DuckDB client reads it: (?P<statement>.*)$", re.MULTILINE)
_NAMES = re.compile(r"^  (?P<name>lake\.\S+)$", re.MULTILINE)


def reader(root: Path, attach: str) -> duckdb.DuckDBPyConnection:
    """As docs/environments.md has it; the wheels of this environment spare the download."""
    connection = duckdb.connect()
    connection.execute(f"set extension_directory = '{root}/dist/duckdb_extensions'")
    connection.execute(attach)
    return connection


def released(output: str) -> dict[str, str]:
    """The release of each product that a call released."""
    return dict(re.findall(r"^  (\w+): released (\w+)", output, re.MULTILINE))


@pytest.mark.nightly
def test_all_products_are_released_and_read(mesh: Repository) -> None:
    blocked = mesh.pants("release", "products/customer_spend::")
    assert blocked.exit_code == 1
    assert "Release it too: ./pants release products/store_sales::" in blocked.output

    assert mesh.pants("load", "products::").exit_code == 0
    first = mesh.pants("release", "products::")

    assert first.exit_code == 0, first.output
    assert len(released(first.output)) == PRODUCTS, first.output
    attach = _ATTACH.search(first.output)
    assert attach is not None, first.output
    with reader(mesh.root, attach["statement"]) as lake:
        counts = {
            name: lake.execute(f"select count(*) from {name}").fetchall()[0][0]
            for name in _NAMES.findall(first.output)
        }
    # All objects of all ports, and rows in the one that the README begins with.
    assert len(counts) == 18
    assert counts["lake.entropy_data_prod__op_entropydata_customer_activity_v1.customer_activity"]

    again = mesh.pants("release", "products::")
    assert again.exit_code == 0, again.output
    assert f"lake: {PRODUCTS} unchanged" in again.output
    assert released(again.output) == {}

    # Of one product's code, and of no other's.
    mesh.replace(
        "products/customer_spend/models/staging/stg_receipts.sql",
        "customer_id is not null",
        "customer_id is not null and 1 = 1",
    )
    changed = mesh.pants("release", "products::")
    assert list(released(changed.output)) == ["customer_spend"], changed.output


@pytest.mark.nightly
def test_the_whole_process_tree_is_killed_at_any_moment(mesh: Repository) -> None:
    assert mesh.pants("load", "products/store_sales::").exit_code == 0
    first = mesh.pants("release", "products/store_sales::")
    assert first.exit_code == 0, first.output
    attach = _ATTACH.search(first.output)
    assert attach is not None
    names = _NAMES.findall(first.output)
    generator = random.Random(1)
    command = ("./pants", "--no-pantsd", "release", "--refresh", "products/store_sales::")
    for kill in range(10):
        process = subprocess.Popen(
            command,
            cwd=mesh.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TERM": "dumb"},
        )
        assert process.stdout is not None
        assert any(line.startswith("Releasing store_sales") for line in process.stdout)
        time.sleep(generator.uniform(0, 10))
        kill_tree(process)
        with reader(mesh.root, attach["statement"]) as lake:
            rows = [lake.execute(f"select count(*) from {name}").fetchall()[0] for name in names]
        assert all(count for (count,) in rows), kill
    done = mesh.run(*command)
    assert done.exit_code == 0, done.output
    with reader(mesh.root, attach["statement"]) as lake:
        holders = lake.execute(
            "select 1 from information_schema.columns where table_name = 'holder'"
        ).fetchall()
    assert holders == []


@pytest.mark.nightly
def test_thirty_releases_are_killed(mesh: Repository, tmp_path: Path) -> None:
    script = "platform/testkit/release/kills.py"
    done = mesh.pants("run", script, "--", str(tmp_path / "mesh"), "--kills=30", "--seed=1")

    assert done.exit_code == 0, done.output
    assert "0 of 34 wrong" in done.output


@pytest.mark.nightly
def test_a_reader_looks_on_at_twenty_releases(mesh: Repository, tmp_path: Path) -> None:
    script = "platform/testkit/release/watched.py"
    done = mesh.pants("run", script, "--", str(tmp_path / "mesh"), "--releases=20")

    assert done.exit_code == 0, done.output
    assert "; 0 wrong" in done.output


def _articles(lake: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return lake.execute(
        "from lake.retail_prod__op_stock_levels_v1.articles order by all"
    ).fetchall()


@pytest.mark.nightly
def test_late_rows_over_three_releases_equal_a_full_rebuild(mesh: Repository) -> None:
    """`receipts` and `receipt_lines` are incremental; `articles` comes of a snapshot, which keeps
    what its source forgets."""
    products = ("products/store_sales::", "products/stock_levels::")
    sizes = []
    for moment in MOMENTS:
        loaded = mesh.pants("load", f"--as-of={moment}", *products)
        assert loaded.exit_code == 0, loaded.output
        done = mesh.pants("release", "--refresh", *products)
        assert done.exit_code == 0, done.output
        attach = _ATTACH.search(done.output)
        assert attach is not None, done.output
        with reader(mesh.root, attach["statement"]) as lake:
            sizes.append([lake.execute(f"select count(*) from {t}").fetchall() for t in SALES])
            incremental = [lake.execute(f"from {table} order by all").fetchall() for table in SALES]
            history = _articles(lake)
    assert sizes[0] < sizes[1] < sizes[2]

    full = mesh.pants("release", "--refresh", "--full-refresh", *products)

    assert full.exit_code == 0, full.output
    attach = _ATTACH.search(full.output)
    assert attach is not None, full.output
    with reader(mesh.root, attach["statement"]) as lake:
        rebuilt = [lake.execute(f"from {table} order by all").fetchall() for table in SALES]
        articles = _articles(lake)
    assert incremental == rebuilt
    # The source has the newest states alone.
    assert {article for article, *_ in articles} == {article for article, *_ in history}
    assert len(articles) < len(history)
