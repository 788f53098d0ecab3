"""Our SQL as Databricks has it, and a contract's as it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from inseam.evaluation.databricks import Databricks, in_databricks
from inseam.evaluation.engine import EngineError

HERE = {("shop", "op_orders_v1"): "op_orders_v1__7_aa"}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ('"shop"."op"."orders"', "`shop`.`op`.`orders`"),
        ("count(*) filter (where true)", "COUNT(*) FILTER(WHERE TRUE)"),
        (
            "not regexp_full_match(\"mail\", '\\d+')",
            "NOT REGEXP_LIKE(`mail`, '^(?:\\\\d+)\\\\z')",
        ),
        (
            'coalesce(array_length(list_filter("lines", lambda e: (e is null))), 0) > 0',
            "COALESCE(SIZE(FILTER(`lines`, e -> (e IS NULL))), 0) > 0",
        ),
        (
            "try(\"kilos\" = 'N/A')",
            (
                "TRY_CAST(CAST(`kilos` AS STRING) AS DECIMAL(38, 9))"
                " = TRY_CAST('N/A' AS DECIMAL(38, 9))"
            ),
        ),
        ('try("is_open" = true)', "CAST(`is_open` AS STRING) = 'true'"),
        ('"kilos"::hugeint > 1', "CAST(`kilos` AS DECIMAL(38, 0)) > 1"),
        (
            "strftime(try_strptime(\"day\", '%Y-%m-%dT%H:%M'), '%Y-%m-%dT%H:%M')",
            (
                "DATE_FORMAT(TRY_TO_TIMESTAMP(`day`, 'yyyy-MM-dd\\'T\\'HH:mm'),"
                " 'yyyy-MM-dd\\'T\\'HH:mm')"
            ),
        ),
        ('max(cast("placed_at" as timestamp))', "MAX(CAST(`placed_at` AS TIMESTAMP_NTZ))"),
        (
            'try_cast("read_at" as timestamp)',
            "TRY_CAST(TRY_CAST(`read_at` AS TIMESTAMP) AS TIMESTAMP_NTZ)",
        ),
    ],
)
def test_what_sqlglot_takes_for_something_else_is_translated(ours: str, theirs: str) -> None:
    assert in_databricks(ours) == theirs


class Refused(Exception):
    pass


class Cursor:
    description = (("number", "bigint"),)

    def __init__(self, sent: list[str]) -> None:
        self.sent = sent

    def execute(self, query: str) -> None:
        if "broken" in query:
            raise Refused("no\n  such column")
        self.sent.append(query)

    def fetchmany(self, size: int) -> list[list[int]]:
        return [[1], [2], [3]][:size]

    fetchall = fetchmany


class Connection:
    def __init__(self) -> None:
        self.sent: list[str] = []

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        yield Cursor(self.sent)


def sent(query: str) -> list[str]:
    connection = Connection()
    Databricks(connection, (Refused,), HERE).first_two_rows(query)
    return connection.sent


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("select  count(*) from orders", "select  count(*) from orders"),
        ("select 1 from op_orders_v2.orders", "select 1 from op_orders_v2.orders"),
        ("select 1 from other.op_orders_v1.orders", "select 1 from other.op_orders_v1.orders"),
        ("select 1 from Op_Orders_v1.orders", "SELECT 1 FROM `op_orders_v1__7_aa`.orders"),
        (
            "with o as (select 1 from shop.op_orders_v1.orders) select count(*) from o",
            "WITH o AS (SELECT 1 FROM shop.`op_orders_v1__7_aa`.orders) SELECT COUNT(*) FROM o",
        ),
    ],
)
def test_a_query_of_a_contract_is_sent_as_it_is_written_but_reads_the_release(
    query: str, asked: str
) -> None:
    assert sent(query) == [asked]


@pytest.mark.parametrize(
    "query", ["drop table orders", "select 1; select 2", "insert into orders select 1"]
)
def test_nothing_but_one_select_is_sent(query: str) -> None:
    assert sent(query) == []


def test_two_rows_are_read_at_most() -> None:
    found = Databricks(Connection(), (Refused,), {}).first_two_rows("select number from numbers")
    assert found is not None
    assert (found.columns, list(found.rows)) == (("number",), [(1,), (2,)])


def test_a_refusal_is_one_line() -> None:
    with pytest.raises(EngineError, match=r"^no such column$"):
        sent("select broken from orders")


def test_what_cannot_be_read_is_not_sent() -> None:
    with pytest.raises(EngineError):
        sent("select (1")
