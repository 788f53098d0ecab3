"""The facts of a branch and of its base, as a process finds them that compares the two.

There are no targets at another commit, so a product has its target's default sources. What has not
changed since has the same digest, and is not read again.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import Digest
from pants.engine.rules import Get, MultiGet, rule
from pants.engine.target import AllTargets

from pants_inseam.dependency_inference import PACKAGE_FILES, local_package_folders
from pants_inseam.engine import add_prefix, below, files_of, merge, read
from pants_inseam.facts.concerned_products import ConcernedProducts, Side
from pants_inseam.facts.of_product import (
    DOCUMENT_GLOBS,
    FactsPart,
    ProductFacts,
    ProductFilesRequest,
    parts_of,
)
from pants_inseam.facts.shared import (
    SHARED_GLOBS,
    SharedFacts,
    SharedFilesRequest,
    external_facts,
    product_parts,
)
from pants_inseam.git_base import BaseTree, Branch, read_base, read_base_contents
from pants_inseam.inputs.build_inputs import ProjectSources
from pants_inseam.inputs.contracts import ContractFile, ProductContracts
from pants_inseam.inputs.project_files import (
    PROFILES,
    DbtProjectFiles,
    PackageFiles,
    ProjectLayoutRequest,
)
from pants_inseam.target_types import DbtPackageSourcesField, DbtProjectSourcesField


@dataclass(frozen=True)
class BaseProductRequest:
    """``side`` is the base's."""

    folder: str
    tree: BaseTree
    side: Side


@dataclass(frozen=True)
class BaseFacts:
    """Of all products of the base, and of what belongs to none."""

    parts: tuple[FactsPart, ...]


@dataclass(frozen=True)
class ConcernedFacts:
    """Of the products that are concerned, and of other systems' contracts that have changed."""

    here: tuple[FactsPart, ...]
    base: tuple[FactsPart, ...]


async def _packages_of(folder: str, tree: BaseTree, known: Iterable[str]) -> tuple[str, ...]:
    """The packages that a project of the base needs, and those that they need."""
    packages: list[str] = []
    waiting = [folder]
    while waiting:
        globs = [f"{asker}/{name}" for asker in waiting for name in PACKAGE_FILES]
        named = {
            package
            for file in await read_base_contents(tree, globs)
            for package in local_package_folders(file.content, os.path.dirname(file.path))
        }
        waiting = sorted(named.intersection(known).difference(packages))
        packages += waiting
    return tuple(sorted(packages))


@rule
async def read_base_project(request: BaseProductRequest) -> ProjectSources:
    folder, tree, side = request.folder, request.tree, request.side
    packages = await _packages_of(folder, tree, side.packages)
    ports, by_id = side.products[folder], side.contracts
    contracts = sorted({*ports.own, *(by_id[id] for id in ports.read if id in by_id)})
    sources, profiles, *digests = await MultiGet(
        read_base(tree, below(folder, DbtProjectSourcesField.default)),
        read_base(tree, (PROFILES,)),
        *(read_base(tree, (path,)) for path in contracts),
        *(read_base(tree, below(p, DbtPackageSourcesField.default)) for p in packages),
    )
    of_packages = tuple(map(PackageFiles, packages, digests[len(contracts) :]))
    project = await Get(
        DbtProjectFiles, ProjectLayoutRequest(folder, sources, profiles, of_packages)
    )
    of_contracts = tuple(map(ContractFile, contracts, digests))
    return ProjectSources(ProductContracts(folder, of_contracts, tuple(sorted(ports.own))), project)


@rule
async def read_base_product(request: BaseProductRequest) -> ProductFacts:
    documents, sources = await MultiGet(
        read_base(request.tree, below(request.folder, DOCUMENT_GLOBS)),
        Get(ProjectSources, BaseProductRequest, request),
    )
    contracts, project = sources.contracts, sources.files.digest
    return await Get(
        ProductFacts,
        ProductFilesRequest(request.folder, documents, project, contracts.contents, contracts.own),
    )


async def _base_parts(folders: Iterable[str], tree: BaseTree, side: Side) -> tuple[FactsPart, ...]:
    products = await MultiGet(
        Get(ProductFacts, BaseProductRequest(folder, tree, side)) for folder in folders
    )
    return tuple(part for product in products for part in (product.documents, product.dbt))


@rule
async def read_all_of_base(branch: Branch) -> BaseFacts:
    tree = branch.tree
    side = await Get(Side, Branch, branch)
    external = sorted(side.external)
    files = await files_of(await read_base(tree, (*external, *SHARED_GLOBS)))
    shared = await Get(SharedFacts, SharedFilesRequest(files, tuple(external)))
    return BaseFacts((*await _base_parts(side.products, tree, side), *shared.parts))


@rule
async def read_concerned(branch: Branch, all_targets: AllTargets) -> ConcernedFacts:
    concerned = await Get(ConcernedProducts, Branch, branch)
    here, base = (
        sorted(branch.paths.intersection(side.external))
        for side in (concerned.here, concerned.base)
    )
    digests = await MultiGet(
        [*(read([path]) for path in here), *(read_base(branch.tree, (path,)) for path in base)]
    )
    contracts = parts_of(
        await MultiGet(
            external_facts(path, digest) for path, digest in zip((*here, *base), digests)
        )
    )
    folders = concerned.folders
    return ConcernedFacts(
        (
            *await product_parts(t for t in all_targets if t.address.spec_path in folders),
            *contracts[: len(here)],
        ),
        (
            *await _base_parts(
                [folder for folder in concerned.base.products if folder in folders],
                branch.tree,
                concerned.base,
            ),
            *contracts[len(here) :],
        ),
    )


async def compared_facts(
    here: Iterable[FactsPart], base: Iterable[FactsPart], folder: str
) -> Digest:
    """In ``both`` below the folder what is the same, in ``base`` and ``head`` what differs.

    Of a thousand products nearly all is the same, and is given once.
    """
    of_here = dict.fromkeys(part.digest for part in here)
    of_base = dict.fromkeys(part.digest for part in base)
    sides = {
        "both": [digest for digest in of_here if digest in of_base],
        "base": [digest for digest in of_base if digest not in of_here],
        "head": [digest for digest in of_here if digest not in of_base],
    }
    merged = await MultiGet(merge(digests) for digests in sides.values())
    placed = await MultiGet(
        add_prefix(digest, f"{folder}/{side}") for side, digest in zip(sides, merged)
    )
    return await merge(placed)
