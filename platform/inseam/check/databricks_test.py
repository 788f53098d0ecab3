from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.check.databricks import parse_findings
from inseam.report.finding import Finding, Severity


def messages(sql: str) -> list[str]:
    return [finding.message for finding in parse_findings("models/orders.sql", "orders", sql)]


@pytest.mark.parametrize(
    "sql",
    [
        "select * from `shop`.`main`.`orders`",
        "with a as (select 1 as x) select x from a union all select 2",
        "select a from t qualify row_number() over (partition by a order by b) = 1",
        "select t.* except (a), b:path.to.value::int from t",
        "select transform(a, x -> x + 1), date_sub(b, 3), date_diff(day, b, c) from t",
        "-- nothing but a comment",
        "",
    ],
)
def test_databricks_sql_is_fine(sql: str) -> None:
    assert messages(sql) == []


def test_a_finding_names_the_file_the_model_and_the_place() -> None:
    assert parse_findings("models/orders.sql", "orders", "select {'a': 1}") == [
        Finding(
            rule="not-databricks-sql",
            severity=Severity.ERROR,
            file="models/orders.sql",
            message="`orders` is not Databricks SQL: Invalid expression / Unexpected token near"
            " '}'",
            fix="Write it so that both engines read it, or add a macro to shared/dbt_common that"
            " is dispatched for each.",
        )
    ]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select a from", "`orders` is not Databricks SQL: Expected table name near 'from'"),
        ("select (", "`orders` is not Databricks SQL: Required keyword: 'this' missing near '('"),
        ("select 'a", "`orders` is not Databricks SQL: Error tokenizing 'select ''"),
    ],
)
def test_what_cannot_be_parsed_is_said_without_the_inside_of_the_parser(
    sql: str, message: str
) -> None:
    assert messages(sql) == [message]


@pytest.mark.parametrize(
    "sql",
    [
        "select 1; drop table orders",
        "create table orders as select 1",
        "insert into orders values (1)",
        "set x = 1",
        "pragma version",
        "copy orders to 'file'",
        "describe orders",
        "vacuum",
    ],
)
def test_a_statement_that_is_no_query_is_refused(sql: str) -> None:
    assert messages(sql) == ["`orders` holds a statement that is not a query."]


@pytest.mark.parametrize(
    "function",
    ["arg_max", "ARG_MIN", "list_value", "strptime", "read_csv", "read_parquet", "regexp_matches"],
)
def test_a_function_that_only_duckdb_has_is_named(function: str) -> None:
    assert messages(f"select a, {function}(b, 'c') from t") == [
        f"`orders` calls `{function.lower()}`, which Databricks does not have."
    ]


def test_each_function_is_named_once_and_in_order() -> None:
    sql = "select today(), epoch_ms(a), Epoch_MS (b) from read_json('x')"

    assert messages(sql) == [
        "`orders` calls `epoch_ms`, which Databricks does not have.",
        "`orders` calls `read_json`, which Databricks does not have.",
        "`orders` calls `today`, which Databricks does not have.",
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "select today from t",
        "select 'today()' from t -- today()",
        "with today(x) as (select 1) select x from today",
    ],
)
def test_the_name_of_such_a_function_may_be_used_for_something_else(sql: str) -> None:
    assert messages(sql) == []


@given(
    st.text()
    | st.lists(
        st.sampled_from("select from t a , ( ) ' \" ` ; -- case with as 1 . * : [ { }} @".split())
    ).map(" ".join)
)
@settings(deadline=None, derandomize=True)
def test_whatever_was_compiled_there_is_an_answer(sql: str) -> None:
    found = parse_findings("models/orders.sql", "orders", sql)

    assert all(finding.rule == "not-databricks-sql" for finding in found)


SOURCE = """\
select
    count(*) as total
    max(a) as last
from {{ ref('t') }}
"""


def test_what_neither_engine_reads_is_reported_by_the_other_check_at_the_same_line() -> None:
    sql = SOURCE.replace("{{ ref('t') }}", "`shop`.`main`.`t`")
    (found,) = parse_findings("models/orders.sql", "orders", sql, SOURCE)
    assert (found.line, found.reported_by) == (3, "product-check")
    assert found.details == ("    max(a) as last", "    ^")


@pytest.mark.parametrize(
    "source",
    [
        # DuckDB reads it.
        "select\n    {'a': 1} as s\n",
        # A macro wrote it, which may write something else for DuckDB.
        "select\n    {{ made() }}\n",
        "select\n    a b c -- {{ target.type }}\n",
    ],
)
def test_what_may_fail_on_databricks_alone_is_reported_here(source: str) -> None:
    sql = source.replace("{{ made() }}", "a b c").replace("{{ target.type }}", "databricks")
    (found,) = parse_findings("models/orders.sql", "orders", sql, source)
    assert (found.rule, found.line, found.reported_by) == ("not-databricks-sql", 2, "")
