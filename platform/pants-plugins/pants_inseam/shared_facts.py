"""The facts of what belongs to no product, a cached process for each: contracts, registries."""

from __future__ import annotations

import os.path
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pants.engine.fs import Digest, DigestSubset, PathGlobs, Snapshot
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.util.frozendict import FrozenDict

from pants_inseam.contract_index import AllContracts
from pants_inseam.facts_processes import OUT, FactsPart, read_part
from pants_inseam.library import Inseam
from pants_inseam.project_files import PROFILES
from pants_inseam.target_types import DataContractSourceField

PUBLISHED_GLOB = "contracts/published/*/*.odcs.yaml"


@dataclass(frozen=True)
class Registry:
    """A file of which the repository has one. ``beside`` is what else its module reads."""

    name: str
    module: str
    beside: tuple[str, ...] = ()


REGISTRIES = FrozenDict(
    {
        "platform/environments.yaml": Registry(
            "environments", module="inseam.facts.environments", beside=(PROFILES,)
        ),
        "platform/teams.yaml": Registry("teams", module="inseam.facts.teams"),
    }
)
_READ_BESIDE = {file for registry in REGISTRIES.values() for file in registry.beside}
SHARED_GLOBS = (PUBLISHED_GLOB, *REGISTRIES, *sorted(_READ_BESIDE))


@dataclass(frozen=True)
class SharedFacts:
    """Of contracts outside of products, of released versions, of teams and environments."""

    parts: tuple[FactsPart, ...]


@dataclass(frozen=True)
class ContractFactsRequest:
    """Contracts in no product's folder; ``kind`` is `external` or `published`."""

    kind: str
    name: str
    files: tuple[str, ...]
    digest: Digest


@rule
async def read_contracts(request: ContractFactsRequest, inseam: Inseam) -> FactsPart:
    out = f"{OUT}/{request.kind}/{request.name}.jsonl"
    return await read_part(
        inseam,
        module="inseam.facts.contracts",
        argv=(request.kind, out, *request.files),
        out=out,
        digest=request.digest,
        description=f"Read {request.kind} contract {request.name}",
    )


@dataclass(frozen=True)
class RegistryFactsRequest:
    registry: str
    digest: Digest


@rule
async def read_registry(request: RegistryFactsRequest, inseam: Inseam) -> FactsPart:
    registry = REGISTRIES[request.registry]
    out = f"{OUT}/{registry.name}.jsonl"
    return await read_part(
        inseam,
        module=registry.module,
        argv=(request.registry, out, *registry.beside),
        out=out,
        digest=request.digest,
        description=f"Read {request.registry}",
    )


@dataclass(frozen=True)
class SharedFilesRequest:
    """What belongs to no product, at whatever commit: paths, and a digest with their files."""

    external: tuple[str, ...]
    published: tuple[str, ...]
    registries: tuple[str, ...]
    digest: Digest

    @classmethod
    def of(cls, files: Snapshot, external: Collection[str]) -> SharedFilesRequest:
        """``files`` are those of `SHARED_GLOBS` and the external contracts."""
        others = {*external, *REGISTRIES, *_READ_BESIDE}
        return cls(
            external=tuple(sorted(external)),
            published=tuple(sorted(set(files.files) - others)),
            registries=tuple(path for path in files.files if path in REGISTRIES),
            digest=files.digest,
        )


@rule
async def read_shared(contracts: AllContracts) -> SharedFacts:
    # A product's own contracts are generated from its BUILD file; others have targets of their own.
    external = {
        t[DataContractSourceField].file_path for t in contracts if not t.address.is_generated_target
    }
    files = await Get(Snapshot, PathGlobs([*sorted(external), *SHARED_GLOBS]))
    return await Get(SharedFacts, SharedFilesRequest, SharedFilesRequest.of(files, external))


@rule
async def read_shared_files(request: SharedFilesRequest) -> SharedFacts:
    versions: dict[str, list[str]] = defaultdict(list)
    for path in request.published:
        versions[os.path.dirname(path)].append(path)
    groups = [
        *(("external", stem(path), (path,)) for path in request.external),
        *(
            ("published", os.path.basename(folder), tuple(sorted(paths)))
            for folder, paths in sorted(versions.items())
        ),
    ]
    digests = await MultiGet(
        Get(Digest, DigestSubset(request.digest, PathGlobs(files)))
        for files in (
            *(files for _, _, files in groups),
            *((path, *REGISTRIES[path].beside) for path in request.registries),
        )
    )
    parts = await MultiGet(
        Get(FactsPart, ContractFactsRequest(kind, name, files, digest))
        for (kind, name, files), digest in zip(groups, digests)
    )
    registries = await MultiGet(
        Get(FactsPart, RegistryFactsRequest(path, digest))
        for path, digest in zip(request.registries, digests[len(groups) :])
    )
    return SharedFacts((*parts, *registries))


def stem(path: str) -> str:
    """With its folder: another one may have a contract of the same name."""
    return path[: -len(".odcs.yaml")]


def rules() -> Iterable[Rule]:
    return collect_rules()
