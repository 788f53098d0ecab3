"""The part of the document that concerns some products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from inseam.lineage.document import Lineage, dataset_of, escaped


def of_products(lineage: Lineage, products: Collection[str]) -> Lineage:
    """These products with all they are made from, and all that is made of them.

    ``products`` are names of folders.
    """
    provider = {contract.id: contract.product for contract in lineage.contracts}
    up: dict[str, set[str]] = defaultdict(set)
    down: dict[str, set[str]] = defaultdict(set)
    for port in lineage.input_ports:
        if provides := provider.get(port.contract):
            up[port.product].add(provides)
            down[provides].add(port.product)
    asked = {escaped(name) for name in products}
    return _part(lineage, _reach(up, asked) | _reach(down, asked))


def _reach(ways: Mapping[str, set[str]], starts: Iterable[str]) -> set[str]:
    reached = set(starts)
    waiting = list(reached)
    while waiting:
        found = ways.get(waiting.pop(), set()) - reached
        reached |= found
        waiting += found
    return reached


def _part(lineage: Lineage, products: Collection[str]) -> Lineage:
    ports = tuple(port for port in lineage.input_ports if port.product in products)
    read = {port.contract for port in ports}
    contracts = tuple(
        each for each in lineage.contracts if each.product in products or each.id in read
    )
    ids = {each.id for each in contracts}
    objects = tuple(each for each in lineage.objects if each.contract in ids)
    models = tuple(each for each in lineage.models if each.product in products)
    datasets = {each.id for each in objects} | {each.id for each in models}
    return replace(
        lineage,
        products=tuple(each for each in lineage.products if each.id in products),
        contracts=contracts,
        objects=objects,
        models=models,
        exposures=tuple(each for each in lineage.exposures if each.product in products),
        input_ports=ports,
        columns=tuple(each for each in lineage.columns if each.dataset in datasets),
        edges=tuple(
            each
            for each in lineage.edges
            if dataset_of(each.target) in datasets and dataset_of(each.source) in datasets
        ),
        unresolved=tuple(
            each
            for each in lineage.unresolved
            if {each.at, dataset_of(each.at)} & (datasets | ids | set(products))
        ),
    )
