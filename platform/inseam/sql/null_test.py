"""Whether NULL is ruled out just where DuckDB never gives it: on rows that would show it."""

from __future__ import annotations

import duckdb
import pytest

from inseam.sql.analyse import analyse_query
from inseam.sql.schema import Column, Relation

RELATIONS = [
    Relation(
        ("visits",),
        (
            Column("id", "BIGINT", nullable=False),
            Column("place", "VARCHAR", nullable=False),
            Column("seen", "INTEGER", nullable=True),
            Column("name", "VARCHAR", nullable=True),
            Column("marks", "INTEGER[]", nullable=True),
        ),
    ),
    Relation(
        ("keys",), (Column("id", "BIGINT", nullable=True), Column("k", "BIGINT", nullable=False))
    ),
]


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    found.execute(
        "create table visits (id bigint not null, place varchar not null, seen integer,"
        " name varchar, marks integer[])"
    )
    found.execute("create table keys (id bigint, k bigint not null)")
    found.execute(
        "insert into visits values (1, 'x', null, null, []), (2, 'y', 5, 'b', [1]),"
        " (3, 'x', null, 'c', null)"
    )
    found.execute("insert into keys values (null, 1), (2, 2)")
    return found


def nullable(sql: str) -> bool | None:
    return analyse_query(sql, RELATIONS, "duckdb").columns[-1].nullable


def gives_null(sql: str, connection: duckdb.DuckDBPyConnection) -> bool:
    return any(row[-1] is None for row in connection.execute(sql).fetchall())


@pytest.mark.parametrize(
    "sql",
    [
        # All `seen` of a place are NULL.
        "select place, arg_max(place, seen) as v from visits group by place",
        "select place, min_by(id, seen) as v from visits group by place",
        "select place, arg_max(place, seen, 2) as v from visits group by place",
        "select arg_min(place, seen) over (partition by place) as v from visits",
        "select list(id) filter (where seen > 9)[1] as v from visits",
        "select list(name order by id)[1] as v from visits",
        "select array(select name from visits order by id)[1] as v",
        # One side has no such column.
        "select id as v from visits union all by name select name as w from visits order by v",
        "select v from (select id as v from visits union by name select place as w from visits)",
        "select 1 as v union all by name select 2 as w order by v",
        # Rows without a partner.
        "select id from keys anti join visits using (id)",
        "select id from keys natural anti join visits",
        # Of no row at all, `all` is true.
        "select seen as v from visits where seen <> all (select k from keys where false)",
        "select seen as v from visits where seen > all (select k from keys where false)",
        "select seen as v from visits where seen <> all (marks)",
        "select t.k as v from ((select id from visits) as s left join keys as t on false)",
        "select id as w, seen / 0 as v from visits",
    ],
)
def test_null_that_comes_is_not_ruled_out(sql: str, connection: duckdb.DuckDBPyConnection) -> None:
    assert gives_null(sql, connection)
    assert nullable(sql) is True


@pytest.mark.parametrize(
    "sql",
    [
        "select place, arg_max(place, id) as v from visits group by place",
        "select place, arg_max(id, seen) as v from visits where seen > 0 group by place",
        "select id as v from visits union all by name select id as v from visits",
        "select id from keys semi join visits using (id)",
        "select seen as v from visits where seen = any (select k + 3 from keys)",
        "select hash(name) as v from visits",
        "select hash(seen, name) as v from visits",
        "select hash(*columns(*)) as v from keys",
        "select array(select name from visits where false) as v",
    ],
)
def test_null_is_ruled_out_where_none_comes(
    sql: str, connection: duckdb.DuckDBPyConnection
) -> None:
    assert not gives_null(sql, connection)
    assert nullable(sql) is False


@pytest.mark.parametrize(
    "sql, nullable",
    [
        ("select max_by(id, n) as v from t group by s", True),
        ("select max_by(id, id) as v from t group by s", False),
        ("select hash(n) as v from t", False),
        ("select hash(*) as v from t", False),
        ("select sha2(concat_ws('|', *), 256) as v from t", False),
        ("select coalesce(*) as v from t", False),
        ("select greatest(*) as v from t", False),
        ("select array(id, n)[0] as v from t", True),
        ("select n as v from t where n > all (select n from t)", True),
    ],
)
def test_on_databricks_by_its_reference(sql: str, nullable: bool) -> None:
    relation = Relation(
        ("t",),
        (Column("id", "INT", False), Column("n", "INT", True), Column("s", "STRING", False)),
    )
    (column,) = analyse_query(sql, [relation], "databricks").columns
    assert column.nullable is nullable
