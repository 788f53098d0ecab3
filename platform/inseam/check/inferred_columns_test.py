"""Every model of every product: what is inferred is what DuckDB says, and what it does.

Starts dbt on the products of this checkout, so Pants only looks at it. `.ci/integration` runs it;
by hand, in the library's environment: ``PYTHONPATH=platform python -m pytest`` and this file.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.cli.main import dbtRunner

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.odcs.types import dialect_of, duckdb_type
from inseam.sql.analyse import analyse_models
from inseam.sql.analysis import Analysis
from inseam.sql.schema import Column, Model, Relation, RelationName
from inseam.sql.sql_type import read_type, write_type

ROOT = Path(__file__).parents[3]
PRODUCTS = sorted(path.parent.name for path in ROOT.glob("products/*/dbt_project.yml"))
# What dbt adds to the columns of a snapshot.
SNAPSHOT = (
    "select *, '' as dbt_scd_id, {0} as dbt_updated_at, {0} as dbt_valid_from, {0} as dbt_valid_to"
)
AT = "timestamp '2020-01-01'"


@dataclass(frozen=True)
class Compiled:
    relations: list[Relation]
    # Parents first.
    models: list[Model]
    tests: list[Model]


def contracts() -> dict[str, Contract]:
    ports = "products/*/models/output_ports/*/*.odcs.yaml"
    paths = [*ROOT.glob(ports), *ROOT.glob("contracts/external/*.odcs.yaml")]
    found = (read_contract(read_yaml(str(path), path.read_bytes())) for path in paths)
    return {contract.id: contract for contract in found}


def compiled(product: str, folder: Path) -> Compiled:
    project = folder / "products" / product
    shutil.copytree(ROOT / "products" / product, project)
    package = project / "dbt_packages" / "dbt_common"
    shutil.copytree(ROOT / "shared" / "dbt_common", package, dirs_exist_ok=True)
    os.environ["INSEAM_DUCKDB_FILE"] = str(folder / "entropy_data_prod.duckdb")
    response = dbtRunner().invoke(
        [
            "--quiet",
            "--log-level=none",
            "--log-level-file=none",
            "--no-send-anonymous-usage-stats",
            "--no-partial-parse",
            "compile",
            f"--project-dir={project}",
            f"--profiles-dir={ROOT / 'platform' / 'dbt'}",
            "--profile=inseam",
            "--target=local",
            f"--target-path={folder / 'target'}",
            f"--log-path={folder / 'logs'}",
            "--vars",
            json.dumps({"as_of": "2026-01-31T06:00:00Z"}),
        ]
    )
    assert response.success, response.exception
    manifest = json.loads((folder / "target" / "manifest.json").read_text())
    return Compiled(
        relations=list(_sources(manifest)),
        models=list(_models(manifest)),
        tests=[
            Model(_name(node), node["compiled_code"])
            for node in manifest["nodes"].values()
            if node["resource_type"] == "test"
        ],
    )


def _name(node: dict[str, Any]) -> RelationName:
    return (node["database"], node["schema"], node["alias"])


def _sources(manifest: dict[str, Any]) -> Iterator[Relation]:
    known = contracts()
    for source in manifest["sources"].values():
        contract = known[source["config"]["meta"]["data_contract"]["id"]]
        described = contract.object_named(source["identifier"])
        assert described is not None
        columns = tuple(
            Column(
                column.physical_name,
                _described(duckdb_type(column, dialect_of(contract))),
                nullable=not column.required,
            )
            for column in described.properties
        )
        yield Relation((source["database"], source["schema"], source["identifier"]), columns)


def _described(kind: str) -> str:
    """The type as `describe` writes it."""
    known = read_type(kind, "duckdb")
    return write_type(known, "duckdb") if known is not None else kind


def _models(manifest: dict[str, Any]) -> Iterator[Model]:
    waiting = {
        node["unique_id"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "snapshot")
    }
    while waiting:
        for unique_id, node in list(waiting.items()):
            if any(parent in waiting for parent in node["depends_on"]["nodes"]):
                continue
            sql = node["compiled_code"]
            if node["resource_type"] == "snapshot":
                sql = f"{SNAPSHOT.format(AT)} from (\n{sql}\n)"
            yield Model(_name(node), sql)
            del waiting[unique_id]


def database(project: Compiled) -> duckdb.DuckDBPyConnection:
    """The sources without rows, and the models as views of them."""
    connection = duckdb.connect()
    names = [relation.name for relation in project.relations]
    names += [model.name for model in project.models]
    for catalog in dict.fromkeys(name[0] for name in names):
        connection.execute(f"attach ':memory:' as \"{catalog}\"")
    for catalog, schema in dict.fromkeys(name[:2] for name in names):
        connection.execute(f'create schema if not exists "{catalog}"."{schema}"')
    for relation in project.relations:
        columns = ", ".join(f'"{column.name}" {column.type}' for column in relation.columns)
        connection.execute(f"create table {_quoted(relation.name)} ({columns})")
    for model in project.models:
        connection.execute(f"create view {_quoted(model.name)} as {model.sql}")
    return connection


def _quoted(name: RelationName) -> str:
    return ".".join(f'"{part}"' for part in name)


ROWS = 12
_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "DOUBLE", "FLOAT")


def value(column: Column, chance: random.Random) -> str:
    kind = column.type or ""
    if column.nullable and chance.randrange(6) == 0:
        return "null"
    if kind.startswith(_NUMBERS):
        return str(chance.randint(1, 4))
    if kind == "VARCHAR":
        # Texts that casts of these products can read: times, and numbers as keys.
        return chance.choice(("'1'", "'2'", "'3'", "'2025-01-02T03:04:05Z'", "'2025-12-01'"))
    if kind == "DATE":
        return f"date '2025-0{chance.randint(1, 9)}-01'"
    if kind.startswith("TIMESTAMP"):
        return f"timestamp '2025-0{chance.randint(1, 9)}-01 10:00:00'"
    return chance.choice(("true", "false")) if kind == "BOOLEAN" else "null"


class Rows:
    """A few rows of each source, of which one column can be changed for a while."""

    def __init__(self, project: Compiled, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        chance = random.Random(3)
        self._rows = {
            relation.name: [
                [self._readable(relation, column, chance) for column in relation.columns]
                for _ in range(ROWS)
            ]
            for relation in project.relations
        }
        for relation in project.relations:
            self._fill(relation.name, self._rows[relation.name])

    @staticmethod
    def _readable(relation: Relation, column: Column, chance: random.Random) -> str:
        if column.type == "VARCHAR" and column.name.endswith("_at"):
            return f"'2025-0{chance.randint(1, 9)}-02T03:04:05+01:00'"
        return value(column, chance)

    def _fill(self, name: RelationName, rows: list[list[str]]) -> None:
        listed = ", ".join("(" + ", ".join(row) + ")" for row in rows)
        self._connection.execute(f"delete from {_quoted(name)}")
        self._connection.execute(f"insert into {_quoted(name)} values {listed}")

    def change(self, relation: Relation, place: int) -> None:
        chance = random.Random(place)
        rows = [list(row) for row in self._rows[relation.name]]
        for row in rows:
            row[place] = self._readable(relation, relation.columns[place], chance)
        self._fill(relation.name, rows)

    def restore(self, relation: Relation) -> None:
        self._fill(relation.name, self._rows[relation.name])

    def columns(self, name: RelationName) -> list[Counter[str]]:
        cursor = self._connection.execute(f"select * from {_quoted(name)}")
        rows = cursor.fetchall()
        return [Counter(repr(row[at]) for row in rows) for at in range(len(cursor.description))]


def reached(
    source: tuple[RelationName, str], analyses: tuple[Analysis, ...]
) -> set[tuple[RelationName, str]]:
    """All columns that a source column bears on, directly or not, from model to model."""
    columns, rows = {source}, set[RelationName]()
    for analysis in analyses:
        hit = [
            edge for edge in analysis.edges if (edge.source.relation, edge.source.column) in columns
        ]
        if any(edge.target is None for edge in hit) or rows & set(analysis.relations):
            rows.add(analysis.relation)
            columns |= {(analysis.relation, column.name) for column in analysis.columns}
        columns |= {
            (analysis.relation, analysis.columns[edge.target].name)
            for edge in hit
            if edge.target is not None
        }
    return columns


def said(analysis: Analysis) -> list[tuple[str, str | None]]:
    return [(column.name, column.type) for column in analysis.columns]


def changes_without_an_edge(
    project: Compiled, analyses: tuple[Analysis, ...], connection: duckdb.DuckDBPyConnection
) -> list[str]:
    rows = Rows(project, connection)
    before = {analysis.relation: rows.columns(analysis.relation) for analysis in analyses}
    missed, seen = [], 0
    for relation in project.relations:
        for place, column in enumerate(relation.columns):
            known = reached((relation.name, column.name), analyses)
            rows.change(relation, place)
            for analysis in analyses:
                after = rows.columns(analysis.relation)
                for at, values in enumerate(after):
                    if values == before[analysis.relation][at]:
                        continue
                    seen += 1
                    if (analysis.relation, analysis.columns[at].name) not in known:
                        target = f"{analysis.relation[-1]}.{analysis.columns[at].name}"
                        missed.append(f"{relation.name[-1]}.{column.name} changes {target}")
            rows.restore(relation)
    assert seen > 10
    return missed


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_products_models_have_the_columns_that_duckdb_describes_and_change_only_by_edges(
    product: str, tmp_path: Path
) -> None:
    project = compiled(product, tmp_path)
    connection = database(project)
    analyses = analyse_models(project.models, project.relations, "duckdb")
    assert len(analyses) == len(project.models) > 0
    for analysis in analyses:
        described = connection.execute(f"describe {_quoted(analysis.relation)}").fetchall()
        assert said(analysis) == [(name, kind) for name, kind, *_ in described], analysis.relation
        assert analysis.problems == ()
        assert [column.unknown for column in analysis.columns if column.unknown] == []
    assert changes_without_an_edge(project, analyses, connection) == []
    made = [
        Relation(
            each.relation,
            tuple(Column(column.name, column.type, column.nullable) for column in each.columns),
        )
        for each in analyses
    ]
    found = analyse_models(project.tests, [*project.relations, *made], "duckdb")
    for test, analysis in zip(project.tests, found, strict=True):
        assert analysis.problems == (), test.name
        described = connection.execute(f"describe {test.sql}").fetchall()
        assert [kind for _, kind in said(analysis)] == [kind for _, kind, *_ in described], test
