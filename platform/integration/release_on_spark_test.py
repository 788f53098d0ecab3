"""A real Spark takes releases: write, audit, publish, and back.

Spark has no transaction over several statements. So views are replaced one after the other, and
what is asserted is the order that makes this safe: the state says that a release is being published
before the first view changes, and whatever is not done by then is done by the next call. It has no
clone either: each release builds its tables itself.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Repository, Result, make_repository, virtual_environment
from databricks_replay import LEFT_OUT, REWRITTEN, counts, replay
from process_tree import kill_tree
from pyhive.exc import Error
from thrift_proxy import Proxy, proxy
from thrift_server import Spark, thrift_server
from two_ports import build_of_feed, two_ports

ENVIRONMENT = """\

- name: spark
  target: spark
  database: spark_catalog
  as_of: 2026-01-31T06:00:00Z
  production_rules: report
  keep: 1
"""
PORT = "retail_prod__op_store_sales_v1"
GOLDENS = [Path(__file__).with_name(f"databricks_{name}.sql") for name in ("release", "grants")]
# Of others, before the statements of a macro: a release that readers see and a claim that ends; and
# what dbt builds.
BEFORE = {
    "environment_holder": [
        "create schema inseam",
        "create table inseam.holder (nothing int) tblproperties ('inseam.claim' = '{}')",
        "create schema internal_orders__1_aa",
        "create schema op_orders_v1__1_aa",
        "create table op_orders_v1__1_aa.orders as select 1 as order_id",
        "create schema op_orders_v1",
        "create view op_orders_v1.orders as select * from op_orders_v1__1_aa.orders",
        "create view op_orders_v1.old_orders as select * from op_orders_v1__1_aa.orders",
    ],
    "hold_environment": ["drop table inseam.holder"],
    "publish_release": [
        "insert into op_orders_v1__2_bb.orders values (2)",
        "create table op_orders_v1__2_bb.new_orders as select 3 as order_id",
    ],
}
ACTIVITY = "entropy_data_prod__op_entropydata_customer_activity_v1"
HUB = "parcel_hub"
# The views that readers of its two ports know.
HUB_VIEWS = (
    "entropy_data_prod__op_parcel_hub_v1.parcels",
    "entropy_data_prod__op_parcel_hub_v2.weights",
)
SWITCHES_A_VIEW = "alter view `?entropy_data_prod__op_parcel_hub_v[12]`?[.]"
PANTS = ("./pants", "--no-colors", "--no-dynamic-ui")
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Mesh:
    repository: Repository
    spark: Spark

    def pants(self, *arguments: str) -> Result:
        return self.repository.run(*PANTS, *arguments, apart=False, **self.spark.variables)

    def load(self, product: str) -> Result:
        return self.pants("load", "--load-environment=spark", f"products/{product}::")

    def release(self, product: str, *options: str) -> Result:
        return self.pants(
            "release", "--release-environment=spark", *options, f"products/{product}::"
        )


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    """One server for all tests."""
    lock = ROOT / "platform/locks/spark-server.txt"
    programs = virtual_environment(tmp_path_factory.mktemp("programs"), lock)
    with thrift_server(programs, tmp_path_factory.mktemp("spark")) as running:
        yield running


@pytest.fixture(scope="module")
def mesh(tmp_path_factory: pytest.TempPathFactory, spark: Spark) -> Iterator[Mesh]:
    def prepare(repository: Repository) -> None:
        repository.edit("platform/environments.yaml", lambda text: text + ENVIRONMENT)
        repository.edit("contracts/external/BUILD", lambda text: text + build_of_feed(HUB))
        for path, text in two_ports(HUB).items():
            file = repository.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    products = ("customer_activity", "entropydata_postgres", "store_sales")
    repository = make_repository(tmp_path_factory.mktemp("repository"), products, prepare)
    yield Mesh(repository, spark)
    repository.stop_daemon()


def released_id(result: Result, product: str) -> str:
    assert result.exit_code == 0, result.output
    found = re.search(rf"^  {product}: released (\S+),", result.output, re.MULTILINE)
    assert found, result.output
    return found[1]


@pytest.mark.nightly
def test_what_goes_to_databricks_is_replayed(spark: Spark) -> None:
    """First, as it has a state of its own."""
    there = spark.schemas()
    try:
        done, rows = replay(GOLDENS, spark.rows, BEFORE)
        print(counts(done))
        assert {name for one in done for name in one.names} == {*REWRITTEN, *LEFT_OUT}
        assert {one.macro for one in done if one.text is None} == {
            *("views_on", "grants_on", "change_grants")
        }

        # The rows that were cloned, and those that came on top.
        assert spark.rows("select * from op_orders_v1.orders order by 1") == [(1,), (2,)]
        assert spark.rows("select * from op_orders_v1.new_orders") == [(3,)]
        names = {name for _, name, _ in spark.rows("show views in op_orders_v1")}
        assert names == {"new_orders", "orders"}
        assert spark.schemas() - there == {
            *("inseam", "internal_orders__2_bb", "op_orders_v1", "op_orders_v1__2_bb")
        }
        steps = spark.rows("select step, note from inseam.releases order by entry")
        note = "It's a \\ in a note"
        assert steps == [(step, note) for step in ("started", "publishing", "published", "dropped")]
        (claim,) = (found for sent, found in rows.items() if sent.startswith("show tblproperties"))
        assert json.loads(claim[0][1])["who"] == "ann@example.com"
        assert spark.rows("show tables in inseam like 'holder'") == []
    finally:
        for schema in spark.schemas() - there:
            spark.rows(f"drop schema {schema} cascade")


@pytest.mark.nightly
def test_an_incremental_product_goes_out_and_back(mesh: Mesh) -> None:
    spark = mesh.spark
    loaded = mesh.load("store_sales")
    assert loaded.exit_code == 0, loaded.output

    first = released_id(mesh.release("store_sales"), "store_sales")
    assert first.startswith("1_")
    receipts = spark.rows(f"select * from {PORT}.receipts order by receipt_id")
    assert len(receipts) > 1
    assert f"{PORT}__{first}" in str(spark.rows(f"show create table {PORT}.receipts"))

    again = mesh.release("store_sales")
    assert again.exit_code == 0, again.output
    assert "store_sales: unchanged" in again.output
    assert f"{PORT}__{first}" in spark.schemas()

    model = "products/store_sales/models/output_ports/v1/receipts.sql"
    mesh.repository.replace(model, "    store_id,\n", "    concat('s', store_id) as store_id,\n")
    second = released_id(mesh.release("store_sales"), "store_sales")
    assert second.startswith("2_")
    assert spark.rows(f"select * from {PORT}.receipts order by receipt_id") == [
        (id_, customer, store and f"s{store}", *others)
        for id_, customer, store, *others in receipts
    ]

    back = mesh.release("store_sales", "--release-rollback")
    assert back.exit_code == 0, back.output
    assert spark.rows(f"select * from {PORT}.receipts order by receipt_id") == receipts


@pytest.mark.nightly
def test_a_consumer_reads_what_its_provider_published(mesh: Mesh) -> None:
    loaded = mesh.load("entropydata_postgres")
    assert loaded.exit_code == 0, loaded.output
    both = mesh.release("customer_activity", "products/entropydata_postgres::")
    assert released_id(both, "entropydata_postgres").startswith("1_")
    assert released_id(both, "customer_activity").startswith("1_")

    spark = mesh.spark
    rows = spark.rows(f"select * from {ACTIVITY}.customer_activity")
    (text,) = spark.rows(f"show create table {ACTIVITY}.customer_activity")[0]
    assert len(rows) > 1
    assert f"{ACTIVITY}__1_" in text

    before = spark.schemas()
    test = "products/customer_activity/tests/assert_one_row_for_each_organization.sql"
    mesh.repository.edit(test, lambda _: "select 1 as wrong\n")
    failed = mesh.release("customer_activity")
    assert failed.exit_code == 1, failed.output
    assert "assert_one_row_for_each_organization" in failed.output
    # Nobody sees what failed, and nothing is left of it.
    assert spark.rows(f"select * from {ACTIVITY}.customer_activity") == rows
    assert spark.schemas() == before


def hub_rows(spark: Spark, view: str) -> Rows:
    return spark.rows(f"select * from {view} order by parcel_id")


def hub_steps(spark: Spark) -> list[str]:
    sql = f"select step from inseam.releases where product = '{HUB}' order by entry"
    return [step for (step,) in spark.rows(sql)]


@contextmanager
def watching(spark: Spark) -> Iterator[list[tuple[str, Rows | str]]]:
    """What a reader that looks again and again sees of each view of the hub; an error's text."""
    seen: list[tuple[str, Rows | str]] = []
    stop = threading.Event()

    def look(view: str) -> Rows | str:
        try:
            return hub_rows(spark, view)
        except Error as error:
            return str(error)

    def watch() -> None:
        while not stop.wait(0.2):
            seen.extend((view, look(view)) for view in HUB_VIEWS)

    reader = threading.Thread(target=watch)
    reader.start()
    try:
        yield seen
    finally:
        stop.set()
        reader.join()


def kill_at_second_view(mesh: Mesh, between: Proxy) -> None:
    """A release, with all that it started, when it has switched one view of the hub."""
    release = subprocess.Popen(
        [*PANTS, "--no-pantsd", "release", "--release-environment=spark", f"products/{HUB}::"],
        cwd=mesh.repository.root,
        env={**os.environ, "TERM": "dumb", **Spark(between.port).variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    while not between.held_back.wait(1):
        assert release.poll() is None, release.communicate()[0]
    kill_tree(release)


@pytest.mark.nightly
def test_the_views_of_two_ports_are_switched_one_after_the_other(mesh: Mesh) -> None:
    spark = mesh.spark
    loaded = mesh.load(HUB)
    assert loaded.exit_code == 0, loaded.output
    first = released_id(mesh.release(HUB), HUB)
    old = hub_rows(spark, HUB_VIEWS[0])
    assert len(old) > 1
    assert hub_rows(spark, HUB_VIEWS[1]) == old

    # Killed between the two: one view is of the new release, the other of the old, and each whole.
    staging = f"products/{HUB}/models/staging/stg_scans.sql"
    twice = "    cast(kilos * 2 as decimal(10, 2)) as kilos,\n"
    mesh.repository.replace(staging, "    kilos,\n", twice)
    new = [(parcel, 2 * kilos, *others) for parcel, kilos, *others in old]
    with proxy(spark.port, SWITCHES_A_VIEW, 2) as between, watching(spark) as seen:
        kill_at_second_view(mesh, between)
    now = [hub_rows(spark, view) for view in HUB_VIEWS]
    assert now in ([old, new], [new, old])
    assert hub_steps(spark)[-1] == "publishing"
    assert {view for view, _ in seen} == {*HUB_VIEWS}
    # Never none: a view that Spark replaces is not there for a moment.
    assert [rows for _, rows in seen if rows not in (old, new)] == []

    # The next call publishes the rest, and builds nothing.
    again = mesh.release(HUB)
    assert again.exit_code == 0, again.output
    assert f"Published the rest: {HUB} 2_" in again.output, again.output
    assert f"{HUB}: unchanged (readers see 2_" in again.output, again.output
    assert [hub_rows(spark, view) for view in HUB_VIEWS] == [new, new]
    assert hub_steps(spark)[-1] == "published"
    assert spark.rows("show tables in inseam like 'holder*'") == []

    back = mesh.release(HUB, "--release-rollback")
    assert back.exit_code == 0, back.output
    assert f"{HUB}: readers see {first}" in back.output
    assert [hub_rows(spark, view) for view in HUB_VIEWS] == [old, old]

    # What one port breaks is not published in the other either.
    before = spark.schemas()
    weights = f"products/{HUB}/models/output_ports/v2/weights_v2.sql"
    mesh.repository.edit(weights, lambda text: f"{text}where false\n")
    failed = mesh.release(HUB)
    assert failed.exit_code == 1, failed.output
    assert "weights-not-empty" in failed.output
    assert [hub_rows(spark, view) for view in HUB_VIEWS] == [old, old]
    assert spark.schemas() == before
