from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.sql.template import clock_reads, written_relations


def clocks(text: str) -> list[tuple[str, int]]:
    return [(found.text, found.line) for found in clock_reads(text)]


def relations(text: str) -> list[tuple[str, int]]:
    return [(found.text, found.line) for found in written_relations(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("select current_timestamp as x", "current_timestamp"),
        ("select CURRENT_DATE", "current_date"),
        ("select current_timestamp()", "current_timestamp"),
        ("select now () - x", "now()"),
        ("select today()", "today()"),
        ("select get_current_timestamp()", "get_current_timestamp()"),
        ("select age(created_at)", "age()"),
        ("select age(coalesce(a, b))", "age()"),
        ("select unix_timestamp()", "unix_timestamp()"),
        ("select {{ run_started_at }}", "run_started_at"),
        ("select timestamp '{{ run_started_at }}'", "run_started_at"),
        ("select {{ modules.datetime.datetime.now() }}", "datetime.now()"),
        ("select {{ dbt.current_timestamp() }}", "dbt.current_timestamp()"),
        ("{% set x = run_started_at %}", "run_started_at"),
        ("{% macro stamp() %}now(){% endmacro %}", "now()"),
    ],
)
def test_a_clock_is_found(text: str, said: str) -> None:
    assert clocks(text) == [(said, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "select {{ dbt_common.as_of() }} as updated_at",
        "select a -- now()\n/* current_date */ {# now() #} from t",
        "select 'now()', \"current_date\", `today()` from t",
        "select t.current_date, x as current_date, now, today from t",
        "select age(a, b), unix_timestamp(a) from t",
        "{% macro current_timestamp() %}x{% endmacro %}",
        "{# {{ run_started_at }} #}",
        "{{ config(alias='now()') }} select 1",
    ],
)
def test_what_is_no_clock_is_let_by(text: str) -> None:
    assert clocks(text) == []


def test_a_clock_has_its_line_behind_whatever_stands_before_it() -> None:
    text = "-- now()\n{# a\nb #}\nselect 'x\ny', /*\n*/ \"a\nb\",\r\n  now()\n, current_date"
    assert clocks(text) == [("now()", 8), ("current_date", 9)]
    assert clocks("select '\n{{ x }}\n{{ run_started_at }}'") == [("run_started_at", 3)]


def test_every_clock_of_duckdb_is_one_here() -> None:
    rows = duckdb.sql(
        "select distinct function_name from duckdb_functions()"
        " where stability = 'CONSISTENT_WITHIN_QUERY' and len(parameters) = 0"
        " and return_type in ('DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE',"
        " 'TIME WITH TIME ZONE')"
    ).fetchall()
    assert len(rows) >= 5
    assert [name for (name,) in rows if not clocks(f"select {name}()")] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("select 1 from shop.orders", "shop.orders"),
        ("select 1 from shop.main.orders as o", "shop.main.orders"),
        ('select 1 from "shop" . "main"."orders"', '"shop"."main"."orders"'),
        ("select 1 from `shop`.`orders`", "`shop`.`orders`"),
        ("select 1 from {{ ref('a') }} left join main.b on true", "main.b"),
        ("select (select max(x) from main.b) from {{ ref('a') }}", "main.b"),
    ],
)
def test_a_relation_by_hand_is_found(text: str, said: str) -> None:
    assert relations(text) == [(said, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "select 1 from {{ ref('orders') }} as o join {{ source('shop', 'lines') }} using (id)",
        "with a as (select 1) select * from a join b on a.x = b.x",
        "select extract(year from o.placed_at), trim(both ' ' from o.name) from a as o",
        "select substring(o.name from o.first) from a as o",
        "select a.x is not distinct from b.y, a.x is distinct from b.y from a",
        "select 1 -- from shop.orders\n/* join shop.lines */ {# from shop.lines #}",
        "select 'from shop.orders' from (select 1)",
        "select 1 from {{ this }}",
        "select 1 from {{ dbt_common.latest_version(source('a', 'b'), 'from x.y') }} as l",
        "select t.from.x, a.join.y from t",
        "select 1 from main.generate_rows(3)",
    ],
)
def test_what_jinja_makes_and_what_is_no_relation_is_let_by(text: str) -> None:
    assert relations(text) == []


def test_a_relation_has_the_line_on_which_its_name_begins() -> None:
    text = "select 1\nfrom\n  -- the orders\n  shop.orders\njoin {{ x }}\njoin a\n.b\non true"
    assert relations(text) == [("shop.orders", 4), ("a.b", 6)]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet="ab'\"`{}%#-/*\n.()\\ $", max_size=60))
def test_any_text_is_read_to_its_end(text: str) -> None:
    clock_reads(text)
    written_relations(text)


def test_a_large_text_is_read_at_once() -> None:
    assert clocks("select x, " * 300_000 + "now()") == [("now()", 1)]
    assert relations("'" * 100_001 + "from a.b") == []
