"""A mesh to simulate: the one that an orchestrator is given, and how it is run today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property

from inseam.orchestration.mesh import Input, Mesh, Product

# Of a product that promises no schedule.
NIGHTLY = "0 2 * * *"
# Assumed, for want of a year of measured runs.
USUAL = timedelta(minutes=8)


@dataclass(frozen=True)
class Simulated:
    """What no contract says: ``crons`` are when a product runs today, by its name, ``usual`` the
    median of its run time. ``batches`` are when a system outside is filled, by its contract: a
    cron expression in UTC. One without is read while it lives.
    """

    mesh: Mesh
    crons: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, timedelta] = field(default_factory=dict)
    batches: Mapping[str, str] = field(default_factory=dict)

    def cron(self, product: Product) -> str:
        return self.crons.get(product.name) or product.promise.schedule or NIGHTLY

    def usual_of(self, product: Product) -> timedelta:
        return self.usual.get(product.name, USUAL)

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """Names of products, by the product or the system that they read, in their order."""
        found: dict[str, list[str]] = defaultdict(list)
        for product in self.mesh.products:
            for name in dict.fromkeys(maker(one) for one in product.inputs):
                found[name].append(product.name)
        return {name: tuple(products) for name, products in found.items()}


def maker(of: Input) -> str:
    """The product, or the contract of the system outside."""
    return of.provider or of.contract


def simulated(mesh: Mesh) -> Simulated:
    """Systems outside live: facts say nothing of when they are filled. A product that offers
    nothing is left out, as there is nothing to keep.
    """
    products = [one for one in mesh.products if one.offers]
    known = {one.name for one in products} | {one.contract for one in mesh.systems}
    kept = (
        replace(one, inputs=tuple(i for i in one.inputs if maker(i) in known)) for one in products
    )
    return Simulated(replace(mesh, products=tuple(kept)))


def unknown_inputs(mesh: Mesh) -> Iterable[str]:
    """What is read and is not in the mesh."""
    known = {one.name for one in mesh.products} | {one.contract for one in mesh.systems}
    return sorted({maker(i) for one in mesh.products for i in one.inputs} - known)
