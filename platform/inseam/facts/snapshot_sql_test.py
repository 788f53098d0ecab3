"""Where the columns of a snapshot come from."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from inseam.facts.snapshot_sql import snapshot_sql
from inseam.sql.analyse import analyse_query
from inseam.sql.analysis import Analysis
from inseam.sql.schema import Column, Relation

ARTICLES = Relation(
    ("lake", "raw", "articles"),
    (Column("id", "VARCHAR"), Column("name", "VARCHAR"), Column("since", "DATE")),
)
SQL = "select id, name, since\nfrom lake.raw.articles"


def analysis(**config: Any) -> Analysis:
    given = {"strategy": "timestamp", "unique_key": "id", "updated_at": None, "check_cols": None}
    sql = snapshot_sql(SimpleNamespace(**{**given, **config}), SQL)
    found = analyse_query(sql, [ARTICLES], "duckdb")
    assert found.problems == ()
    return found


def sources(found: Analysis, column: str, *, direct: bool) -> set[str]:
    names = [each.name for each in found.columns]
    return {
        edge.source.column
        for edge in found.edges
        if edge.target == names.index(column) and edge.kind.direct is direct
    }


def test_times_are_the_sources_own() -> None:
    found = analysis(updated_at="since")
    types = {column.name: column.type for column in found.columns}
    assert types == {
        "id": "VARCHAR",
        "name": "VARCHAR",
        "since": "DATE",
        "dbt_scd_id": "VARCHAR",
        "dbt_updated_at": "DATE",
        "dbt_valid_from": "DATE",
        "dbt_valid_to": "DATE",
    }
    assert sources(found, "dbt_valid_from", direct=True) == {"since"}
    assert sources(found, "dbt_valid_to", direct=True) == {"since"}
    assert sources(found, "dbt_valid_to", direct=False) == {"id", "since"}


def test_a_version_in_force_has_no_end() -> None:
    *_, last = analysis(updated_at="since").columns
    assert (last.name, last.nullable, last.admits_null) == ("dbt_valid_to", True, True)


def test_the_id_of_a_version_tells_nothing_of_its_key() -> None:
    found = analysis(updated_at="since", unique_key=["id", "name"])
    names = [each.name for each in found.columns]
    masked = {
        edge.source.column: edge.masked
        for edge in found.edges
        if edge.target == names.index("dbt_scd_id") and edge.kind.direct
    }
    assert masked == {"id": True, "name": True, "since": True}


def test_times_of_runs_depend_on_the_columns_that_are_compared() -> None:
    found = analysis(strategy="check", check_cols=["name"])
    assert sources(found, "dbt_valid_from", direct=True) == set()
    assert sources(found, "dbt_valid_from", direct=False) == {"name"}


def test_all_columns_may_be_compared() -> None:
    found = analysis(strategy="check", check_cols="all")
    assert sources(found, "dbt_valid_to", direct=False) == {"id", "name", "since"}


def test_columns_have_the_names_that_the_project_gives_them() -> None:
    names = SimpleNamespace(dbt_valid_from="begins", dbt_valid_to="ends")
    found = analysis(
        updated_at="since", snapshot_meta_column_names=names, hard_deletes="new_record"
    )
    assert [column.name for column in found.columns][3:] == [
        "dbt_scd_id",
        "dbt_updated_at",
        "begins",
        "ends",
        "dbt_is_deleted",
    ]
