"""The products that a change may concern: whose files differ, and who reads what they offer.

Of a thousand products a change concerns a few, and only their facts are needed to say how.
"""

from __future__ import annotations

import os.path
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from glob import escape

from pants.engine.collection import Collection
from pants.engine.fs import DigestContents
from pants.engine.rules import Get, MultiGet, rule
from pants.engine.target import AllTargets
from pants.util.frozendict import FrozenDict
from pants.util.logging import LogLevel

from pants_inseam.contract_index import (
    AllPorts,
    ContractIndex,
    contract_id,
    documented_ids,
    referenced_ids,
    source_globs,
    top_level_id,
)
from pants_inseam.dependency_inference import DbtPackages
from pants_inseam.engine import below, read_contents
from pants_inseam.git_base import BaseGlobs, Branch
from pants_inseam.target_types import CONTRACT_GLOB, PRODUCT_GLOB, is_product

_AGREEMENT_GLOB = "agreements/*.yaml"
_PUBLISHED = "contracts/published/"
_BUILD = re.compile(r"BUILD(\..+)?")
_BUILD_GLOBS = ("BUILD", "BUILD.*")
_PRODUCT = re.compile(rb"^data_product\(", re.MULTILINE)
_PACKAGE = re.compile(rb"^dbt_package\(", re.MULTILINE)
_CONTRACT = re.compile(rb"^[^#\n]*\bdata_contract\(", re.MULTILINE)


@dataclass(frozen=True)
class Ports:
    """Of a product: the ids of its own contracts by their files, and those that it reads."""

    own: FrozenDict[str, str]
    read: tuple[str, ...]


@dataclass(frozen=True)
class Side:
    """What there is in the repository, here or at the base.

    Products and packages are by folder. ``external`` are contracts of no product: their ids by
    their files.
    """

    products: FrozenDict[str, Ports]
    packages: tuple[str, ...]
    external: FrozenDict[str, str]

    @cached_property
    def contracts(self) -> Mapping[str, str]:
        """The files by their ids; an id of several files is left out."""
        files: dict[str, list[str]] = defaultdict(list)
        for of_files in (self.external, *(ports.own for ports in self.products.values())):
            for file, id in of_files.items():
                files[id].append(file)
        return {id: found[0] for id, found in files.items() if len(found) == 1}


@dataclass(frozen=True)
class DocumentedIdsRequest:
    """The folder of a product."""

    folder: str


class DocumentedIds(Collection[str]):
    """The contract ids that the product's agreements and its ODPS file name as read."""


@dataclass(frozen=True)
class SideHere:
    """``documented`` are the ids that products read as their documents say, by folder."""

    side: Side
    documented: FrozenDict[str, tuple[str, ...]]


@dataclass(frozen=True)
class ConcernedProducts:
    """``folders`` are of the products that a change may concern, on either side."""

    here: Side
    base: Side
    folders: frozenset[str]


@rule
async def read_documented_ids(request: DocumentedIdsRequest) -> DocumentedIds:
    globs = below(request.folder, (_AGREEMENT_GLOB, PRODUCT_GLOB))
    files = await read_contents(globs)
    return DocumentedIds(sorted({id for file in files for id in documented_ids(file.content)}))


@rule(desc="Find products and their ports", level=LogLevel.DEBUG)
async def read_side_here(
    all_targets: AllTargets, index: ContractIndex, ports: AllPorts, packages: DbtPackages
) -> SideHere:
    folders = sorted(t.address.spec_path for t in all_targets if is_product(t))
    documented = await MultiGet(
        Get(DocumentedIds, DocumentedIdsRequest(folder)) for folder in folders
    )
    found = {folder: ports.by_folder[folder] for folder in folders}
    of_products = {path for product in found.values() for path in product.contracts}
    products = {
        folder: Ports(
            FrozenDict({path: index.ids[path] for path in product.contracts if path in index.ids}),
            product.referenced,
        )
        for folder, product in found.items()
    }
    external = {path: id for path, id in index.ids.items() if path not in of_products}
    return SideHere(
        Side(FrozenDict(products), tuple(sorted(packages.by_folder)), FrozenDict(external)),
        FrozenDict(zip(folders, map(tuple, documented))),
    )


@rule(desc="Find products and their ports at the base", level=LogLevel.DEBUG)
async def read_side_at_base(branch: Branch, here: SideHere) -> Side:
    """There are no targets at another commit: a product is where a BUILD file says so.

    What has not changed since is as it is here.
    """
    side = here.side
    tree, paths = branch.tree, branch.paths
    rebuilt = sorted(os.path.dirname(p) for p in paths if _BUILD.fullmatch(os.path.basename(p)))
    contract_files = [
        path for path in paths if path.endswith(".odcs.yaml") and not path.startswith(_PUBLISHED)
    ]
    asked = {*rebuilt, *(folder for path in contract_files for folder in _folders_above(path))}
    builds = await Get(
        DigestContents,
        BaseGlobs(
            tree,
            tuple(os.path.join(folder, glob) for folder in sorted(asked) for glob in _BUILD_GLOBS),
        ),
    )

    def declared(here: Iterable[str], pattern: re.Pattern[bytes]) -> tuple[str, ...]:
        there = {os.path.dirname(build.path) for build in builds if pattern.search(build.content)}
        return tuple(sorted(there.union(here) - (set(rebuilt) - there)))

    products = declared(side.products, _PRODUCT)
    touched = {folder for path in paths for folder in _folders_above(path)}
    changed = [f for f in products if f in touched or f not in side.products]
    with_contracts = {
        os.path.dirname(build.path) for build in builds if _CONTRACT.search(build.content)
    }

    def was_external(path: str) -> bool:
        """Also in a folder below its target's BUILD file."""
        above = set(_folders_above(path))
        return above.isdisjoint(products) and not above.isdisjoint(with_contracts)

    contracts, sources, external = await MultiGet(
        Get(DigestContents, BaseGlobs(tree, tuple(globs)))
        for globs in (
            [f"{folder}/{CONTRACT_GLOB}" for folder in changed],
            [glob for folder in changed for glob in source_globs(folder)],
            sorted(escape(p) for p in contract_files if p in side.external or was_external(p)),
        )
    )
    own: dict[str, dict[str, str]] = defaultdict(dict)
    for file in contracts:
        folder = product_of(file.path, changed)
        own[folder][file.path] = contract_id(file.path, top_level_id(file.content))
    read: dict[str, list[str]] = defaultdict(list)
    for file in sources:
        read[product_of(file.path, changed)] += referenced_ids(file.content)
    as_here = {path: id for path, id in side.external.items() if path not in paths}
    return Side(
        FrozenDict(
            {
                folder: Ports(FrozenDict(own[folder]), tuple(sorted(set(read[folder]))))
                if folder in changed
                else side.products[folder]
                for folder in products
            }
        ),
        declared(side.packages, _PACKAGE),
        FrozenDict(
            {**as_here, **{f.path: contract_id(f.path, top_level_id(f.content)) for f in external}}
        ),
    )


@rule
async def find_concerned_products(branch: Branch) -> ConcernedProducts:
    here, base = await MultiGet(Get(SideHere), Get(Side, Branch, branch))
    folders = concerned((here.side, base), branch.paths, here.documented)
    return ConcernedProducts(here.side, base, folders)


def concerned(
    sides: tuple[Side, ...],
    changed: frozenset[str],
    documented: Mapping[str, tuple[str, ...]] = FrozenDict(),
) -> frozenset[str]:
    """The folders of the products that changed files may concern.

    Whoever reads a contract of a product that is concerned may be so; a changed package may concern
    all. ``documented`` is of here: a product whose documents were others at the base has changed.
    """
    touched = {folder for path in changed for folder in _folders_above(path)}
    everyone = {folder for side in sides for folder in side.products}
    if any(not touched.isdisjoint(side.packages) for side in sides):
        return frozenset(everyone)
    by_id: dict[str, set[str]] = defaultdict(set)
    own: dict[str, set[str]] = defaultdict(set)
    for side in sides:
        for folder, ports in side.products.items():
            own[folder].update(ports.own.values())
            for id in (*ports.own.values(), *ports.read):
                by_id[id].add(folder)
    for folder, ids in documented.items():
        for id in ids:
            by_id[id].add(folder)
    external = {id for side in sides for path, id in side.external.items() if path in changed}
    waiting = [*(touched & everyone), *(folder for id in external for folder in by_id[id])]
    found: set[str] = set()
    while waiting:
        folder = waiting.pop()
        if folder not in found:
            found.add(folder)
            waiting += [reader for id in own[folder] for reader in by_id[id]]
    return frozenset(found)


def product_of(path: str, folders: Container[str]) -> str:
    """The innermost of the folders that has the file; they are of products, and one of them has."""
    return next(folder for folder in _folders_above(path) if folder in folders)


def _folders_above(path: str) -> Iterator[str]:
    while path := os.path.dirname(path):
        yield path
