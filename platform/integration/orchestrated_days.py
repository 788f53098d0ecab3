"""Four days of three products in Dagster, with a clock of their own and commands that make nothing.

Run by the Python of platform/locks/dagster.txt; prints as JSON how often each was released, and
which inputs were said to be late.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

from inseam.orchestration.commands import Done
from inseam.orchestration.definitions import definitions
from inseam.orchestration.due import conditions
from inseam.orchestration.mesh import Asset, Input, Key, Mesh, Product, System
from inseam.orchestration.names import made_by, outside
from inseam.promises.promise import Promise

START = datetime(2026, 1, 5, tzinfo=UTC)
TICK = timedelta(minutes=30)
DAYS = 4
HOUR = timedelta(hours=1)
# How long a release takes.
TAKES = timedelta(minutes=5)
Log = Callable[[str], None]


def asset(key: Key, contract: str, *deps: Key) -> Asset:
    nothing: dict[str, Any] = dict.fromkeys(("description", "relation", "code"))
    none: dict[str, Any] = dict.fromkeys(
        ("owners", "tags", "columns", "lineage", "not_evaluated"), ()
    )
    at: dict[str, Any] = {"version": "1.0.0", "file": f"{contract}.odcs.yaml", "line": 1}
    return Asset(
        key=key, group=key[0], kind="table", deps=deps, contract=contract, **nothing, **none, **at
    )


def promise(contract: str, hours: int) -> Promise:
    return Promise(contract, freshness=hours * HOUR)


def product(name: str, hours: int, *inputs: Input) -> Product:
    deps = [
        outside(one.contract, "rows") if one.provider is None else made_by(one.provider, "port")
        for one in inputs
    ]
    port = asset(made_by(name, "port"), f"{name}-v1", *deps)
    return Product(name, None, (port,), (), inputs, (f"{name}-v1",), (promise(name, hours),))


def system(contract: str) -> System:
    return System(contract, (asset(outside(contract, "rows"), contract),), Promise(contract))


ORDERS = Input("orders-v1", "orders", promise("orders-v1", 6))
# Read while it lives.
SHOP = Input("shop-v1", None, Promise("shop-v1"))
# Loaded once, an hour before the first day.
RATES = Input("rates-v1", None, promise("rates-v1", 12))
MESH = Mesh(
    (
        product("orders", 6, SHOP),
        product("prices", 24, RATES, ORDERS),
        product("spend", 48, ORDERS),
    ),
    (system("rates-v1"), system("shop-v1")),
)


@dataclass
class World:
    """An environment whose releases come through at once. ``released`` has what was late too."""

    now: datetime = START
    products: dict[str, dict[str, Any]] = field(default_factory=dict)
    contracts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._arrives("rates-v1", START - HOUR)

    def _arrives(self, contract: str, data_as_of: datetime) -> None:
        self.contracts[contract] = {
            "contract": contract,
            "data_as_of": data_as_of.isoformat(),
            "updated": data_as_of.isoformat(),
        }

    def release(self, product: str, log: Log) -> Done:
        (of,) = (one for one in MESH.products if one.name == product)
        live = {"data_as_of": self.now.isoformat()}
        reads = {
            one.contract: self.contracts.get(one.contract, live)["data_as_of"] for one in of.inputs
        }
        self.products[product] = {
            "product": product,
            "release": "1",
            "started": self.now.isoformat(),
            "ended": (self.now + TAKES).isoformat(),
            "failures": 0,
            "failed": None,
            "reads": reads,
        }
        self._arrives(f"{product}-v1", datetime.fromisoformat(min(reads.values())))
        said = {"product": product, "release": "1", "checks": [], "levels": [], "tests": []}
        return Done(0, results={"products": [said]})

    def ingest(self, product: str, contract: str, log: Log) -> Done:
        raise NotImplementedError("No product here ingests.")

    def test(self, product: str, log: Log) -> Done:
        return Done(0)

    def seen(self, log: Log) -> Done:
        rows = {"products": self.products, "contracts": self.contracts}
        return Done(0, results={name: list(of.values()) for name, of in rows.items()})


def days() -> dict[str, Any]:
    world = World()
    defs = definitions(MESH, world, conditions(MESH, world), lambda: world.now)
    keys = {dg.AssetKey(one.key) for one in MESH.assets()}
    released: Counter[str] = Counter()
    late: dict[str, list[list[str]]] = {}
    cursor = None
    with dg.DagsterInstance.ephemeral() as instance:
        while world.now < START + timedelta(days=DAYS):
            found = dg.evaluate_automation_conditions(
                defs, instance, evaluation_time=world.now, cursor=cursor
            )
            cursor = found.cursor
            if requested := [key for key in keys if found.get_num_requested(key)]:
                job = defs.get_implicit_global_asset_job_def()
                done = job.execute_in_process(asset_selection=requested, instance=instance)
                for made in done.get_asset_materialization_events():
                    name = made.asset_key.path[0]
                    released[name] += 1
                    said = made.materialization.metadata.get("inseam/late")
                    late.setdefault(name, []).append(list(said.value) if said else [])
            world.now += TICK
    return {"released": released, "late": late}


if __name__ == "__main__":
    print(json.dumps(days()))
