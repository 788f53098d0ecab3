"""The mesh of facts: one key for each asset, whichever product reads it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

from benchmarks.made_facts import write_facts
from benchmarks.mesh_plan import plan as made_mesh

from inseam.facts import schema
from inseam.facts.load import load
from inseam.orchestration.facts_read import Facts, read_facts
from inseam.orchestration.mesh import Mesh, makers_first, shared_keys
from inseam.orchestration.plan import plan
from testkit.sparse_row import row

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


def test_what_an_asset_is_made_of_comes_before_it(tmp_path: Path) -> None:
    for product in mesh_of(tmp_path, 20).products:
        keys = [asset.key for asset in makers_first(reversed(product.assets))]
        assert sorted(keys) == sorted(asset.key for asset in product.assets)
        inside = [(a, b.key) for b in product.assets for a in b.deps if a in keys]
        assert inside
        assert all(keys.index(maker) < keys.index(made) for maker, made in inside)


def test_a_port_asks_for_no_run_after_its_last_day() -> None:
    def port(name: str, hours: int) -> tuple[schema.ModelRow, schema.ContractRow, schema.SlaRow]:
        at = {"contract_id": name, "product": "pairs"}
        return (
            row(schema.ModelRow, **at, model=name),
            row(schema.ContractRow, **at, kind="output_port", status="deprecated"),
            row(schema.SlaRow, **at, property="freshness", value=str(hours), unit="h"),
        )

    old, new = port("pairs-v1", 26), port("pairs-v2", 30)
    end = row(schema.SlaRow, contract_id="pairs-v1", property="endOfSupport", value='"2026-05-31"')
    models, contracts, levels = zip(old, new, strict=True)
    tables = {"models": models, "contracts": contracts, "sla": (*levels, end)}
    facts = Facts({name: tuple(asdict(one) for one in rows) for name, rows in tables.items()})

    def asked(day: date | None) -> timedelta | None:
        (product,) = plan(facts, day=day).products
        return product.promise.freshness

    assert asked(None) == asked(date(2026, 5, 31)) == timedelta(hours=26)
    assert asked(date(2026, 6, 1)) == timedelta(hours=30)


def test_a_key_that_two_assets_have_is_found(tmp_path: Path) -> None:
    asset = next(mesh_of(tmp_path, 1).assets())

    assert shared_keys([asset, asset]) == (asset.key,)
