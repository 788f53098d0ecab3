from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from inseam.testing.engine import in_schema


@pytest.mark.parametrize(
    ("file", "attached", "name"),
    [
        ("lake", "till", '"shop"."sales"'),
        ("shop", "till", '"shop"."shop"."sales"'),
        ("Shop", "till", '"Shop"."shop"."sales"'),
        ("lake", "shop", '"lake"."shop"."sales"'),
    ],
)
def test_a_schema_is_told_from_a_database_of_its_name(
    tmp_path: Path, file: str, attached: str, name: str
) -> None:
    with duckdb.connect(str(tmp_path / f"{file}.duckdb")) as connection:
        connection.execute(f"attach ':memory:' as {attached}")
        assert in_schema(connection, "shop", "sales") == name
        connection.execute(f"create schema {in_schema(connection, 'shop')}")
        connection.execute(f"create table {name} as select 1 as sale_id")
        assert connection.execute(f"from {name}").fetchall() == [(1,)]
