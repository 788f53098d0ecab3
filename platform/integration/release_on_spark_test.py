"""A real Spark takes releases: write, audit, publish, and back.

Spark has no transaction over several statements. So views are replaced one after the other, and
what is asserted is the order that makes this safe: the state says that a release is being published
before the first view changes, and whatever is not done by then is done by the next call. It has no
clone either: each release builds its tables itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from conftest import ROOT, Repository, Result, make_repository, virtual_environment
from thrift_server import Spark, thrift_server

ENVIRONMENT = """\

- name: spark
  target: spark
  database: spark_catalog
  as_of: 2026-01-31T06:00:00Z
  production_rules: report
  keep: 1
"""
PORT = "retail_prod__op_store_sales_v1"
ACTIVITY = "entropy_data_prod__op_entropydata_customer_activity_v1"


@dataclass(frozen=True)
class Mesh:
    repository: Repository
    spark: Spark

    def pants(self, *arguments: str) -> Result:
        return self.repository.run(
            *("./pants", "--no-colors", "--no-dynamic-ui"),
            "--data-products-environment-resolve=spark",
            *arguments,
            **self.spark.variables,
        )

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
