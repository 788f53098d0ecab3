from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.check.databricks import hook_findings, parse_findings
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
            message="`orders` has SQL that Databricks cannot parse: Invalid expression /"
            " Unexpected token near"
            " '}'",
            fix="Write it so that both engines read it, or add a macro to shared/dbt_common that"
            " is dispatched for each.",
        )
    ]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            "select a from",
            "`orders` has SQL that Databricks cannot parse: Expected table name near 'from'",
        ),
        (
            "select (",
            (
                "`orders` has SQL that Databricks cannot parse: Required keyword: 'this'"
                " missing near '('"
            ),
        ),
        ("select 'a", "`orders` has SQL that Databricks cannot parse: Error tokenizing 'select ''"),
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
    "sql",
    [
        "create table if not exists audit (a int, at timestamp)",
        "create or replace temporary view v as select 1 as a",
        "create or replace function f() returns int return 1",
        "create schema if not exists main.x managed location 's3://x'",
        "create external location l url 's3://x' with (storage credential c)",
        "create procedure p() language sql as begin select 1; select 2; end",
        "grant select on table orders to `readers`",
        "revoke all privileges on schema s from `readers`",
        "deny select on orders to `readers`",
        "optimize orders where a > 1 zorder by (b)",
        "analyze table orders compute statistics for all columns",
        "insert into audit values (1, current_timestamp())",
        "insert overwrite audit select 1",
        "merge into a using b on a.x = b.x when matched then update set *",
        "update audit set a = 2 where a = 1; delete from audit where a = 3",
        "vacuum orders retain 168 hours",
        "alter table orders set tblproperties ('delta.appendOnly' = 'true')",
        "alter table orders cluster by (a)",
        "comment on table orders is 'x'",
        "refresh table orders",
        "msck repair table orders",
        "fsck repair table orders",
        "reorg table orders apply (purge)",
        "restore table orders to version as of 1",
        "undrop table orders",
        "copy into audit from '/x' fileformat = csv",
        "load data inpath '/x' into table t",
        "call main.x.p(1)",
        "set x = 1; use catalog main",
        "begin; insert into a values (1); commit",
        "begin select 1; select 2; end",
        "declare x int default 1",
        "select 1",
        "with a as (select 1 as x) insert into t select x from a",
        "-- nothing but a comment",
        "",
    ],
)
def test_a_hook_may_be_any_statement_of_databricks(sql: str) -> None:
    assert parse_findings("dbt_project.yml", "on-run-end", sql, is_query=False) == []


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("pragma version", "has `PRAGMA`, which Databricks does not have."),
        ("attach 'x' as y", "has `ATTACH`, which Databricks does not have."),
        ("checkpoint", "has `CHECKPOINT`, which Databricks does not have."),
        ("install httpfs; load httpfs", "has `INSTALL`, which Databricks does not have."),
        ("copy orders to 'file.csv'", "has `COPY`, which Databricks does not have."),
        ("create macro f(a) as a", "has `CREATE MACRO`, which Databricks does not have."),
        ("create or replace sequence s", "has `CREATE SEQUENCE`, which Databricks does not have."),
        ("create tabel x (a int)", "has `CREATE TABEL`, which Databricks does not have."),
        ("drop", "has `DROP`, which Databricks does not have."),
        (
            "insert into audit vlaues (1)",
            (
                "has SQL that Databricks cannot parse: Invalid expression / Unexpected token near"
                " 'vlaues'"
            ),
        ),
        ("create table t as select today() as d", "calls `today`, which Databricks does not have."),
    ],
)
def test_a_hook_that_databricks_does_not_read_is_refused(sql: str, what: str) -> None:
    found = parse_findings("dbt_project.yml", "on-run-end", sql, is_query=False)
    assert found[0].message == f"`on-run-end` {what}"
    assert found[0].reported_by == ""


@dataclass(frozen=True)
class Hook:
    """What dbt has of an entry of `on-run-end`."""

    compiled_code: str
    index: int
    package_name: str = "shop"
    tags: tuple[str, ...] = ("on-run-end",)


HOOKS = """\
name: shop
on-run-end:
  - grant select on orders to `readers`
  - >-
    pragma version
"""


def test_a_hook_is_reported_at_its_line_and_one_of_a_package_is_not(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text(HOOKS)
    (found,) = hook_findings(tmp_path, Hook("pragma version", 1))
    assert (Path(found.file).name, found.line) == ("dbt_project.yml", 4)
    assert hook_findings(tmp_path, Hook("pragma version", 1, package_name="dbt_common")) == []


def test_a_single_hook_is_reported_at_its_key(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text("name: shop\non-run-end: pragma version\n")
    (found,) = hook_findings(tmp_path, Hook("pragma version", 0))
    assert found.line == 2


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
    found += parse_findings("dbt_project.yml", "on-run-end", sql, is_query=False)

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
    assert found.details == ("3 |     max(a) as last", "        ^")
    assert "A comma seems to be missing at the end of line 2." in found.fix


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
