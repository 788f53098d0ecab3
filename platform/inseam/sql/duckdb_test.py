from __future__ import annotations

import duckdb
import pytest

from inseam.sql.analyse import analyse_query
from inseam.sql.analysis import OutputColumn
from inseam.sql.schema import Column, Relation
from testkit.sql_cases import TESTDATA

COLUMNS = {
    "i8": "TINYINT",
    "i16": "SMALLINT",
    "i": "INTEGER",
    "b": "BIGINT",
    "h": "HUGEINT",
    "u": "UTINYINT",
    "ui": "UINTEGER",
    "ub": "UBIGINT",
    "d": "DECIMAL(10,2)",
    "d2": "DECIMAL(18,4)",
    "d3": "DECIMAL(38,10)",
    "f": "FLOAT",
    "g": "DOUBLE",
    "s": "VARCHAR",
    "dt": "DATE",
    "ts": "TIMESTAMP",
    "tz": "TIMESTAMP WITH TIME ZONE",
    "tm": "TIME",
    "iv": "INTERVAL",
    "bo": "BOOLEAN",
    "l": "INTEGER[]",
    "st": "STRUCT(a INTEGER, b VARCHAR)",
    "m": "MAP(VARCHAR, INTEGER)",
    "j": "JSON",
    "uu": "UUID",
}
T = Relation(("t",), tuple(Column(name, kind) for name, kind in COLUMNS.items()))
EXPRESSIONS = [
    line for line in (TESTDATA / "expressions.txt").read_text().splitlines() if line.strip()
]
_QUERIES = ("select", "with", "from", "pivot", "unpivot", "values")


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    found.execute(f"create table t ({', '.join(f'{n} {kind}' for n, kind in COLUMNS.items())})")
    return found


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_type_is_duckdbs_own(expression: str, connection: duckdb.DuckDBPyConnection) -> None:
    is_query = expression.lower().startswith(_QUERIES)
    sql = expression if is_query else f"select {expression} from t"
    described = connection.execute(f"describe {sql}").fetchall()
    analysis = analyse_query(sql, [T], "duckdb")
    assert [column.type for column in analysis.columns] == [kind for _, kind, *_ in described]


def column_of(expression: str) -> OutputColumn:
    relation = Relation(("t",), (Column("a", "INTEGER", False), Column("b", "INTEGER", True)))
    (column,) = analyse_query(f"select {expression} as x from t", [relation], "duckdb").columns
    return column


def test_what_is_not_known_is_not_guessed() -> None:
    column = column_of("our_own(a)")
    assert (column.type, column.nullable) == (None, None)
    assert column.type_unknown == "the type of our_own is not known for these arguments"


@pytest.mark.parametrize(
    "expression, nullable",
    [
        ("a", False),
        ("b", True),
        ("a + b", True),
        ("a + 1", False),
        ("a / a", True),
        ("a / 2", False),
        ("coalesce(b, 0)", False),
        ("coalesce(b, null)", True),
        ("case when b > 1 then a end", True),
        ("case when b > 1 then a else 0 end", False),
        ("nullif(a, 1)", True),
        ("try_cast(a as varchar)", True),
        ("cast(a as varchar)", False),
        ("sum(a)", True),
        ("count(b)", False),
        ("sum(a) over ()", False),
        ("lag(a) over (order by a)", True),
        ("(select max(a) from t)", True),
        ("b is null", False),
        ("concat(b, 'x')", False),
    ],
)
def test_whether_it_can_be_null(expression: str, nullable: bool) -> None:
    assert column_of(expression).nullable is nullable


@pytest.mark.parametrize(
    "rest, nullable",
    [
        ("from t where b is not null", False),
        ("from t where b > 1 and a > 1", False),
        ("from t where b > 1 or a > 1", True),
        ("from t where b not in (select a from t)", True),
        ("from t join t as u on t.b = u.a", False),
        ("from t left join t as u on t.b = u.a", True),
        ("from (select a as b from t) as t right join t as u on t.b = u.a", True),
    ],
)
def test_conditions_rule_out_null(rest: str, nullable: bool) -> None:
    relation = Relation(("t",), (Column("a", "INTEGER", False), Column("b", "INTEGER", True)))
    (column,) = analyse_query(f"select t.b {rest}", [relation], "duckdb").columns
    assert column.nullable is nullable
