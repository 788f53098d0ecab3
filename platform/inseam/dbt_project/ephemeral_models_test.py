"""How dbt-core writes the SQL that dbt 2 gave: held to dbt-core's own function."""

from __future__ import annotations

import pytest
from dbt.artifacts.resources.v1.components import InjectedCTE
from dbt.compilation import inject_ctes_into_sql

from inseam.dbt_project.ephemeral_models import as_dbt_core_has_it, own_sql
from inseam.sql.canonical import canonical

TODAY = "__dbt__cte__today as (\n\nselect 1 as day\n)"
WEEK = "__dbt__cte__week as (\nwith d as (select * from __dbt__cte__today)\nselect * from d\n)"
OWN = [
    "select *\nfrom __dbt__cte__week",
    "-- with a comment\nwith a as (\n  select * from __dbt__cte__week\n)\nselect * from a",
    "\n\nWITH RECURSIVE a as (select 1 as n union all select n + 1 from a where n < 3)\nselect 1",
    "select ')' as with_bracket",
]


def of_dbt_2(own: str) -> str:
    return (
        f"with {TODAY}, {WEEK}\n--EPHEMERAL-SELECT-WRAPPER-START\nselect * from (\n{own}\n"
        "--EPHEMERAL-SELECT-WRAPPER-END\n)"
    )


@pytest.mark.parametrize("own", OWN)
def test_what_ephemeral_models_put_in_stands_where_dbt_core_puts_it(own: str) -> None:
    ctes = [InjectedCTE(id=part, sql=f" {part}") for part in (TODAY, WEEK)]
    by_dbt_core = inject_ctes_into_sql(own, ctes)

    rewritten = as_dbt_core_has_it(of_dbt_2(own))

    assert own_sql(of_dbt_2(own)) == own
    assert canonical(rewritten) == canonical(by_dbt_core)
    assert rewritten.count("\n") == by_dbt_core.count("\n")


@pytest.mark.parametrize(
    "sql", [*OWN, "", "--EPHEMERAL-SELECT-WRAPPER-END", f"{of_dbt_2('select 1')} limit 1"]
)
def test_other_sql_stays_as_it_is(sql: str) -> None:
    assert as_dbt_core_has_it(sql) == own_sql(sql) == sql
