"""The facts of the repository as it was at the base, by the processes that read it as it is.

There are no targets at another commit, so products are the folders whose BUILD file says
`data_product()`, with that target's default sources. What has not changed since has the same
digest, and is not read again.
"""

from __future__ import annotations

import os.path
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import Digest, DigestContents, DigestSubset, PathGlobs, Snapshot
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.util.frozendict import FrozenDict

from pants_inseam.canonical_contracts import ContractFile
from pants_inseam.contract_index import SOURCE_GLOB, referenced_ids, top_level_id
from pants_inseam.dependency_inference import local_package_folders
from pants_inseam.facts_processes import (
    DOCUMENT_GLOBS,
    FactsPart,
    ProductFacts,
    ProductFilesRequest,
)
from pants_inseam.project_files import (
    PROFILES,
    DbtProjectFiles,
    PackageFiles,
    ProjectLayoutRequest,
    below,
)
from pants_inseam.shared_facts import PUBLISHED_GLOB, TEAMS, SharedFacts, SharedFilesRequest
from pants_inseam.target_types import CONTRACT_GLOB, DbtPackageSourcesField, DbtProjectSourcesField

EXTERNAL_GLOB = "contracts/external/*.odcs.yaml"
_PRODUCT = re.compile(rb"^data_product\(", re.MULTILINE)
_PACKAGE = re.compile(rb"^dbt_package\(", re.MULTILINE)


@dataclass(frozen=True)
class BaseRepositoryRequest:
    """All files of a commit."""

    digest: Digest


@dataclass(frozen=True)
class BaseRepository:
    """``contracts`` are the files by their ids; an id of several files is left out."""

    products: tuple[str, ...]
    packages: FrozenDict[str, PackageFiles]
    contracts: FrozenDict[str, ContractFile]
    own: FrozenDict[str, tuple[ContractFile, ...]]


@dataclass(frozen=True)
class BaseProductRequest:
    """``digest`` has all files of the commit."""

    folder: str
    digest: Digest


@dataclass(frozen=True)
class BaseFacts:
    """Of all products of the base, in ``folders``, and of what belongs to none."""

    folders: tuple[str, ...]
    parts: tuple[FactsPart, ...]


def contract_id(path: str, content: bytes) -> str:
    return top_level_id(content) or os.path.basename(path).split(".odcs.")[0]


@rule
async def find_base_repository(request: BaseRepositoryRequest) -> BaseRepository:
    builds = await Get(
        DigestContents,
        DigestSubset(request.digest, PathGlobs(["**/BUILD", "**/BUILD.*"])),
    )
    products = sorted({os.path.dirname(b.path) for b in builds if _PRODUCT.search(b.content)})
    packages = sorted({os.path.dirname(b.path) for b in builds if _PACKAGE.search(b.content)})
    contract_globs = [*(f"{folder}/{CONTRACT_GLOB}" for folder in products), EXTERNAL_GLOB]
    contents, *package_digests = await MultiGet(
        Get(DigestContents, DigestSubset(request.digest, PathGlobs(contract_globs))),
        *(
            Get(
                Digest,
                DigestSubset(
                    request.digest,
                    PathGlobs([below(folder, glob) for glob in DbtPackageSourcesField.default]),
                ),
            )
            for folder in packages
        ),
    )
    digests = await MultiGet(
        Get(Digest, DigestSubset(request.digest, PathGlobs([file.path]))) for file in contents
    )
    by_id: dict[str, list[ContractFile]] = defaultdict(list)
    own: dict[str, list[ContractFile]] = defaultdict(list)
    for file, digest in zip(contents, digests):
        contract = ContractFile(file.path, digest)
        by_id[contract_id(file.path, file.content)].append(contract)
        own[_product_of(file.path)].append(contract)
    return BaseRepository(
        tuple(products),
        FrozenDict(
            {
                folder: PackageFiles(folder, digest)
                for folder, digest in zip(packages, package_digests)
            }
        ),
        FrozenDict({id: files[0] for id, files in by_id.items() if len(files) == 1}),
        FrozenDict({folder: tuple(files) for folder, files in own.items()}),
    )


def _product_of(contract: str) -> str:
    """`products/orders/models/output_ports/v1/x.odcs.yaml` -> `products/orders`."""
    return contract.rsplit("/", 4)[0]


@rule
async def read_base_product(request: BaseProductRequest) -> ProductFacts:
    folder = request.folder
    repository = await Get(BaseRepository, BaseRepositoryRequest(request.digest))
    sources, documents, profiles, read = await MultiGet(
        Get(
            Digest,
            DigestSubset(
                request.digest,
                PathGlobs([below(folder, glob) for glob in DbtProjectSourcesField.default]),
            ),
        ),
        Get(
            Digest,
            DigestSubset(
                request.digest, PathGlobs([f"{folder}/{glob}" for glob in DOCUMENT_GLOBS])
            ),
        ),
        Get(Digest, DigestSubset(request.digest, PathGlobs([PROFILES]))),
        Get(
            DigestContents,
            DigestSubset(
                request.digest,
                PathGlobs([f"{folder}/{SOURCE_GLOB}", f"{folder}/packages.yml"]),
            ),
        ),
    )
    packages: set[str] = set()
    ids: set[str] = set()
    for file in read:
        if os.path.basename(file.path) == "packages.yml":
            packages.update(local_package_folders(file.content, folder))
        else:
            ids.update(referenced_ids(file.content))
    own = repository.own.get(folder, ())
    concerned = {contract.path: contract for contract in own}
    for contract in (repository.contracts.get(id) for id in ids):
        if contract is not None:
            concerned[contract.path] = contract
    project = await Get(
        DbtProjectFiles,
        ProjectLayoutRequest(
            folder,
            sources,
            profiles,
            tuple(
                repository.packages[package]
                for package in sorted(packages)
                if package in repository.packages
            ),
        ),
    )
    return await Get(
        ProductFacts,
        ProductFilesRequest(
            folder,
            documents,
            project.digest,
            tuple(contract for _, contract in sorted(concerned.items())),
            tuple(sorted(contract.path for contract in own)),
        ),
    )


@rule
async def read_base(request: BaseRepositoryRequest) -> BaseFacts:
    repository, files = await MultiGet(
        Get(BaseRepository, BaseRepositoryRequest, request),
        Get(
            Snapshot,
            DigestSubset(request.digest, PathGlobs([EXTERNAL_GLOB, PUBLISHED_GLOB, TEAMS])),
        ),
    )
    shared = await Get(
        SharedFacts,
        SharedFilesRequest(
            external=tuple(p for p in files.files if p.startswith("contracts/external/")),
            published=tuple(p for p in files.files if p.startswith("contracts/published/")),
            registries=tuple(path for path in files.files if path == TEAMS),
            digest=files.digest,
        ),
    )
    products = await MultiGet(
        Get(ProductFacts, BaseProductRequest(folder, request.digest))
        for folder in repository.products
    )
    parts = [part for product in products for part in (product.documents, product.dbt)]
    return BaseFacts(repository.products, (*parts, *shared.parts))


def rules() -> Iterable[Rule]:
    return collect_rules()
