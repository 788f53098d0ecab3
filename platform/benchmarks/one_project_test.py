"""The mesh as others have it: the same models, which read the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest
from benchmarks.mesh_files import files
from benchmarks.mesh_plan import Mesh, plan
from benchmarks.one_project import (
    DATABASE,
    dbt_file,
    models_of,
    most_read,
    sqlmesh_file,
    write_dbt_project,
    write_sqlmesh_project,
)
from benchmarks.peers import npm_packages

MESH = plan(12, 1, ["sales"])


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    for path, text in files(MESH):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def read_by(mesh: Mesh) -> dict[str, set[str]]:
    """Providers by product."""
    return {
        product.name: {port.product for port in product.reads if port.product}
        for product in mesh.products
    }


def test_in_one_dbt_project_a_port_that_is_read_is_the_model_that_fulfils_it(
    repository: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "dbt"
    write_dbt_project(repository, folder)
    names = {model.name for model in models_of(repository)}
    assert {file.stem for file in folder.glob("models/*/*.sql")} == names
    found: dict[str, set[str]] = {product.name: set() for product in MESH.products}
    for name in names:
        text = dbt_file(folder, name).read_text(encoding="utf-8")
        refs = set(re.findall(r"ref\('(\w+)'\)", text))
        assert refs <= names
        assert "dbt_common" not in text
        product = name.partition("__")[0]
        found[product] |= {ref.partition("__")[0] for ref in refs} - {product}
    assert found == read_by(MESH)


def test_the_views_of_sqlmesh_can_be_made(repository: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sqlmesh"
    write_sqlmesh_project(repository, folder)
    left = {model.name: sqlmesh_file(folder, model.name) for model in models_of(repository)}
    with duckdb.connect(str(folder / DATABASE)) as connection:
        connection.execute("create schema mesh")
        while left:
            made = set()
            for name, file in left.items():
                query = file.read_text(encoding="utf-8").partition(";")[2]
                try:
                    connection.execute(f"create view mesh.{name} as {query}")
                except duckdb.CatalogException:
                    continue  # One that it reads comes later.
                made.add(name)
            assert made, f"none of {sorted(left)} can be made"
            left = {name: file for name, file in left.items() if name not in made}


def test_a_package_of_npm_depends_on_its_providers(repository: Path) -> None:
    packages = {name: json.loads(text) for name, text in npm_packages(repository)}
    assert {name: set(p["dependencies"]) for name, p in packages.items()} == read_by(MESH)


def test_the_most_read_product_has_no_fewer_readers_than_any_other(repository: Path) -> None:
    readers = [name for names in read_by(MESH).values() for name in names]
    most = most_read(repository).name
    assert readers.count(most) == max(map(readers.count, set(readers)))
