from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import duckdb
import pytest

from inseam.sql.duckdb_misfits import refuses
from inseam.sql.sql_type import read_type

# A value of each type, one that others could well be made from.
VALUES = {
    "BOOLEAN": "true",
    "BIGINT": "1",
    "DOUBLE": "1",
    "DECIMAL(18,2)": "1",
    "VARCHAR": "'1'",
    "DATE": "'2020-01-01'",
    "TIMESTAMP": "'2020-01-01'",
    "TIMESTAMP WITH TIME ZONE": "'2020-01-01'",
    "TIME": "'01:00'",
    "INTERVAL": "'1 day'",
    "UUID": "'123e4567-e89b-12d3-a456-426614174000'",
    "BLOB": "'1'",
    "JSON": "'1'",
    "INTEGER[]": "[1]",
    "STRUCT(a INTEGER)": "{'a': 1}",
    "MAP(VARCHAR, INTEGER)": "map {'a': 1}",
}
TABLES = {kind: f"t{place}" for place, kind in enumerate(VALUES)}
USES = {
    "cast": "select cast(l.x as {kind}) from {left} as l",
    "compare": "select l.x = r.x from {left} as l, {right} as r",
    **{sign: f"select l.x {sign} r.x from {{left}} as l, {{right}} as r" for sign in "+-*/%"},
}


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for kind, table in TABLES.items():
            connection.execute(f"create table {table} (x {kind})")
            connection.execute(f"insert into {table} values ({VALUES[kind]})")
        yield connection


def runs(connection: duckdb.DuckDBPyConnection, use: str, left: str, right: str) -> bool:
    sql = USES[use].format(kind=right, left=TABLES[left], right=TABLES[right])
    try:
        connection.execute(sql).fetchall()
    except duckdb.Error:
        return False
    return True


@pytest.mark.parametrize("use", USES)
def test_what_is_refused_here_duckdb_refuses(
    connection: duckdb.DuckDBPyConnection, use: str
) -> None:
    refused = [
        (left, right)
        for left, right in product(VALUES, VALUES)
        if refuses(use, read_type(left, "duckdb"), read_type(right, "duckdb"))
    ]
    assert len(refused) > 20
    assert [pair for pair in refused if runs(connection, use, *pair)] == []


@pytest.mark.parametrize("use", ["cast", "compare"])
def test_only_what_depends_on_the_value_or_is_nested_is_let_by_although_duckdb_refuses(
    connection: duckdb.DuckDBPyConnection, use: str
) -> None:
    let_by = {
        (left, right)
        for left, right in product(VALUES, VALUES)
        if not refuses(use, read_type(left, "duckdb"), read_type(right, "duckdb"))
        and not runs(connection, use, left, right)
    }
    assert not {
        (left, right)
        for left, right in let_by
        if not {left, right} & {"VARCHAR", "JSON", "TIME", "BLOB", "STRUCT(a INTEGER)"}
    }
