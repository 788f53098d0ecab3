"""The facts of all products, and of what belongs to none: contracts, teams, environments.

A cached process reads each external contract, each registry, and a share of what is published.
"""

from __future__ import annotations

import os.path
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from pants.engine.fs import Digest, Snapshot
from pants.engine.rules import Get, MultiGet, rule
from pants.engine.target import AllTargets, Target
from pants.util.frozendict import FrozenDict

from pants_inseam.contract_index import AllContracts
from pants_inseam.engine import ProcessGet, read_files, subset
from pants_inseam.facts.of_product import OUT, Engine, FactsPart, parts_of, product_facts
from pants_inseam.inputs.project_files import PROFILES
from pants_inseam.library import ReadyTools, run
from pants_inseam.target_types import DataContractSourceField, DbtProject, is_product

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
class AllFacts:
    """The parts of all products of the repository, and of what they share."""

    parts: tuple[FactsPart, ...]


@dataclass(frozen=True)
class SharedFilesRequest:
    """What belongs to no product, at whatever commit.

    ``files`` are those of `SHARED_GLOBS` and the ``external`` contracts.
    """

    files: Snapshot
    external: tuple[str, ...]


def _share(path: str) -> str:
    """Which of sixteen processes reads a published contract: one each would begin a thousand, and
    one for all would read all when somebody adds one."""
    return sha256(os.path.dirname(path).encode()).hexdigest()[0]


def contract_facts(kind: str, name: str, files: Collection[str], digest: Digest) -> ProcessGet:
    """Of contracts in no product's folder; ``kind`` is `external` or `published`."""
    out = f"{OUT}/{kind}/{name}.jsonl"
    return run(
        module="inseam.facts.contracts",
        argv=(kind, out, *files),
        digest=digest,
        output_files=(out,),
        description=f"Read {kind} contracts: {name}",
    )


def external_facts(file: str, digest: Digest) -> ProcessGet:
    # With its folder: another one may have a contract of the same name.
    return contract_facts("external", file[: -len(".odcs.yaml")], (file,), digest)


def _registry_facts(file: str, digest: Digest) -> ProcessGet:
    registry = REGISTRIES[file]
    out = f"{OUT}/{registry.name}.jsonl"
    return run(
        module=registry.module,
        argv=(file, out, *registry.beside),
        digest=digest,
        output_files=(out,),
        description=f"Read {file}",
    )


@rule
async def read_shared(contracts: AllContracts) -> SharedFacts:
    # A product's own contracts are generated from its BUILD file; others have targets of their own.
    external = {
        t[DataContractSourceField].file_path for t in contracts if not t.address.is_generated_target
    }
    files = await read_files([*sorted(external), *SHARED_GLOBS])
    return await Get(SharedFacts, SharedFilesRequest(files, tuple(sorted(external))))


@rule
async def read_shared_files(request: SharedFilesRequest) -> SharedFacts:
    digest = request.files.digest
    others = {*request.external, *REGISTRIES, *_READ_BESIDE}
    shares: dict[str, list[str]] = defaultdict(list)
    for path in sorted(set(request.files.files) - others):
        shares[_share(path)].append(path)
    published = sorted(shares.items())
    registries = [path for path in request.files.files if path in REGISTRIES]
    digests = iter(
        await MultiGet(
            subset(digest, files)
            for files in (
                *((path,) for path in request.external),
                *(files for _, files in published),
                *((path, *REGISTRIES[path].beside) for path in registries),
            )
        )
    )
    return SharedFacts(
        parts_of(
            await MultiGet(
                [
                    *(external_facts(path, next(digests)) for path in request.external),
                    *(
                        contract_facts("published", share, files, next(digests))
                        for share, files in published
                    ),
                    *(_registry_facts(path, next(digests)) for path in registries),
                ]
            )
        )
    )


async def product_parts(
    targets: Iterable[Target], engine: Engine = Engine.DUCKDB
) -> tuple[FactsPart, ...]:
    """Of those targets that are products."""
    products = sorted((t for t in targets if is_product(t)), key=lambda t: t.address)
    facts = await MultiGet(product_facts(DbtProject.of(product), engine) for product in products)
    return tuple(part for product in facts for part in (product.documents, product.dbt))


@rule
async def read_all(all_targets: AllTargets, shared: SharedFacts, _: ReadyTools) -> AllFacts:
    return AllFacts((*await product_parts(all_targets), *shared.parts))
