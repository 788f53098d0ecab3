"""Products that consume themselves through others.

Contracts cut such a cycle for Pants, which sees no dependency from a contract on; so it is looked
for among the products that read each other's ports.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from pants.engine.rules import Get, MultiGet, rule
from pants.util.frozendict import FrozenDict

from pants_inseam.contract_index import AllPorts, ContractIndex, is_reference, source_globs
from pants_inseam.engine import read_contents
from pants_inseam.yaml_scalars import scalars_with_lines

# Consumer -> provider -> the id of a contract that the consumer reads.
Readers = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Reading:
    """A product reads a contract, as the line of a sources file says."""

    file: str
    line: int
    contract: str


@dataclass(frozen=True)
class ReadingRequest:
    folder: str
    contract: str


@dataclass(frozen=True)
class ProductCycles:
    """By the folder of a product in a cycle: the readings that lead from it back to itself."""

    by_folder: FrozenDict[str, tuple[Reading, ...]]


def shortest_cycles(readers: Readers) -> dict[str, tuple[str, ...]]:
    """For each product in a cycle, the products from it around a shortest one."""
    left = {consumer: set(providers) for consumer, providers in readers.items()}
    # Most products are on none: those that nobody reads, or that read nobody, are peeled off first.
    while True:
        read = set().union(*left.values()) if left else set()
        kept = {c: ps & left.keys() for c, ps in left.items() if c in read and ps & left.keys()}
        if kept == left:
            break
        left = kept
    cycles = ((start, _back_to(start, left)) for start in sorted(left))
    return {start: cycle for start, cycle in cycles if cycle}


def _back_to(start: str, readers: Mapping[str, set[str]]) -> tuple[str, ...]:
    came_from: dict[str, str] = {}
    queue = deque([start])
    while queue:
        consumer = queue.popleft()
        for provider in sorted(readers[consumer]):
            if provider == start:
                way = [consumer]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return tuple(reversed(way))
            if provider not in came_from:
                came_from[provider] = consumer
                queue.append(provider)
    return ()


@rule
async def find_reading(request: ReadingRequest) -> Reading:
    files = await read_contents(source_globs(request.folder))
    return next(
        Reading(file.path, line, request.contract)
        for file in files
        for keys, value, line in scalars_with_lines(file.content)
        if is_reference(keys) and value == request.contract
    )


@rule(desc="Look for products that consume themselves")
async def find_product_cycles(index: ContractIndex, ports: AllPorts) -> ProductCycles:
    paths = {address: path for path, address in index.by_path.items()}
    readers: dict[str, dict[str, str]] = {}
    for folder, of_project in ports.by_folder.items():
        for contract_id in of_project.referenced:
            address = index.by_id.get(contract_id)
            provider = ports.providers.get(paths[address]) if address else None
            if provider is not None:
                readers.setdefault(folder, {}).setdefault(provider.spec_path, contract_id)
    cycles = shortest_cycles(readers)
    steps = {
        (consumer, provider)
        for cycle in cycles.values()
        for consumer, provider in zip(cycle, (*cycle[1:], cycle[0]))
    }
    readings = await MultiGet(
        Get(Reading, ReadingRequest(consumer, readers[consumer][provider]))
        for consumer, provider in sorted(steps)
    )
    by_step = dict(zip(sorted(steps), readings))
    return ProductCycles(
        FrozenDict(
            {
                start: tuple(by_step[step] for step in zip(cycle, (*cycle[1:], cycle[0])))
                for start, cycle in cycles.items()
            }
        )
    )
