"""Names of tables in SQL, for an engine without catalogs."""

from __future__ import annotations

import pytest

from inseam.parity.names import only_on_databricks, with_flat_names

RELATIONS = [("shop", "op_orders_v1", "orders"), ("shop", "internal", "Lines")]


@pytest.mark.parametrize(
    ("sql", "flat"),
    [
        ("select 1", "select 1"),
        ("from `shop`.`op_orders_v1`.`orders`", "from `shop__op_orders_v1__orders`"),
        ("from shop.op_orders_v1.orders o", "from `shop__op_orders_v1__orders` o"),
        ("from `SHOP` . `op_orders_v1` .orders", "from `shop__op_orders_v1__orders`"),
        (
            "from shop.internal.lines join shop.op_orders_v1.orders",
            "from `shop__internal__lines` join `shop__op_orders_v1__orders`",
        ),
        # A column of it.
        ("select shop.internal.lines.id", "select `shop__internal__lines`.id"),
        # What is no such table.
        ("from shop.other.orders", "from shop.other.orders"),
        ("select a.shop.internal.lines", "select a.shop.internal.lines"),
        ("select 'shop.internal.lines'", "select 'shop.internal.lines'"),
        ("select 'it\\'s shop.internal.lines'", "select 'it\\'s shop.internal.lines'"),
        ("select 1 -- shop.internal.lines", "select 1 -- shop.internal.lines"),
        ("select /* shop.internal.lines */ 1", "select /* shop.internal.lines */ 1"),
        (
            "select r'\\' as ä from shop.internal.lines",
            "select r'\\' as ä from `shop__internal__lines`",
        ),
    ],
)
def test_names(sql: str, flat: str) -> None:
    assert with_flat_names(sql, RELATIONS) == flat


def test_a_table_without_a_catalog() -> None:
    assert with_flat_names("from sch.tab", [("", "sch", "tab")]) == "from `__sch__tab`"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select payload:id from t", "has the path `:id`"),
        ("select t.payload:a.b from t", "has the path `:a`"),
        ("select items[0]:id from t", "has the path `:id`"),
        ("select ai_query('m', x) from t", "calls `ai_query`"),
        ("select 'payload:id' from t", ""),
        ("select x::int from t", ""),
        ("select cast(null as struct<a: int, b:string>) from t", ""),
        ("select cast(null as array<struct<a:int>>) from t", ""),
        ("select secret from t", ""),
    ],
)
def test_what_only_databricks_has(sql: str, words: str) -> None:
    assert only_on_databricks(sql) == words
