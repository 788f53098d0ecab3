import pytest

from inseam.sql.analyse import analyse_models, analyse_query
from inseam.sql.analysis import Analysis, ProblemKind, Transformation
from inseam.sql.schema import Column, Model, Relation

ORDERS = Relation(
    ("shop", "raw", "orders"),
    (Column("id", "BIGINT", nullable=False), Column("paid", "DECIMAL(10,2)", nullable=True)),
)


def edges(analysis: Analysis) -> set[tuple[str, str | None, str]]:
    return {
        (
            f"{'.'.join(edge.source.relation)}.{edge.source.column}",
            None if edge.target is None else analysis.columns[edge.target].name,
            edge.kind.value,
        )
        for edge in analysis.edges
    }


def test_a_model_sees_the_columns_of_the_model_it_reads_wherever_that_stands() -> None:
    last = Model(("shop", "main", "totals"), "select sum(paid) as total from shop.main.stg")
    first = Model(("shop", "main", "stg"), 'select *, id + 1 as next from "shop"."raw"."orders"')
    totals, staging = analyse_models([last, first], [ORDERS], "duckdb")
    assert [(column.name, column.type) for column in staging.columns] == [
        ("id", "BIGINT"),
        ("paid", "DECIMAL(10,2)"),
        ("next", "BIGINT"),
    ]
    assert [column.type for column in totals.columns] == ["DECIMAL(38,2)"]
    assert edges(totals) == {("shop.main.stg.paid", "total", "AGGREGATION")}
    assert totals.relations == (("shop", "main", "stg"),)


def test_what_decides_which_rows_there_are_has_an_edge_to_all_of_them() -> None:
    found = analyse_query("select id from orders where paid > 0", [ORDERS], "duckdb")
    assert edges(found) == {
        ("shop.raw.orders.id", "id", "IDENTITY"),
        ("shop.raw.orders.paid", None, "FILTER"),
    }
    assert not Transformation.FILTER.direct
    assert Transformation.AGGREGATION.direct


def constants(sql: str) -> dict[str, int | None]:
    """The constant columns, with their lines."""
    found = analyse_query(sql, [ORDERS], "duckdb")
    assert not found.problems
    return {column.name: column.line for column in found.columns if column.is_constant}


def test_a_literal_is_a_constant_also_where_rows_are_grouped_and_after_a_cast() -> None:
    sql = """\
with ports as (

    select
        id,
        count(*) as ports_total,
        -- TODO
        cast(0 as bigint) as with_contract_total
    from orders
    group by 1

)

select
    id,
    coalesce(ports_total, 0) as ports_total,
    coalesce(100 * with_contract_total, 0) as share,
    case when true then 'a' || 'b' else 'c' end as text,
    -1 as one
from ports
"""
    assert constants(sql) == {"share": 16, "text": 17, "one": 18}


@pytest.mark.parametrize(
    "expression",
    [
        "count(*)",
        "count(*) filter (where paid > 0)",
        "sum(1)",
        "max(0)",
        "row_number() over ()",
        "uuid()",
        "random()",
        "now()",
        "current_date",
        "nextval('s')",
        "id * 0",
        "coalesce('x', uuid()::text)",
        "case when paid > 0 then 1 else 0 end",
        "if(random() > 0.5, 1, 0)",
        "exists(select 1 from orders)",
        "(select count(*) from orders)",
        "unnest([1, 2])",
    ],
)
def test_what_rows_or_time_or_chance_decide_is_no_constant(expression: str) -> None:
    assert constants(f"select {expression} as x from orders") == {}


@pytest.mark.parametrize(
    "sql",
    [
        "select 'a' as x union all select 'b' as x",
        "select * from (values (1), (2)) v(x)",
        "select * from range(9) r(x)",
        "with recursive r as (select 1 as x union all select x + 1 from r where x < 9) from r",
        # Whether there is a partner decides.
        (
            "with flagged as (select id, true as flag from orders)"
            " select coalesce(flag, false) as x from orders left join flagged using (id)"
        ),
    ],
)
def test_literals_that_differ_by_row_are_no_constant(sql: str) -> None:
    assert constants(sql) == {}


def test_a_column_that_does_not_exist_is_read_and_said_with_its_line() -> None:
    found = analyse_query("select\n    id,\n    updated_at\nfrom orders", [ORDERS], "duckdb")
    assert [(read.source.column, read.line, read.exists) for read in found.reads] == [
        ("id", 2, True),
        ("updated_at", 3, False),
    ]
    assert [(problem.message, problem.line) for problem in found.problems] == [
        ("shop.raw.orders has no column updated_at", 3)
    ]


@pytest.mark.parametrize(
    "rest", ["from nowhere\nwhere #2 > 3", "from orders join orders as o\non #2 > o.id"]
)
def test_a_column_by_a_place_that_cannot_be_told_is_said_with_its_line(rest: str) -> None:
    found = analyse_query(f"select count(*) as n\n{rest}", [ORDERS], "duckdb")
    (problem,) = found.problems
    assert problem.kind is ProblemKind.NOT_FOLLOWED
    assert (problem.message, problem.line) == ("which column #2 means is not known", 3)


def test_a_column_that_is_named_is_read_though_its_value_goes_nowhere() -> None:
    sql = "with a as (select id, paid from orders) select id from a"
    assert [read.source.column for read in analyse_query(sql, [ORDERS], "duckdb").reads] == [
        "id",
        "paid",
    ]


def test_a_star_names_no_column_and_reads_those_that_arrive() -> None:
    sql = "with a as (select * from orders) select id from a"
    (read,) = analyse_query(sql, [ORDERS], "duckdb").reads
    assert (read.source.column, read.line) == ("id", 1)


def test_models_on_a_cycle_are_all_there_and_say_what_is_not_known() -> None:
    one = Model(("m", "one"), "select x from m.two")
    two = Model(("m", "two"), "select x from m.one")
    first, second = analyse_models([one, two], [], "duckdb")
    assert first.columns[0].name == second.columns[0].name == "x"
    assert first.columns[0].type_unknown == "the columns of m.two are not known"


def test_an_incremental_model_reads_itself_and_knows_its_own_columns() -> None:
    sql = "select id, paid from orders where id > (select max(id) from shop.main.inc)"
    (found,) = analyse_models([Model(("shop", "main", "inc"), sql)], [ORDERS], "duckdb")
    assert [column.type for column in found.columns] == ["BIGINT", "DECIMAL(10,2)"]
    assert ("shop.main.inc.id", None, "FILTER") in edges(found)
    assert all(read.exists for read in found.reads)


def test_sql_that_cannot_be_parsed_leaves_the_model_there_with_a_reason() -> None:
    broken = Model(("m", "broken"), "select\nfrom where (")
    child = Model(("m", "child"), "select a from m.broken")
    first, second = analyse_models([broken, child], [], "duckdb")
    assert first.unknown is not None
    assert first.unknown.startswith("cannot be parsed: ")
    assert second.columns[0].name == "a"
    assert "cannot be parsed" in (second.columns[0].type_unknown or "")


def test_an_order_without_what_it_sorts_is_no_fault() -> None:
    relation = Relation(("t",), (Column("a", "VARCHAR"), Column("c", "INTEGER")))
    analysis = analyse_query("select string_agg(a, order by c) as x from t", [relation], "duckdb")
    assert analysis.unknown is None
    assert {edge.source.column for edge in analysis.edges} == {"a", "c"}


def test_a_call_with_too_few_arguments_is_no_fault() -> None:
    relation = Relation(("t",), (Column("a", "ARRAY<INT>"),))
    analysis = analyse_query("select transform(a) as x from t", [relation], "databricks")
    assert analysis.unknown is None
    assert {edge.source.column for edge in analysis.edges} == {"a"}


def test_an_unpivot_into_nothing_is_no_fault() -> None:
    relation = Relation(("t",), (Column("a", "INTEGER"), Column("b", "INTEGER")))
    analysis = analyse_query("unpivot (select a, b from t) on a, b into", [relation], "duckdb")
    assert [column.name for column in analysis.columns] == ["name", "value"]


@pytest.mark.parametrize(
    "star, message",
    [
        ("* replace (a + 1 as a) rename (a as b)", "REPLACE and RENAME of one star both name a"),
        ("* exclude (a) replace (1 as a)", "EXCLUDE and REPLACE of one star both name a"),
        ("* exclude (a) rename (a as b)", "EXCLUDE and RENAME of one star both name a"),
        ("* exclude (zz)", "the star has no column zz"),
        ("* replace (1 as zz)", "the star has no column zz"),
        ("t.* exclude (u.a)", "the star has no column u.a"),
    ],
)
def test_a_star_that_no_engine_takes_is_a_mistake(star: str, message: str) -> None:
    relation = Relation(("t",), (Column("a", "INTEGER"), Column("c", "INTEGER")))
    analysis = analyse_query(f"select {star} from t", [relation], "duckdb")
    assert [(found.message, found.kind) for found in analysis.problems] == [
        (message, ProblemKind.NO_SUCH_COLUMN)
    ]


@pytest.mark.parametrize(
    ("sql", "name", "near"),
    [
        ("select t.amuont from t", "amuont", ("amount",)),
        ("select amuont from t", "amuont", ("amount",)),
        ("with q as (select amount from t) select q.amont from q", "amont", ("amount",)),
        ("select x.amount from (select amount from t) as y, t as tt", "x", ()),
        ("select orders.amount from t as order_s", "orders", ("order_s",)),
        ("select amont from t as a join t as b using (amount)", "amont", ("amount",)),
        ("select nothing from t", "nothing", ()),
    ],
)
def test_an_unknown_name_has_those_that_are_near_it(
    sql: str, name: str, near: tuple[str, ...]
) -> None:
    relation = Relation(("t",), (Column("amount", "INTEGER"), Column("c", "INTEGER")))
    (problem,) = analyse_query(sql, [relation], "duckdb").problems
    assert (problem.name, problem.near) == (name, near)


def test_names_are_compared_for_the_first_hundred_unknown_ones_only() -> None:
    relation = Relation(("t",), (Column("amount", "INTEGER"),))
    columns = ", ".join(f"t.amount_{number}" for number in range(150))
    problems = analyse_query(f"select {columns} from t", [relation], "duckdb").problems
    assert len(problems) == 150
    assert sum(bool(problem.near) for problem in problems) <= 100
