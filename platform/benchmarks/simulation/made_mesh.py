"""Made meshes to simulate, with promises that can be kept. Who reads whom: benchmarks.mesh_plan.

Half of the systems are filled each night at 23:00, the others live. Today every product has a
nightly cron, an hour after the last of its inputs. By chance, half of the products promise theirs
and an age, the others an age alone, of days: the best that their inputs' promises allow, by
`inseam.promises.feasibility`, and some room.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from benchmarks.mesh_plan import Port, plan
from benchmarks.mesh_plan import Product as Planned

from inseam.orchestration.mesh import Input, Mesh, Product, System
from inseam.orchestration.simulation.mesh import Simulated
from inseam.promises.feasibility import Link, feasibilities
from inseam.promises.promise import Promise

_HOUR = timedelta(hours=1)
_LAST_TICK = 22
_BATCHES = "0 23 * * *"
# Hours that a promise leaves beyond what cannot be avoided.
_ROOM = (2, 4, 12)
_ROOM_WITHOUT_SCHEDULE = (24, 48, 96)
# The median run of a product: minutes, and how they spread.
_MINUTES, _SPREAD = 8.0, 0.6


def made_mesh(products: int, seed: int) -> Simulated:
    """The same numbers give the same mesh."""
    draw = random.Random(f"promises {products} {seed}")
    planned = plan(products, seed, ["a team"])
    batches = {port.contract_id: _BATCHES for port in planned.systems[1::2]}
    links = {
        port.contract_id: Link(_of_system(port, batches.get(port.contract_id)))
        for port in planned.systems
    }
    ticks: dict[str, int] = {}
    for one in planned.products:
        contract = one.port.contract_id
        reads = tuple(port.contract_id for port in one.reads)
        tick = min(max(ticks.get(name, 0) for name in reads) + 1, _LAST_TICK)
        ticks[contract] = tick
        links[contract] = Link(_promise(draw, contract, tick, reads, links), reads)
    return Simulated(
        Mesh(
            tuple(_product(one, links) for one in planned.products),
            tuple(
                System(one.contract_id, (), links[one.contract_id].promise)
                for one in planned.systems
            ),
        ),
        {one.name: f"0 {ticks[one.port.contract_id]} * * *" for one in planned.products},
        {one.name: _usual(draw) for one in planned.products},
        batches,
    )


def weekly_mesh(products: int) -> Simulated:
    """Each reads a system that lives, has a nightly cron today, and promises an age of a week."""
    reads = Input("system-v1", None, Promise("system-v1"))
    found = []
    for number in range(1, products + 1):
        name = f"weekly_{number:02}"
        promise = Promise(f"{name}-v1", freshness=7 * 24 * _HOUR)
        found.append(Product(name, None, (), (), (reads,), (promise.contract,), (promise,)))
    return Simulated(Mesh(tuple(found), (System("system-v1", (), reads.promise),)))


def chain(mesh: Mesh) -> dict[str, Link]:
    """As `inseam.promises.feasibility` wants it: each contract, and what it is made of."""
    found = {system.contract: Link(system.promise) for system in mesh.systems}
    for product in mesh.products:
        reads = tuple(one.contract for one in product.inputs)
        found.update((promise.contract, Link(promise, reads)) for promise in product.promises)
    return found


def _of_system(port: Port, batches: str | None) -> Promise:
    if batches is None:
        return Promise(port.contract_id, latency=_HOUR)
    return Promise(port.contract_id, schedule=batches)


def _promise(
    draw: random.Random,
    contract: str,
    tick: int,
    reads: tuple[str, ...],
    links: Mapping[str, Link],
) -> Promise:
    is_scheduled = draw.random() < 1 / 2
    room = draw.choice(_ROOM if is_scheduled else _ROOM_WITHOUT_SCHEDULE) * _HOUR
    asked = Promise(contract, schedule=f"0 {tick} * * *" if is_scheduled else None)
    found = feasibilities({**links, contract: Link(asked, reads)}, [contract])
    (best,) = (one.best for one in found if one.kind == "freshness")
    assert isinstance(best, timedelta)
    return replace(asked, freshness=best + room)


def _product(planned: Planned, links: Mapping[str, Link]) -> Product:
    contract = planned.port.contract_id
    inputs = tuple(
        Input(port.contract_id, port.product, links[port.contract_id].promise)
        for port in planned.reads
    )
    return Product(planned.name, None, (), (), inputs, (contract,), (links[contract].promise,))


def _usual(draw: random.Random) -> timedelta:
    return timedelta(minutes=round(_MINUTES * math.exp(draw.gauss(0, _SPREAD)), 1))
