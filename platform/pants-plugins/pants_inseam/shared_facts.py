"""The facts of what belongs to no product: contracts, a cached process for each, and teams."""

from __future__ import annotations

import os.path
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import Digest, DigestSubset, PathGlobs, Snapshot
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule

from pants_inseam.contract_index import AllContracts
from pants_inseam.facts_processes import OUT, FactsPart, read_part
from pants_inseam.library import Inseam
from pants_inseam.target_types import DataContractSourceField

PUBLISHED_GLOB = "contracts/published/*/*.odcs.yaml"
TEAMS = "platform/teams.yaml"


@dataclass(frozen=True)
class SharedFacts:
    """Of contracts outside of products, of released versions, and of the team registry."""

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
class TeamFactsRequest:
    registry: str
    digest: Digest


@rule
async def read_teams(request: TeamFactsRequest, inseam: Inseam) -> FactsPart:
    out = f"{OUT}/teams.jsonl"
    return await read_part(
        inseam,
        module="inseam.facts.teams",
        argv=(request.registry, out),
        out=out,
        digest=request.digest,
        description="Read the team registry",
    )


@dataclass(frozen=True)
class SharedFilesRequest:
    """What belongs to no product, at whatever commit: paths, and a digest with their files."""

    external: tuple[str, ...]
    published: tuple[str, ...]
    registries: tuple[str, ...]
    digest: Digest


@rule
async def read_shared(contracts: AllContracts) -> SharedFacts:
    # A product's own contracts are generated from its BUILD file; others have targets of their own.
    external = {
        t[DataContractSourceField].file_path for t in contracts if not t.address.is_generated_target
    }
    files = await Get(Snapshot, PathGlobs([*sorted(external), PUBLISHED_GLOB, TEAMS]))
    return await Get(
        SharedFacts,
        SharedFilesRequest(
            external=tuple(sorted(external)),
            published=tuple(sorted(set(files.files) - external - {TEAMS})),
            registries=tuple(path for path in files.files if path == TEAMS),
            digest=files.digest,
        ),
    )


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
        for files in (*(files for _, _, files in groups), request.registries)
    )
    parts = await MultiGet(
        Get(FactsPart, ContractFactsRequest(kind, name, files, digest))
        for (kind, name, files), digest in zip(groups, digests)
    )
    teams = await MultiGet(
        Get(FactsPart, TeamFactsRequest(path, digests[-1])) for path in request.registries
    )
    return SharedFacts((*parts, *teams))


def stem(path: str) -> str:
    """With its folder: another one may have a contract of the same name."""
    return path[: -len(".odcs.yaml")]


def rules() -> Iterable[Rule]:
    return collect_rules()
