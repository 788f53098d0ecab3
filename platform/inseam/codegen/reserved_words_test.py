from __future__ import annotations

import duckdb
import pytest

from inseam.codegen.reserved_words import RESERVED_WORDS, needs_quotes


def is_refused(connection: duckdb.DuckDBPyConnection, word: str) -> bool:
    """Whether DuckDB builds no table with such a column."""
    try:
        connection.execute(f"create or replace temp table t ({word} integer, primary key ({word}))")
    except duckdb.ParserException:
        return True
    return False


def test_all_words_are_known_that_duckdb_refuses_as_columns_and_no_other() -> None:
    with duckdb.connect() as connection:
        words = connection.execute("select keyword_name from duckdb_keywords()").fetchall()
        refused = {word for (word,) in words if is_refused(connection, word)}
    assert RESERVED_WORDS - refused == {"minus"}  # Databricks'
    assert refused - RESERVED_WORDS == set()


@pytest.mark.parametrize("name", ["group", "ORDER", "Select", "sent at", "1st", "a-b", 'a"b', "é"])
def test_such_a_name_stands_in_quotes(name: str) -> None:
    assert needs_quotes(name)


@pytest.mark.parametrize("name", ["parcel_id", "Kilos", "_1", "date", "value", "row", "timestamp"])
def test_any_other_stands_as_it_is(name: str) -> None:
    assert not needs_quotes(name)
