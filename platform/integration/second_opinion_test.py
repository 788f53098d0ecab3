"""Figures of the retail products, computed a second time by another engine from the same rows.

The rows are those that the providers make of TPC-DS.
"""

from __future__ import annotations

import shutil
from datetime import datetime

import polars as pl
import pytest
from conftest import Repository

# The products' own unit tests are the sample of every change.
pytestmark = pytest.mark.nightly

# A clock reading in UTC, as the products have them.
AS_OF = datetime.fromisoformat("2026-01-31T06:00:00")
ORDERS = "web-orders-with-consent-v1"
SALES = "store-sales-v1"
STOCK = "stock-levels-v1"


def rows(repository: Repository, product: str, contract: str, table: str) -> pl.DataFrame:
    folder = repository.root / f"dist/test/products.{product}@dbt/rows/{contract}"
    return pl.read_parquet(folder / f"{table}.parquet")


def build(repository: Repository, *products: str, inputs: str = "upstream") -> None:
    targets = (f"products/{product}::" for product in products)
    result = repository.pants(f"--data-products-inputs={inputs}", "test", *targets)
    assert result.exit_code == 0, result.output


def hand_on(
    repository: Repository, provider: str, contract: str, consumer: str, *tables: str
) -> None:
    """The provider's rows become the consumer's written input, for a test to edit.

    Of ``tables`` alone: a file that no source of the consumer takes is an error.
    """
    project = repository.root / "products" / consumer
    rows = repository.root / f"dist/test/products.{provider}@dbt/rows/{contract}"
    inputs = project / "tests/inputs" / contract
    shutil.rmtree(inputs)
    inputs.mkdir()
    for table in tables:
        shutil.copy(rows / f"{table}.parquet", inputs)
    for about_chosen_rows in project.glob("tests/assert_expected_*.sql"):
        about_chosen_rows.unlink()


def baskets(repository: Repository) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders with their months, and the articles of each."""
    orders = rows(repository, "web_orders", ORDERS, "orders").select(
        "order_id", month=pl.col("sold_timestamp").dt.truncate("1mo").cast(pl.Date)
    )
    lines = rows(repository, "web_orders", ORDERS, "line_items")
    articles = lines.select("order_id", "article_id").unique().join(orders, on="order_id")
    assert orders.height > 300
    assert articles.height > 3000
    return orders, articles


def assert_same(actual: pl.DataFrame, expected: pl.DataFrame, key: list[str]) -> None:
    """The same rows, however they are ordered. Shares may differ in the last digits."""
    assert actual.height == expected.height > 0
    both = actual.select(expected.columns).sort(key), expected.sort(key)
    for name in expected.columns:
        left, right = (frame[name] for frame in both)
        if left.dtype.is_float():
            assert (left - right).abs().max() < 1e-12, name  # type: ignore[operator]
        else:
            assert left.cast(right.dtype).equals(right, null_equal=True), name


@pytest.fixture
def pairs(mesh: Repository) -> Repository:
    build(mesh, "web_orders", "article_pairs")
    return mesh


def test_polars_finds_the_same_article_pairs(pairs: Repository) -> None:
    orders, articles = baskets(pairs)
    total = orders.height
    counts = articles.group_by("article_id").len("n")
    expected = (
        articles.join(articles, on="order_id", suffix="_2")
        .filter(pl.col("article_id") < pl.col("article_id_2"))
        .group_by("article_id", "article_id_2")
        .len("together")
        .join(counts, on="article_id")
        .join(counts, left_on="article_id_2", right_on="article_id", suffix="_2")
        .select(
            first_article_id="article_id",
            second_article_id="article_id_2",
            orders_together="together",
            support=pl.col("together") / total,
            confidence_first_to_second=pl.col("together") / pl.col("n"),
            confidence_second_to_first=pl.col("together") / pl.col("n_2"),
            lift=(pl.col("together") / total) / ((pl.col("n") / total) * (pl.col("n_2") / total)),
        )
    )
    actual = rows(pairs, "article_pairs", "article-pairs-v1", "article_pairs")
    assert_same(actual, expected, ["first_article_id", "second_article_id"])


def test_polars_finds_the_same_article_pairs_of_each_month(pairs: Repository) -> None:
    orders, articles = baskets(pairs)
    months = orders.group_by("month").len("orders_in_month")
    counts = articles.group_by("month", "article_id").len("n")
    expected = (
        articles.join(articles, on=["order_id", "month"], suffix="_2")
        .filter(pl.col("article_id") != pl.col("article_id_2"))
        .group_by("month", "article_id", "article_id_2")
        .len("together")
        .filter(pl.col("together") >= 2)
        .join(months, on="month")
        .join(counts, on=["month", "article_id"])
        .join(
            counts,
            left_on=["month", "article_id_2"],
            right_on=["month", "article_id"],
            suffix="_2",
        )
        .select(
            "month",
            "orders_in_month",
            antecedent_article_id="article_id",
            consequent_article_id="article_id_2",
            orders_together="together",
            confidence=pl.col("together") / pl.col("n"),
            lift=pl.col("together") / pl.col("n") / (pl.col("n_2") / pl.col("orders_in_month")),
        )
    )
    actual = rows(pairs, "article_pairs", "article-pairs-v2", "article_pairs")
    key = ["month", "antecedent_article_id", "consequent_article_id"]
    assert_same(actual, expected, key)


def test_polars_adds_up_the_same_spend(mesh: Repository) -> None:
    build(mesh, "store_sales", "customer_spend")

    receipts = rows(mesh, "store_sales", SALES, "receipts")
    expected = (
        receipts.filter(
            pl.col("customer_id").is_not_null()
            & (pl.col("sold_at").is_null() | (pl.col("sold_at") <= AS_OF))
        )
        .group_by("customer_id")
        .agg(
            total_spent=pl.col("total_amount").sum(),
            receipt_count=pl.len(),
            first_purchase_at=pl.col("sold_at").min(),
            last_purchase_at=pl.col("sold_at").max(),
        )
        .with_columns(
            days_since_last_purchase=(pl.lit(AS_OF) - pl.col("last_purchase_at")).dt.total_days()
        )
    )
    assert expected.height > 800
    actual = rows(mesh, "customer_spend", "customer-spend-v1", "customer_spend")
    assert_same(actual, expected, ["customer_id"])


def test_polars_lists_the_same_shelf_warmers(mesh: Repository) -> None:
    build(mesh, "store_sales", "stock_levels")
    hand_on(mesh, "store_sales", SALES, "shelf_warmers", "receipt_lines")
    hand_on(mesh, "stock_levels", STOCK, "shelf_warmers", "stock_levels", "articles")
    # In TPC-DS everything sells all the time: a fifth of the articles is taken off the market.
    lines = rows(mesh, "store_sales", SALES, "receipt_lines")
    lately = (AS_OF - pl.col("sold_at")).dt.total_microseconds() <= 183 * 86_400_000_000
    unpopular = lines["article_id"].unique().sort().gather_every(5)
    sales = lines.filter(
        ~(lately.fill_null(False) & pl.col("article_id").is_in(unpopular.to_list()))
    )
    inputs = mesh.root / "products/shelf_warmers/tests/inputs"
    sales.write_parquet(inputs / SALES / "receipt_lines.parquet")
    build(mesh, "shelf_warmers", inputs="contracts")

    expected = (
        rows(mesh, "stock_levels", STOCK, "stock_levels")
        .filter(pl.col("quantity_on_hand").is_not_null())
        .sort("counted_on")
        .group_by("article_id", "warehouse_id")
        .agg(pl.col("quantity_on_hand").last())
        .filter(pl.col("quantity_on_hand") > 0)
        .group_by("article_id")
        .agg(pl.col("quantity_on_hand").sum())
        .join(sales.filter(lately), on="article_id", how="anti")
        .join(sales.group_by("article_id").agg(last_sold_at=pl.col("sold_at").max()), "article_id")
    )
    actual = rows(mesh, "shelf_warmers", "shelf-warmers-v1", "shelf_warmers")
    assert_same(actual, expected, ["article_id"])
