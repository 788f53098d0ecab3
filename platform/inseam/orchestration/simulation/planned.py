"""What is simulated, of the mesh that an orchestrator is given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from inseam.orchestration import mesh as planned
from inseam.orchestration.simulation.mesh import Mesh, Product, System

# Of a product that promises no schedule.
NIGHTLY = "0 2 * * *"
# Assumed, for want of a year of measured runs.
USUAL = timedelta(minutes=8)


def simulated(mesh: planned.Mesh, usual: timedelta = USUAL) -> Mesh:
    """Systems outside live: facts say nothing of when they are filled. A product that nobody is
    promised anything of is left out, as there is nothing to keep.

    ``usual`` is the median run time of all products.
    """
    products = {one.name: one for one in mesh.products if one.offers}
    systems = {one.contract: System(one.contract, one.promise) for one in mesh.systems}
    found = [
        Product(
            name,
            one.promise,
            tuple(sorted(set(_inputs(one, {*products, *systems})))),
            one.promise.schedule or NIGHTLY,
            usual,
        )
        for name, one in products.items()
    ]
    return Mesh(tuple(found), tuple(systems.values()))


def _inputs(product: planned.Product, known: set[str]) -> Iterator[str]:
    for one in product.inputs:
        name = one.provider or one.contract
        if name in known:
            yield name
