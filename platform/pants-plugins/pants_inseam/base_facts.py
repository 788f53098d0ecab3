"""The facts of products as they were at the base, by the processes that read them as they are.

There are no targets at another commit, so a product has its target's default sources. What has not
changed since has the same digest, and is not read again.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import Digest, DigestContents, Snapshot
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule

from pants_inseam.base_tree import BaseGlobs, BaseTree
from pants_inseam.canonical_contracts import ContractFile
from pants_inseam.concerned_products import BaseSideRequest, Side
from pants_inseam.dbt_package import DbtPackageSourcesField
from pants_inseam.dependency_inference import PACKAGE_FILES, local_package_folders
from pants_inseam.facts_processes import (
    DOCUMENT_GLOBS,
    FactsPart,
    ProductFacts,
    ProductFilesRequest,
)
from pants_inseam.git_base import Branch
from pants_inseam.project_files import (
    PROFILES,
    DbtProjectFiles,
    PackageFiles,
    ProjectLayoutRequest,
    below,
)
from pants_inseam.shared_facts import SHARED_GLOBS, SharedFacts, SharedFilesRequest
from pants_inseam.target_types import DbtProjectSourcesField


@dataclass(frozen=True)
class BaseProductRequest:
    """``side`` is the base's."""

    folder: str
    tree: BaseTree
    side: Side


@dataclass(frozen=True)
class BaseFactsRequest:
    branch: Branch


@dataclass(frozen=True)
class BaseFacts:
    """Of all products of the base, and of what belongs to none."""

    parts: tuple[FactsPart, ...]


@rule
async def read_base_product(request: BaseProductRequest) -> ProductFacts:
    folder, tree, side = request.folder, request.tree, request.side
    sources, documents, profiles = await MultiGet(
        Get(
            Digest,
            BaseGlobs(tree, tuple(below(folder, g) for g in DbtProjectSourcesField.default)),
        ),
        Get(Digest, BaseGlobs(tree, tuple(f"{folder}/{glob}" for glob in DOCUMENT_GLOBS))),
        Get(Digest, BaseGlobs(tree, (PROFILES,))),
    )
    packages: list[str] = []
    waiting = [folder]
    while waiting:
        globs = [f"{asker}/{name}" for asker in waiting for name in PACKAGE_FILES]
        files = await Get(DigestContents, BaseGlobs(tree, tuple(globs)))
        named = {
            package
            for file in files
            for package in local_package_folders(file.content, os.path.dirname(file.path))
        }
        waiting = sorted(named.intersection(side.packages).difference(packages))
        packages += waiting
    packages.sort()
    ports = side.products[folder]
    by_id = side.contracts
    contracts = sorted({*ports.own, *(by_id[id] for id in ports.read if id in by_id)})
    digests = await MultiGet(
        Get(Digest, BaseGlobs(tree, of_each))
        for of_each in (
            *((path,) for path in contracts),
            *(
                tuple(below(package, glob) for glob in DbtPackageSourcesField.default)
                for package in packages
            ),
        )
    )
    project = await Get(
        DbtProjectFiles,
        ProjectLayoutRequest(
            folder,
            sources,
            profiles,
            tuple(map(PackageFiles, packages, digests[len(contracts) :])),
        ),
    )
    return await Get(
        ProductFacts,
        ProductFilesRequest(
            folder,
            documents,
            project.digest,
            tuple(map(ContractFile, contracts, digests)),
            tuple(sorted(ports.own)),
        ),
    )


@rule
async def read_base(request: BaseFactsRequest) -> BaseFacts:
    tree = request.branch.tree
    side = await Get(Side, BaseSideRequest(request.branch))
    files = await Get(
        Snapshot,
        Digest,
        await Get(Digest, BaseGlobs(tree, (*sorted(side.external), *SHARED_GLOBS))),
    )
    shared = await Get(SharedFacts, SharedFilesRequest, SharedFilesRequest.of(files, side.external))
    products = await MultiGet(
        Get(ProductFacts, BaseProductRequest(folder, tree, side)) for folder in side.products
    )
    parts = [part for product in products for part in (product.documents, product.dbt)]
    return BaseFacts((*parts, *shared.parts))


def rules() -> Iterable[Rule]:
    return collect_rules()
