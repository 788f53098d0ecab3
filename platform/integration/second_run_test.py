"""What a second run adds to the tables of the first: snapshots and incremental models.

A test's own second build (`inseam.testing.second_build`) has later rows of its inputs. Here plain
dbt builds twice in the product's folder, and the operational system changes in between.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Repository, plain_dbt

# Second builds of the products' own tests are the sample of every change.
pytestmark = pytest.mark.nightly

STOCK = "products/stock_levels"
SALES = "products/store_sales"


def sql(dbt: Path, database: Path, statement: str) -> list[Any]:
    """Runs one statement with the DuckDB that lies beside dbt, and gives its rows."""
    program = (
        "import duckdb, json, sys; connection = duckdb.connect(sys.argv[1]);"
        "print(json.dumps(connection.execute(sys.argv[2]).fetchall(), default=str))"
    )
    command = [str(dbt.parent / "python"), "-c", program, str(database), statement]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    rows: list[Any] = json.loads(done.stdout)
    return rows


def run(repository: Repository, dbt: Path, product: str, *commands: str) -> None:
    for command in commands:
        assert "ERROR=0" in plain_dbt(dbt, repository.root / product, *command.split())


def load(repository: Repository, product: str) -> Path:
    """The folder with the product's databases."""
    loaded = repository.pants("run", product, "--", "parse")
    assert loaded.exit_code == 0, loaded.output
    return repository.root / product / ".inseam"


def own_database(databases: Path, read: str) -> Path:
    (own,) = (file for file in databases.glob("*.duckdb") if file.stem != read)
    return own


def test_a_snapshot_keeps_the_state_that_an_article_had(mesh: Repository, dbt: Path) -> None:
    databases = load(mesh, STOCK)
    run(mesh, dbt, STOCK, "build")
    own = own_database(databases, "warehouse_system")
    history = _history(dbt, own)
    (article, name), *_ = sql(
        dbt,
        own,
        f"select article_id, article_name from {history} where article_name is not null order by 1",
    )
    this_article = (
        f"select article_name, dbt_valid_to is null from {history}"
        f" where article_id = '{article}' order by dbt_valid_from"
    )
    before = sql(dbt, own, this_article)
    assert before == [[name, True]]

    sql(
        dbt,
        databases / "warehouse_system.duckdb",
        "insert into public.item select * replace ("
        " (select max(i_item_sk) + 1 from public.item) as i_item_sk,"
        " 'Renamed' as i_product_name, date '2026-01-30' as i_rec_start_date)"
        f" from public.item where i_item_id = '{article}' limit 1",
    )
    run(mesh, dbt, STOCK, "build")

    assert sql(dbt, own, this_article) == [[name, False], ["Renamed", True]]
    everything = f"select count(*) from {history} where dbt_valid_to is not null"
    assert sql(dbt, own, everything) == [[1]]


def _history(dbt: Path, database: Path) -> str:
    query = (
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_name = 'article_history'"
    )
    ((name,),) = sql(dbt, database, query)
    return str(name)


def test_an_incremental_port_has_the_rows_of_a_full_one(mesh: Repository, dbt: Path) -> None:
    """Late lines of known receipts and new receipts arrive; old ones stay."""
    databases = load(mesh, SALES)
    run(mesh, dbt, SALES, "run")
    own = own_database(databases, "store_tills")
    tills = databases / "store_tills.duckdb"
    ((day,),) = sql(dbt, tills, "select max(ss_sold_at)::date from public.store_sales")
    late = "select * from public.store_sales where ss_sold_at >= "
    sql(dbt, tills, f"create table later as {late} date '{day}' - 1")
    sql(dbt, tills, f"delete from public.store_sales where ss_sold_at >= date '{day}' - 1")
    run(mesh, dbt, SALES, "run --full-refresh")
    first = tables(dbt, own)

    sql(dbt, tills, "insert into public.store_sales from later")
    run(mesh, dbt, SALES, "run")
    incremental = tables(dbt, own)
    run(mesh, dbt, SALES, "run --full-refresh")

    assert incremental == tables(dbt, own)
    assert incremental != first


def tables(dbt: Path, database: Path) -> Sequence[Any]:
    """All rows of the port's tables, as numbers that stand for them."""
    schema = "op_store_sales_v1"
    return [
        sql(dbt, database, f"select count(*), sum(hash(t)::hugeint)::text from {schema}.{name} t")
        for name in ("receipts", "receipt_lines")
    ]
