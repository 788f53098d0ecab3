from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.sql.analyse import analyse_query
from inseam.sql.schema import Column, Relation
from testkit.effort.calls import TWICE, growth

WIDE = Relation(("shop", "raw", "t"), tuple(Column(f"c{n}", "INTEGER") for n in range(2000)))


def _chain(length: int) -> str:
    ctes = [
        f"a{n} as (select x.*, x.c1 + y.c2 as d{n} from {before} as x join {before} as y using(c1))"
        for n in range(1, length)
        for before in [f"a{n - 1}"]
    ]
    last = length - 1
    return f"with a0 as (select c1, c2 from t), {', '.join(ctes)} select d{last} from a0, a{last}"


# Each by its size, with a size that is large.
LARGE: dict[str, tuple[Callable[[int], str], int]] = {
    "levels of CTEs, each twice the one before": (_chain, 200),
    "columns": (
        lambda n: f"select {', '.join(f'c{i} + c1 as x{i}' for i in range(n))} from t",
        2000,
    ),
    "brackets": (lambda n: f"select {'(' * n}c1{')' * n} as x from t", 500),
    "derived tables": (lambda n: f"select c1 from {'(select c1 from ' * n}t{') as q' * n}", 500),
    "queries in queries": (lambda n: f"select {'(select ' * n}c1{')' * n} as x from t", 500),
    "cases": (lambda n: f"select {'case when c1 > 0 then ' * n}1{' end' * n} as x from t", 500),
    "calls": (lambda n: f"select {'upper(' * n}c1{')' * n} as x from t", 500),
    "conditions": (
        lambda n: f"select c1 from t where {' or '.join(f'c1 = {i}' for i in range(n))}",
        5000,
    ),
    "unions": (lambda n: " union all ".join(["select c1 from t"] * n), 1000),
    "letters in one line": (lambda n: f"select '{'x' * n}' as x from t where c1 = 1", 10_000_000),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_sql_is_understood(name: str) -> None:
    sql, size = LARGE[name]
    analysis = analyse_query(sql(size), [WIDE], "duckdb")
    assert analysis.unknown is None
    assert all(column.unknown is None for column in analysis.columns)
    assert any(edge.source.column == "c1" for edge in analysis.edges)


@pytest.mark.parametrize("name", LARGE)
def test_twice_the_sql_is_twice_the_work(name: str) -> None:
    sql, size = LARGE[name]
    # So small that depth is harmless, and so large that what all SQL costs is little.
    small = size // 10

    def analyse(text: str) -> None:
        assert analyse_query(text, [WIDE], "duckdb").unknown is None

    assert growth(analyse, sql(small), sql(2 * small)) < TWICE


HOPELESS = {
    "nothing": "",
    "a template": "select {{ x }} from",
    "100,000 brackets": f"select {'(' * 100_000}1{')' * 100_000}",
    "half a string": "select 'a",
    "a statement that is not a query": "drop table t",
}


@pytest.mark.parametrize("name", HOPELESS)
@pytest.mark.parametrize("dialect", ["duckdb", "databricks", "no such dialect"])
def test_what_cannot_be_understood_says_why(name: str, dialect: str) -> None:
    analysis = analyse_query(HOPELESS[name], [WIDE], dialect)
    assert analysis.unknown
    assert analysis.problems


def test_a_cte_that_reads_itself_is_answered() -> None:
    sql = (
        "with recursive a as (select * from b union all select * from a), b as (select * from a)"
        " select * from a"
    )
    (column,) = analyse_query(sql, [], "duckdb").columns
    assert column.unknown


def test_a_name_with_an_empty_part_is_answered() -> None:
    assert analyse_query("select c1 from t . . 'x'", [WIDE], "duckdb").unknown is None


_WORDS = (
    "select from where group by order having qualify join left using on as with recursive union all"
    " except exclude replace rename pivot unpivot lateral unnest( explode( case when then else end"
    " over partition distinct t u c1 c2 * t.* ( ) , . = + - || :: -> [ ] { } : 1 'x' \"q\" null is"
    " not in exists cast( integer values interval filter( within"
).split()


@settings(max_examples=600, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(_WORDS), max_size=25), st.sampled_from(["duckdb", "databricks"]))
def test_no_sql_raises(words: list[str], dialect: str) -> None:
    for sql in (
        " ".join(words),
        f"select {' '.join(words)}",
        f"select c1 from t {' '.join(words)}",
    ):
        analysis = analyse_query(sql, [WIDE], dialect)
        assert "is not understood" not in (analysis.unknown or ""), sql
