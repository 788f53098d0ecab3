from __future__ import annotations

import pytest

from inseam.evaluation.query_text import may_yield_several, unknown_placeholder


@pytest.mark.parametrize(
    "query",
    [
        "select count(*) from {object}",
        "select max(a) - min(b) from t",
        "select 100.0 * count(*) filter (where a is null) / count(*) from ${table}",
        "select coalesce(sum(a), 0) as n from `{model}`",
        "select case when count(*) > 0 then 1 else 0 end from t",
        "select a from t limit 1",
        "select (select count(*) from t) - (select count(*) from u)",
        "select exists (select 1 from t where a is null)",
        "select 1",
        "select bad from (select count(*) as bad from t) x",
        "with c as (select count(*) n from t) select n from c",
        "select a.n - b.n from (select count(*) n from t) a, (select count(*) n from u) b",
        "select count(*) from (select a from t group by a having count(*) > 1)",
        # Nobody knows this function.
        "select our_sum(a) from t",
        # No query, or none that can be read.
        "select from where",
    ],
)
def test_one_number(query: str) -> None:
    assert may_yield_several(query) is None


@pytest.mark.parametrize(
    "query",
    [
        "select kilos from {object} where kilos is not null order by 1",
        "select count(*) from t group by a",
        "select count(*) over () from t",
        "select distinct a from t",
        "select (select count(*) from u) from t",
        "select count(*) from t union all select 2",
        "with c as (select a n from t) select n from c",
        "select a.n from (select count(*) n from t) a cross join u",
    ],
)
def test_several_rows(query: str) -> None:
    assert may_yield_several(query) == "several rows"


@pytest.mark.parametrize("query", ["select * from t", "select count(*), 1 from t", "from t"])
def test_several_columns(query: str) -> None:
    assert may_yield_several(query) == "several columns"


def test_placeholders_stand_for_tables_servers_and_columns() -> None:
    assert unknown_placeholder("from ${schema}.{table}", at_property=False) is None
    assert unknown_placeholder("where {column} = 1", at_property=True) is None
    assert unknown_placeholder("where {column} = 1", at_property=False) == "{column}"
    assert unknown_placeholder('from "{tabel}"', at_property=True) == '"{tabel}"'
