"""What is wrong with a query's types and NULLs, as far as its relations' columns tell."""

from __future__ import annotations

import pytest

from inseam.sql.analyse import analyse_models, analyse_query
from inseam.sql.analysis import Problem, ProblemKind
from inseam.sql.schema import Column, Model, Relation

ORDERS = Relation(
    ("shop", "raw", "orders"),
    (
        Column("id", "BIGINT", nullable=False),
        Column("note", "VARCHAR", nullable=True),
        Column("placed_on", "DATE", nullable=True),
        Column("paid", "BOOLEAN", nullable=False),
        Column("tags", "VARCHAR[]", nullable=True),
        Column("amount", "DECIMAL(18,2)", nullable=True),
    ),
)
LINES = Relation(
    ("shop", "raw", "lines"), (Column("id", "BIGINT", False), Column("placed_on", "BIGINT", True))
)


def mistakes(sql: str, dialect: str = "duckdb") -> list[Problem]:
    found = analyse_query(sql, [ORDERS, LINES], dialect).problems
    return [problem for problem in found if problem.kind is not ProblemKind.NOT_FOLLOWED]


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select\n  id\nfrom orders\nwhere placed_on = id", "DATE cannot be compared with BIGINT"),
        (
            "select 1\nfrom orders\njoin lines\nusing (placed_on)",
            "DATE cannot be compared with BIGINT",
        ),
        (
            "select 1 from orders\n\n\nwhere id between placed_on and 3",
            "BIGINT cannot be compared with DATE",
        ),
        (
            "select 1 from orders\n\n\nwhere id in (3, placed_on)",
            "BIGINT cannot be compared with DATE",
        ),
        (
            "select 1 from orders\n\n\nwhere id in (select placed_on from orders)",
            "compared with DATE",
        ),
        (
            "select id\n,\n\ncast(amount as date) as day from orders",
            "DECIMAL(18,2) cannot be cast to DATE",
        ),
        (
            "select id\n,\n\nnote + amount as x from orders",
            "VARCHAR + DECIMAL(18,2) cannot be calculated",
        ),
        ("select id\n,\n\npaid * 2 as x from orders", "BOOLEAN * INTEGER cannot be calculated"),
    ],
)
def test_a_use_that_no_values_of_the_types_allow_is_a_mistake_on_its_line(
    sql: str, message: str
) -> None:
    (problem,) = mistakes(sql)
    assert problem.kind is ProblemKind.TYPES
    assert message in problem.message
    assert problem.line == 4


@pytest.mark.parametrize(
    "sql",
    [
        "select placed_on = '2020-01-01', id = 1.5, paid = 1, note = id from orders",
        "select id = any([1, 2]), id in (1, 2), placed_on is null, paid is true from orders",
        "select 'x' = any(tags), list_contains(tags, note) from orders",
        "select cast(placed_on as timestamp), cast(note as date), cast(id as varchar) from orders",
        "select placed_on + 1, placed_on - interval 1 day, placed_on - placed_on from orders",
        "select try_cast(amount as date), amount * id / 2 from orders",
        "select nothing_known + 1, nothing_known = placed_on from elsewhere",
    ],
)
def test_what_may_work_is_none(sql: str) -> None:
    assert mistakes(sql) == []


def test_of_databricks_types_nothing_is_said() -> None:
    assert mistakes("select 1 from orders where placed_on = id", "databricks") == []


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("select nothing from orders", ProblemKind.NO_SUCH_COLUMN),
        ("select o.nothing from (select id from orders) as o", ProblemKind.NO_SUCH_COLUMN),
        ("select p.id from orders as o", ProblemKind.NO_SUCH_COLUMN),
        ("select #99 from orders", ProblemKind.NO_SUCH_COLUMN),
        ("select 1 from orders, lines where id = 1", ProblemKind.AMBIGUOUS_COLUMN),
    ],
)
def test_a_name_that_means_nothing_or_two_things_is_a_mistake(sql: str, kind: ProblemKind) -> None:
    assert [problem.kind for problem in mistakes(sql)] == [kind]


@pytest.mark.parametrize(
    ("sql", "admits"),
    [
        ("select note from orders", True),
        ("select cast(trim(note) as varchar) as x from orders", True),
        ("select amount * 2 + 1 as x from orders", True),
        ("with a as (select * from orders) select b.note from a as b where id > 1", True),
        ("select null as x", True),
        ("select cast(null as date) as x union all select placed_on from orders", True),
        ("select id from orders", False),
        ("select l.id from orders as o left join lines as l on o.id = l.id", False),
        ("select coalesce(note, '') as x from orders", False),
        ("select coalesce(note, tags[1]) as x from orders", False),
        ("select case when note is not null then note else '' end as x from orders", False),
        ("select note from orders where note is not null", False),
        ("select note from orders where trim(note) <> ''", False),
        ("select note from orders where length(note) > 1 or note = 'x'", False),
        ("select max(note) as x from orders group by id", False),
        ("select try_cast(id as date) as x from orders", False),
        ("select id / 0 as x from orders", False),
    ],
)
def test_null_is_admitted_where_a_source_has_it_and_nothing_looks_at_it(
    sql: str, admits: bool
) -> None:
    (column,) = analyse_query(sql, [ORDERS, LINES], "duckdb").columns
    assert column.admits_null is admits
    assert column.nullable is not False or not admits


def test_a_model_hands_on_whether_null_is_admitted() -> None:
    models = [
        Model(("m", "a"), "select note, tags[1] as tag from orders where upper(note) > 'A'"),
        Model(("m", "b"), "select a.note, tag, placed_on from a, orders as o where a.tag = o.note"),
        Model(("m", "c"), "select * from b"),
    ]
    *_, last = analyse_models(models, [ORDERS], "duckdb")
    assert [(column.name, column.admits_null) for column in last.columns] == [
        ("note", False),
        ("tag", False),
        ("placed_on", True),
    ]
