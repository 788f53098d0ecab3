from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.environments.operations import _without_traces
from inseam.release.dbt_build import DbtBuild
from inseam.release.working_copy import name_sources_here


def test_sources_are_in_a_schema_with_the_catalog_in_its_name(tmp_path: Path) -> None:
    models = tmp_path / "models" / "input_ports"
    models.mkdir(parents=True)
    (tmp_path / "dbt_project.yml").write_text("name: orders\n")
    sources = models / "shop.source.yaml"
    sources.write_text(
        "version: 2\nsources:\n"
        "  - {name: shop, database: web_shop, schema: public, description: Größe}\n"
        "  - {name: till, database: tills}\n"
        "  - {name: here, schema: public}\n"
    )
    others = models / "_models.yml"
    others.write_text("version: 2\nmodels: [{name: orders}]\n")

    name_sources_here(tmp_path)
    name_sources_here(tmp_path)

    assert read_yaml("x.yaml", sources.read_bytes()).value["sources"] == [
        {"name": "shop", "schema": "web_shop__public", "description": "Größe"},
        {"name": "till", "schema": "tills__till"},
        {"name": "here", "schema": "public"},
    ]
    assert others.read_text() == "version: 2\nmodels: [{name: orders}]\n"


class Config(dict[str, str]):
    materialized = "incremental"
    unique_key = "id"


@pytest.mark.parametrize(
    ("can_merge", "unique_key", "file_format", "kind"),
    [
        (True, "id", "", "incremental"),
        (False, "id", "", "table"),
        (False, "id", "delta", "incremental"),
        (False, "", "", "incremental"),
    ],
)
def test_rows_of_before_stay_where_they_can_be_changed(
    tmp_path: Path, can_merge: bool, unique_key: str, file_format: str, kind: str
) -> None:
    build = DbtBuild(
        copy=tmp_path,
        profiles=tmp_path,
        target="spark",
        variables={},
        as_of=None,
        artifacts=tmp_path,
        only_not_null=True,
        database="spark_catalog",
        can_merge=can_merge,
    )
    config = Config(file_format=file_format)
    config.unique_key = unique_key
    config.meta = {}  # type: ignore[attr-defined]
    node = SimpleNamespace(
        resource_type="model",
        config=config,
        database=None,
        schema="shop__op_orders_v1__1_aa",
        alias="orders",
        meta={"data_contract": {"id": "orders-v1"}},
    )

    built = build._built_object(node, "1_aa")

    assert built.kind == kind
    assert str(built.place) == "spark_catalog.shop__op_orders_v1__1_aa.orders"
    assert str(built.published) == "spark_catalog.shop__op_orders_v1.orders"


def test_errors_of_spark_are_without_its_java() -> None:
    text = (
        "Database Error\n  Error running query: [TABLE_OR_VIEW_NOT_FOUND] There is no `a`.`b`.\n"
        "  \tat org.apache.spark.sql.Analyzer$.check(Analyzer.scala:12)\n"
        "      \tat java.base/java.lang.Thread.run(Thread.java:840)\n"
        "  Caused by: it is not there\n"
        "  \t... 22 more\n"
    )
    assert _without_traces(text) == (
        "Database Error\n  Error running query: [TABLE_OR_VIEW_NOT_FOUND] There is no `a`.`b`.\n"
        "  Caused by: it is not there"
    )
