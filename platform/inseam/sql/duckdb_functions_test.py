from __future__ import annotations

from collections import defaultdict

import duckdb

from inseam.sql import duckdb_functions


def test_functions_and_keywords_are_those_that_duckdb_lists() -> None:
    rows = (
        duckdb.connect()
        .execute(
            "select function_name, function_type, return_type from duckdb_functions()"
            " where function_type in ('scalar', 'aggregate')"
        )
        .fetchall()
    )
    returned: dict[str, set[str]] = defaultdict(set)
    for name, _, kind in rows:
        returned[name].add(kind)
    for kind, names in duckdb_functions.RETURNS.items():
        for name in names.split():
            assert returned[name] == {kind}, name
    aggregates = {name for name, kind, _ in rows if kind == "aggregate"}
    assert set(duckdb_functions.AGGREGATES.split()) == aggregates - {"combine", "finalize"}
    keywords = duckdb.connect().execute("select keyword_name from duckdb_keywords()").fetchall()
    assert set(duckdb_functions.KEYWORDS.split()) == {name for (name,) in keywords}
