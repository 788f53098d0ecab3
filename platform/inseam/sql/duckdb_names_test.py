from __future__ import annotations

import duckdb
import pytest

from inseam.sql.analyse import analyse_query
from inseam.sql.schema import Column, Relation

T = Relation(("t",), (Column("i", "INTEGER"), Column("s", "VARCHAR"), Column("Odd Name", "DATE")))
EXPRESSIONS = [
    "count(*)",
    "count(distinct i)",
    "i + 1",
    "-i * -2",
    "(i + 1) * 2",
    "sum(i) / count(*)",
    "coalesce(max(i), 0)",
    "left(s, 2)",
    "upper(s) || 'x'",
    "cast(i as bigint)",
    "cast(s as date)",
    "cast(i as decimal(10, 2))",
    "case when i > 1 then 'a' else s end",
    "i between 1 and 2",
    "s is null",
    "s is not null",
    "i in (1, 2)",
    "not (i = 1 and s = 'it''s')",
    '"Odd Name" > current_date',
    "row_number() over (partition by s order by i desc)",
    "sum(i) filter (where i > 1)",
    "substring(s, 1, 2)",
    "substring(s from 1 for 2)",
    "trim(s)",
    "extract(year from current_date)",
    "first(i order by s)",
    "list(i order by s desc, i nulls first)",
    "s not like 'a'",
    "[i, 1]",
    "[i, 1][2]",
    "case i when 1 then 'a' else 'b' end",
    "I",
    "T.S",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_column_without_a_name_gets_duckdbs(expression: str) -> None:
    connection = duckdb.connect()
    connection.execute('create table t (i integer, s varchar, "Odd Name" date)')
    ((wanted, *_),) = connection.execute(f"describe select {expression} from t").fetchall()
    (column,) = analyse_query(f"select {expression} from t", [T], "duckdb").columns
    assert column.name == wanted
