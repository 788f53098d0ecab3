"""dbt-colibri on a project that was never run: a manifest and a catalog with what it asks for."""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from inseam.sql.analysis import Analysis
from inseam.sql.schema import Column, Model, Relation, RelationName


@dataclass(frozen=True)
class Run:
    """The processor's time, and for how many columns it found where they come from."""

    seconds: float
    columns: int


def is_installed() -> bool:
    return find_spec("dbt_colibri") is not None


def run(relations: Iterable[Relation], models: Iterable[Model], found: Iterable[Analysis]) -> Run:
    """Reads the project as its command does, without its page. It gets all columns and types."""
    extractor = import_module("dbt_colibri.lineage_extractor.extractor")
    logging.getLogger("colibri").setLevel(logging.CRITICAL)
    manifest, catalog = _artifacts(list(relations), list(models), list(found))
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("manifest.json").write_text(json.dumps(manifest))
        Path("catalog.json").write_text(json.dumps(catalog))
        start = time.process_time()
        reader = extractor.DbtColumnLineageExtractor("manifest.json", "catalog.json")
        lineage = reader.extract_project_lineage()
        seconds = time.process_time() - start
    parents: Mapping[str, Mapping[str, Any]] = lineage["lineage"]["parents"]
    return Run(
        seconds, sum(bool(edges) for columns in parents.values() for edges in columns.values())
    )


def _artifacts(
    relations: list[Relation], models: list[Model], found: list[Analysis]
) -> tuple[dict[str, Any], dict[str, Any]]:
    ids = {relation.name: f"source.p.{relation.name[-1]}" for relation in relations}
    ids |= {model.name: f"model.p.{model.name[-1]}" for model in models}
    columns: dict[RelationName, tuple[Column, ...]] = {
        each.name: each.columns for each in relations
    }
    columns |= {
        each.relation: tuple(Column(column.name, column.type) for column in each.columns)
        for each in found
    }
    parents = {
        ids[analysis.relation]: [ids[name] for name in analysis.relations] for analysis in found
    }
    manifest = {
        "metadata": {"adapter_type": "duckdb", "project_name": "p"},
        "nodes": {
            ids[model.name]: {
                **_node(model.name, "model"),
                "path": f"{model.name[-1]}.sql",
                "compiled_code": model.sql,
                "depends_on": {"nodes": parents[ids[model.name]]},
            }
            for model in models
        },
        "sources": {ids[each.name]: _node(each.name, "source") for each in relations},
        "parent_map": parents,
        "child_map": {},
    }
    catalog = {
        kind: {ids[each.name]: _described(ids, each.name, columns[each.name]) for each in of}
        for kind, of in (("nodes", models), ("sources", relations))
    }
    return manifest, catalog


def _node(name: RelationName, kind: str) -> dict[str, Any]:
    database, schema, table = name
    return {
        "resource_type": kind,
        "database": database,
        "schema": schema,
        "name": table,
        "relation_name": ".".join(f'"{part}"' for part in name),
        "columns": {},
        "config": {"materialized": "table"},
    }


def _described(
    ids: Mapping[RelationName, str], name: RelationName, columns: tuple[Column, ...]
) -> dict[str, Any]:
    database, schema, table = name
    return {
        "unique_id": ids[name],
        "metadata": {"database": database, "schema": schema, "name": table, "type": "table"},
        "columns": {
            column.name: {"name": column.name, "type": column.type, "index": place}
            for place, column in enumerate(columns, 1)
        },
    }
