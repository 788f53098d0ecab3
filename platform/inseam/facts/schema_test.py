"""What holds for all tables."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from inseam.facts import schema
from inseam.facts.page import page
from inseam.facts.schema import TABLES
from inseam.facts.tables import Row, columns

PAGE = Path(__file__).parents[3] / "docs" / "facts.md"


def test_the_page_about_the_tables_is_current() -> None:
    assert PAGE.read_text() == page()


def test_every_row_of_the_schema_has_its_table() -> None:
    declared = {
        value
        for value in vars(schema).values()
        if isinstance(value, type) and issubclass(value, Row) and value.TABLE
    }
    assert declared == set(TABLES)
    assert len({table.TABLE for table in TABLES}) == len(TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.TABLE))
def test_a_table_says_what_it_means_and_can_be_asked_without_quotes(table: type[Row]) -> None:
    assert (table.__doc__ or "").rstrip().endswith(".")
    assert table.SOURCE
    found = columns(table)
    assert [column.key for column in found][-2:] == ["file", "line"]
    for column in found:
        assert column.column.meaning
    with duckdb.connect() as connection:
        declared = ", ".join(f"{column.key} {column.type}" for column in found)
        connection.execute(f"create table {table.TABLE} ({declared})")
        keys = ", ".join(column.key for column in found)
        connection.execute(f"select {keys} from {table.TABLE} where {found[0].key} is null")


def test_a_column_without_a_meaning_is_refused() -> None:
    class Undescribed(Row):
        pass

    Undescribed.__annotations__["file"] = "str"
    with pytest.raises(TypeError, match="does not say what it means"):
        columns(Undescribed)
