"""Which contract ids exist in the repository, and which file each one is in.

Only ids are read here. Everything else about a contract is the library's business.
"""

from __future__ import annotations

import os.path
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from pants.engine.addresses import Address
from pants.engine.collection import Collection
from pants.engine.rules import Get, MultiGet, rule
from pants.engine.target import AllTargets, Target
from pants.util.frozendict import FrozenDict
from pants.util.logging import LogLevel

from pants_inseam.engine import RepositoryFile, below, read_contents, read_paths
from pants_inseam.target_types import CONTRACT_GLOB, DataContractSourceField, DbtProjectSourcesField
from pants_inseam.yaml_scalars import Keys, scalars

# dbt takes sources from any YAML file in the folders of its models. What is read is what names a
# contract, so no other YAML is in the way.
SOURCE_GLOBS = (
    "**/*.yml",
    "**/*.yaml",
    "!**/*.odcs.yaml",
    "!**/*.odps.yaml",
    "!**/dbt_packages/**",
    "!**/target/**",
)
GATE_SETTINGS = "contract-gate.yaml"
SNAPSHOT_GLOB = "**/input_ports/*.odcs.yaml"
_REFERENCE = "data_contract"
_DOCUMENTED: tuple[Keys, ...] = (("provider", "port"), ("inputPorts", None, "contractId"))


@dataclass(frozen=True)
class ContractId:
    """The `id` of a contract file; None if it has none or is not valid YAML."""

    value: Optional[str]


class ReferencedContractIds(Collection[str]):
    """The contract ids that a YAML file of dbt names in sources' `config.meta.data_contract.id`."""


class AllContracts(Collection[Target]):
    """Every target with a contract."""


@dataclass(frozen=True)
class ContractIndex:
    """Where each contract is: by id (ids that several files claim are left out) and by file.

    ``ids`` has that of each file, claimed twice or not.
    """

    by_id: FrozenDict[str, Address]
    by_path: FrozenDict[str, Address]
    ids: FrozenDict[str, str]
    claimed_twice: FrozenDict[str, tuple[str, ...]]


@dataclass(frozen=True)
class ProjectPortsRequest:
    """The folder of a dbt project."""

    folder: str


@dataclass(frozen=True)
class ProjectPorts:
    """The contract files of a project's output ports, and the ids that its input ports name."""

    contracts: tuple[str, ...]
    referenced: tuple[str, ...]


def top_level_id(content: bytes) -> str | None:
    """The text under the top-level key `id`, else None."""
    return next((value or None for keys, value in scalars(content) if keys == ("id",)), None)


def contract_id(path: str, written: str | None) -> str:
    """The id of a contract's file, of which ``written`` is in it.

    Who reads a contract that is not valid YAML fails with what is wrong there, not with an unknown
    id: a contract's file is called by its id.
    """
    return written or os.path.basename(path).split(".odcs.")[0]


def is_reference(keys: Keys) -> bool:
    """Of a source or one of its tables. A port's model names its own contract so."""
    return keys[-2:] == (_REFERENCE, "id") and keys[0] != "models"


def contract_files(targets: Iterable[Target]) -> tuple[str, ...]:
    """Of those targets that are contracts."""
    contracts = (t for t in targets if t.has_field(DataContractSourceField))
    return tuple(sorted({t[DataContractSourceField].file_path for t in contracts}))


def source_globs(folder: str) -> tuple[str, ...]:
    """From the repository's root, of the files of a project that may have sources."""
    return below(folder, SOURCE_GLOBS)


def referenced_ids(content: bytes) -> tuple[str, ...]:
    """Every `data_contract: {id: ...}` of a dbt sources file, in order."""
    if _REFERENCE.encode() not in content:
        return ()  # most YAML of a project is about its models
    ids = (value for keys, value in scalars(content) if is_reference(keys))
    return tuple(dict.fromkeys(ids))


def documented_ids(content: bytes) -> tuple[str, ...]:
    """The ids of the ports that an agreement or an ODPS file says its product reads, in order."""
    ids = (value for keys, value in scalars(content) if keys in _DOCUMENTED)
    return tuple(dict.fromkeys(ids))


async def _content(path: str) -> bytes:
    files = await read_contents([path])
    return files[0].content if files else b""


@rule
async def read_contract_id(request: RepositoryFile) -> ContractId:
    return ContractId(top_level_id(await _content(request.path)))


@rule
async def read_referenced_ids(request: RepositoryFile) -> ReferencedContractIds:
    return ReferencedContractIds(referenced_ids(await _content(request.path)))


@rule
async def find_all_contracts(all_targets: AllTargets) -> AllContracts:
    return AllContracts(t for t in all_targets if t.has_field(DataContractSourceField))


@rule(desc="Index data contracts by id", level=LogLevel.DEBUG)
async def index_contracts(contracts: AllContracts) -> ContractIndex:
    by_path: dict[str, Address] = {}
    for target in sorted(contracts, key=lambda t: t.address):
        by_path.setdefault(target[DataContractSourceField].file_path, target.address)
    ids = await MultiGet(Get(ContractId, RepositoryFile(path)) for path in by_path)
    of_paths = {path: contract_id(path, id.value) for path, id in zip(by_path, ids)}
    claims: dict[str, list[str]] = defaultdict(list)
    for path, id in of_paths.items():
        claims[id].append(path)
    return ContractIndex(
        by_id=FrozenDict(
            {id: by_path[paths[0]] for id, paths in claims.items() if len(paths) == 1}
        ),
        by_path=FrozenDict(by_path),
        ids=FrozenDict(of_paths),
        claimed_twice=FrozenDict(
            {id: tuple(sorted(paths)) for id, paths in claims.items() if len(paths) > 1}
        ),
    )


@rule
async def find_project_ports(request: ProjectPortsRequest) -> ProjectPorts:
    contracts, sources = await MultiGet(
        read_paths([os.path.join(request.folder, CONTRACT_GLOB)]),
        read_paths(source_globs(request.folder)),
    )
    referenced = await MultiGet(
        Get(ReferencedContractIds, RepositoryFile(path)) for path in sources.files
    )
    return ProjectPorts(contracts.files, tuple(sorted({id for ids in referenced for id in ids})))


@dataclass(frozen=True)
class AllPorts:
    """Of all dbt projects, by their folders; and the projects by the files of their contracts,
    of which those of other systems have none."""

    by_folder: FrozenDict[str, ProjectPorts]
    providers: FrozenDict[str, Address]


@rule
async def find_all_ports(all_targets: AllTargets) -> AllPorts:
    projects = {
        t.address.spec_path: t.address for t in all_targets if t.has_field(DbtProjectSourcesField)
    }
    folders = sorted(projects)
    ports = await MultiGet(Get(ProjectPorts, ProjectPortsRequest(folder)) for folder in folders)
    by_folder = FrozenDict(zip(folders, ports))
    providers = {f: projects[folder] for folder in folders for f in by_folder[folder].contracts}
    return AllPorts(by_folder, FrozenDict(providers))
