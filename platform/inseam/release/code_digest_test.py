"""What counts as a change of a product's code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from inseam.release.working_copy import MACROS, code_digest, files_to_build, make_working_copy
from inseam.testing.request import read_product_requests
from testkit.release.mesh import Mesh, make_mesh

PORT = "products/orders/models/output_ports/v1"


@pytest.fixture
def mesh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mesh:
    monkeypatch.chdir(tmp_path)
    return make_mesh(tmp_path)


def digest(mesh: Mesh) -> str:
    content = json.loads(mesh.request("orders").read_text("utf-8"))
    (request,) = read_product_requests(content["products"], mesh.root)
    return code_digest(files_to_build(request.project), request)


def edit(file: str, change: Callable[[str], str]) -> Callable[[Mesh], None]:
    def run(mesh: Mesh) -> None:
        path = mesh.root / file
        before = path.read_text("utf-8")
        path.write_text(change(before), "utf-8")
        assert path.read_text("utf-8") != before

    return run


def write(file: str, text: str) -> Callable[[Mesh], None]:
    return lambda mesh: mesh.write(file, text)


@pytest.mark.parametrize(
    "change",
    [
        write("products/orders/README.md", "# Orders\n"),
        write("products/orders/tests/inputs/shop-v1/sold.csv", "order_id\n1\n"),
        write("products/orders/target/manifest.json", "{}\n"),
        write("products/orders/costs.yaml", "[]\n"),
        edit("products/orders/models/all_orders.sql", lambda text: f"-- All.\n\n{text}"),
        edit(f"{PORT}/orders-v1.odcs.yaml", lambda text: f"{text}description: {{usage: any}}\n"),
        edit(f"{PORT}/_models.yml", lambda text: text.replace("version: 2", "version:  2")),
    ],
)
def test_what_builds_the_same_is_no_change(mesh: Mesh, change: Callable[[Mesh], None]) -> None:
    before = digest(mesh)
    change(mesh)
    assert digest(mesh) == before


@pytest.mark.parametrize(
    "change",
    [
        edit("products/orders/models/all_orders.sql", lambda text: f"{text}limit 1\n"),
        edit(f"{PORT}/orders-v1.odcs.yaml", lambda text: text.replace("bigint", "decimal(9,0)")),
        write("products/orders/tests/assert_nothing.sql", "select 1 where false\n"),
        write("shared/dbt_common/macros/more.sql", "{% macro more() %}1{% endmacro %}\n"),
    ],
)
def test_what_may_build_something_else_is_one(mesh: Mesh, change: Callable[[Mesh], None]) -> None:
    before = digest(mesh)
    change(mesh)
    assert digest(mesh) != before


def test_the_copy_has_what_dbt_needs_and_nothing_is_written_into_the_project(
    mesh: Mesh, tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = mesh.root / "products" / "orders"
    before = sorted(path for path in project.rglob("*"))

    copy = tmp_path_factory.mktemp("copy")
    make_working_copy(files_to_build(project), copy)

    assert (copy / "dbt_packages" / "dbt_common" / "dbt_project.yml").is_file()
    assert (copy / "macros" / MACROS).is_file()
    assert not list(copy.rglob("*.odcs.yaml"))
    assert sorted(path for path in project.rglob("*")) == before
