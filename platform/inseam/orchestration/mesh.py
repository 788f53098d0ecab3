"""The mesh as an orchestrator sees it: what is made, of what, by whom, and what is checked of it.

Nothing here knows Dagster; `inseam.orchestration.definitions` makes its objects of these. A key is
the path of an asset's name, the same for the product that makes it and for all that read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from graphlib import TopologicalSorter

from inseam.promises.promise import Promise, strictest

Key = tuple[str, ...]


class CheckKind(StrEnum):
    SCHEMA = "schema"
    QUALITY = "quality"
    SERVICE_LEVEL = "service level"
    DATA_TEST = "data test"
    UNIT_TEST = "unit test"


@dataclass(frozen=True, slots=True)
class AssetColumn:
    """``type`` is None where nobody knows it. ``is_nullable`` is true unless something says no."""

    name: str
    type: str | None
    description: str | None
    is_nullable: bool
    is_unique: bool = False


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """A column of ``key`` that a column takes its value from."""

    key: Key
    column: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A model, seed or snapshot of a product, or a table of a system outside.

    ``contract`` is the id of the contract that it fulfils, and ``version`` that contract's; None
    for what is internal. ``not_evaluated`` are promises of the contract that no release looks at,
    with the reason. ``file`` and ``line`` say where it is written, from the repository's root.
    """

    key: Key
    group: str
    kind: str
    description: str | None
    deps: tuple[Key, ...]
    owners: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    columns: tuple[AssetColumn, ...]
    lineage: tuple[tuple[str, tuple[ColumnSource, ...]], ...]
    relation: str | None
    code: str | None
    contract: str | None
    version: str | None
    not_evaluated: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Check:
    """``statement`` is how a release names it: the element of ``contract``, or the test's name.

    One that ``blocks`` keeps readers from seeing what broke it.
    """

    key: Key
    name: str
    kind: CheckKind
    statement: str
    contract: str | None
    description: str | None
    blocks: bool


@dataclass(frozen=True, slots=True)
class Input:
    """A contract that a product reads, and the product that offers it; None for a system outside.

    ``promise`` is the contract's.
    """

    contract: str
    provider: str | None
    promise: Promise


@dataclass(frozen=True, slots=True)
class Product:
    """Made as a whole: its ``assets`` with their ``checks`` by one release.

    ``offers`` are the ids of its ports' contracts, ``promises`` those of its live ports.
    """

    name: str
    title: str | None
    assets: tuple[Asset, ...]
    checks: tuple[Check, ...]
    inputs: tuple[Input, ...]
    offers: tuple[str, ...]
    promises: tuple[Promise, ...]

    @property
    def promise(self) -> Promise:
        """Keeps those of all its live ports."""
        return strictest(self.promises, self.name)

    @property
    def ports(self) -> tuple[Asset, ...]:
        return tuple(asset for asset in self.assets if asset.contract is not None)

    @property
    def asked(self) -> tuple[Asset, ...]:
        """What is looked at to decide whether it is due: its ports, or all that it has."""
        return self.ports or self.assets


@dataclass(frozen=True, slots=True)
class System:
    """A system outside of the repository: the tables of its contract.

    ``ingested_by`` is the product that brings its rows here; None where nobody does.
    """

    contract: str
    assets: tuple[Asset, ...]
    promise: Promise
    ingested_by: str | None = None


@dataclass(frozen=True, slots=True)
class Mesh:
    """In order of their names. Each asset's key is its own."""

    products: tuple[Product, ...]
    systems: tuple[System, ...]

    def assets(self) -> Iterator[Asset]:
        for product in self.products:
            yield from product.assets
        for system in self.systems:
            yield from system.assets

    def system(self, contract: str) -> System | None:
        return next((one for one in self.systems if one.contract == contract), None)


def makers_first(assets: Iterable[Asset]) -> list[Asset]:
    """Each after all that it is made of."""
    by_key = {asset.key: asset for asset in assets}
    order = TopologicalSorter({key: asset.deps for key, asset in by_key.items()})
    return [by_key[key] for key in order.static_order() if key in by_key]


def shared_keys(assets: Iterable[Asset]) -> tuple[Key, ...]:
    """Keys that more than one asset has."""
    seen: set[Key] = set()
    twice: dict[Key, None] = {}
    for asset in assets:
        if asset.key in seen:
            twice[asset.key] = None
        seen.add(asset.key)
    return tuple(twice)
