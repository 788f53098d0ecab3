"""`./pants lineage` over all products."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Repository

TRUTH = Path(__file__).with_name("lineage_truth.yaml")
Columns = set[str]


def columns_of(tables: dict[str, str], systems: dict[str, str]) -> Columns:
    found = set()
    for table, names in tables.items():
        system, _, object_ = table.partition(".")
        found |= {f"{systems[system]}.{object_}.{name}" for name in names.split()}
    return found


def truth() -> dict[str, tuple[Columns, Columns]]:
    """By column of a port: where its value comes from, and what else it depends on."""
    written = yaml.safe_load(TRUTH.read_text(encoding="utf-8"))
    found = {}
    for object_, said in written["objects"].items():
        rows = columns_of(said.get("rows", {}), written["systems"])
        for name, column in said["columns"].items():
            values = columns_of(column.get("comes_from", {}), written["systems"])
            others = rows | columns_of(column.get("depends_on", {}), written["systems"])
            found[f"{object_}.{name}"] = (values, others - values)
    return found


def origins(document: dict[str, Any]) -> dict[str, tuple[Columns, Columns]]:
    """The same of the document, by following its edges, and rows from what is read to who reads."""
    into: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for edge in document["edges"]:
        into[edge["target"]].append((edge["source"], edge["kind"] == "direct"))
    for model in document["models"]:
        into[f"{model['id']}.*"] += [(f"{read}.*", False) for read in model.get("reads", ())]
    for object_ in document["objects"]:
        if "model" in object_:
            into[f"{object_['id']}.*"].append((f"{object_['model']}.*", False))
    outside = {each["id"] for each in document["contracts"] if "product" not in each}

    def above(column: str) -> list[tuple[str, bool]]:
        rows = f"{column.rpartition('.')[0]}.*"
        return into[column] + ([(rows, False)] if column != rows else [])

    def reached(start: str) -> tuple[Columns, Columns]:
        seen = {(start, True)}
        waiting = [(start, True)]
        while waiting:
            column, flows = waiting.pop()
            for source, is_direct in above(column):
                step = (source, flows and is_direct)
                if step not in seen:
                    seen.add(step)
                    waiting.append(step)
        ends = {
            (column, flows)
            for column, flows in seen
            if column.partition(".")[0] in outside and not column.endswith(".*")
        }
        values = {column for column, flows in ends if flows}
        return values, {column for column, _ in ends} - values

    ports = {each["id"] for each in document["contracts"] if "product" in each}
    objects = {each["id"] for each in document["objects"] if each["contract"] in ports}
    columns = [column["id"] for column in document["columns"] if column["dataset"] in objects]
    return {column: reached(column) for column in columns}


@pytest.fixture(scope="module")
def document(shared_mesh: Repository) -> dict[str, Any]:
    result = shared_mesh.pants("lineage", "::")
    assert result.exit_code == 0, result.output
    assert "; 0 unresolved" in result.output
    written = (shared_mesh.root / "dist/lineage/lineage.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(written)
    return found


def test_every_column_of_every_port_comes_from_where_a_person_says(
    document: dict[str, Any],
) -> None:
    expected, found = truth(), origins(document)
    assert found.keys() == expected.keys()
    wrong = {column: (found[column], expected[column]) for column in expected}
    assert {column: both for column, both in wrong.items() if both[0] != both[1]} == {}


def test_every_place_is_one(document: dict[str, Any], shared_mesh: Repository) -> None:
    lengths: dict[str, int] = {}
    for entry in (*document["columns"], *document["edges"], *document["objects"]):
        file = entry["file"]
        if file not in lengths:
            text = (shared_mesh.root / file).read_text(encoding="utf-8")
            lengths[file] = len(text.splitlines())
        assert 1 <= entry["line"] <= lengths[file], entry


def test_the_tests_of_a_product_are_runs_and_checks_on_the_page(shared_mesh: Repository) -> None:
    product = "products/entropydata_postgres"
    result = shared_mesh.pants("--lineage-tested", "lineage", f"{product}::")
    assert result.exit_code == 0, result.output
    folder = shared_mesh.root / "dist/lineage"
    lines = (folder / "openlineage/run.jsonl").read_text(encoding="utf-8").splitlines()
    ran = {(event["eventType"], event["job"]["name"]) for event in map(json.loads, lines)}
    assert {kind for kind, _ in ran} == {"START", "COMPLETE"}
    assert any(name.endswith("organization") for _, name in ran)
    assert '"passed"' in (folder / "index.html").read_text(encoding="utf-8")
