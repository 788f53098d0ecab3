"""What is simulated of a mesh: who reads whom, what each promises, and how long a run takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from inseam.promises.promise import Promise


@dataclass(frozen=True, slots=True)
class System:
    """A system outside. It is read while it lives, or is filled at the instants of ``batches``, a
    cron expression in UTC.
    """

    name: str
    promise: Promise
    batches: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """``cron`` is when it runs today. ``usual`` is the median of its run time.

    ``inputs`` are names of products and systems.
    """

    name: str
    promise: Promise
    inputs: tuple[str, ...]
    cron: str
    usual: timedelta


@dataclass(frozen=True)
class Mesh:
    products: tuple[Product, ...]
    systems: tuple[System, ...]

    @cached_property
    def promises(self) -> dict[str, Promise]:
        found = {one.name: one.promise for one in self.products}
        return found | {one.name: one.promise for one in self.systems}

    @cached_property
    def readers(self) -> dict[str, tuple[Product, ...]]:
        """Of each product and system, in their order."""
        found: dict[str, list[Product]] = {name: [] for name in self.promises}
        for product in self.products:
            for name in product.inputs:
                found[name].append(product)
        return {name: tuple(products) for name, products in found.items()}


def unknown_inputs(mesh: Mesh) -> Iterable[str]:
    """What is read and is not in the mesh."""
    known = mesh.promises.keys()
    return sorted({name for one in mesh.products for name in one.inputs} - known)
