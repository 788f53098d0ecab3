"""What Spark is to run, in an order in which it can."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from inseam.check.databricks import CompiledProject
from inseam.parity import forms
from inseam.parity.databricks_sql import compiled
from inseam.parity.forms import Compiled

PROJECT = Path("products/shop")


def node(kind: str, name: str, *needs: str, **more: Any) -> SimpleNamespace:
    described = {
        "unique_id": f"{kind}.{name}",
        "resource_type": kind,
        "name": name,
        "alias": name,
        "database": "shop",
        "schema": "internal",
        "original_file_path": f"models/{name}.sql",
        "depends_on": SimpleNamespace(nodes=list(needs)),
        "config": SimpleNamespace(materialized=more.pop("materialized", "table")),
        "language": "sql",
        "raw_code": f"-- {name}",
        "compiled_code": f"select '{name}'",
    }
    return SimpleNamespace(**{**described, **more})


def project() -> CompiledProject:
    source = node("source", "orders", identifier="raw_orders", compiled_code=None)
    unit_test = node("unit_test", "adds_up", "model.b", compiled_code=None)
    manifest = SimpleNamespace(sources={"x": source}, unit_tests={"x": unit_test})
    nodes = [
        node("model", "a", "model.b"),
        node("model", "b", "source.orders", "macro.elsewhere"),
        node("model", "inlined", "model.a", materialized="ephemeral"),
        node("test", "unique", "model.a", materialized="test"),
    ]
    return CompiledProject(manifest, nodes, [])


def test_each_comes_after_what_it_needs() -> None:
    found = compiled(PROJECT, project(), {"unit_test.adds_up": "select 1"})
    ids = [node.id for node in found.nodes]
    assert sorted(ids) == [
        "model.a",
        "model.b",
        "model.inlined",
        "source.orders",
        "test.unique",
        "unit_test.adds_up",
    ]
    for node in found.nodes:
        assert all(ids.index(needed) < ids.index(node.id) for needed in node.needs if needed in ids)


def test_what_has_a_table_of_its_own() -> None:
    found = {node.id: node for node in compiled(PROJECT, project()).nodes}
    assert found["source.orders"].relation == ("shop", "internal", "raw_orders")
    assert found["model.a"].relation == ("shop", "internal", "a")
    assert found["model.inlined"].relation == ()
    assert found["test.unique"].relation == ()
    assert found["model.a"].file == "products/shop/models/a.sql"


def test_a_unit_test_reads_no_table_and_may_have_no_sql() -> None:
    found = {node.id: node for node in compiled(PROJECT, project()).nodes}
    assert (found["unit_test.adds_up"].needs, found["unit_test.adds_up"].sql) == ((), "")
    found = {n.id: n for n in compiled(PROJECT, project(), {"unit_test.adds_up": "select 1"}).nodes}
    assert found["unit_test.adds_up"].sql == "select 1"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    whole = compiled(PROJECT, project())
    forms.write(whole, tmp_path / "compiled.json")
    assert forms.read(tmp_path / "compiled.json", Compiled) == whole
