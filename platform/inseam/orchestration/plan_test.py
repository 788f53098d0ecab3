"""The mesh of facts: one key for each asset, whichever product reads it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.made_facts import write_facts
from benchmarks.mesh_plan import plan as made_mesh

from inseam.facts.load import load
from inseam.orchestration.facts_read import read_facts
from inseam.orchestration.mesh import Mesh, shared_keys
from inseam.orchestration.plan import plan

PRODUCTS = 1_000


def mesh_of(folder: Path, products: int) -> Mesh:
    database = folder / "facts.duckdb"
    load(write_facts(made_mesh(products, 1, ["sales"]), folder), database)
    return plan(read_facts(database))


def test_no_two_assets_of_a_thousand_products_share_a_key(tmp_path: Path) -> None:
    mesh = mesh_of(tmp_path, PRODUCTS)

    assert len(mesh.products) == PRODUCTS
    assets = list(mesh.assets())
    assert len(assets) > 3 * PRODUCTS
    assert shared_keys(assets) == ()
    keys = {asset.key for asset in assets}
    assert {key for asset in assets for key in asset.deps} <= keys


def test_a_reader_has_the_provider_s_port_for_its_source(tmp_path: Path) -> None:
    mesh = mesh_of(tmp_path, 20)

    made = {asset.key: asset for product in mesh.products for asset in product.assets}
    across = {
        key
        for product in mesh.products
        for asset in product.assets
        for key in asset.deps
        if key in made and key[0] != product.name
    }
    assert across
    assert all(made[key].contract for key in across)


def test_a_key_that_two_assets_have_is_found(tmp_path: Path) -> None:
    asset = next(mesh_of(tmp_path, 1).assets())

    assert shared_keys([asset, asset]) == (asset.key,)
