"""What a dbt project depends on, read from its files."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.addresses import Address
from pants.engine.rules import Get, Rule, collect_rules, rule
from pants.engine.target import AllTargets, InferDependenciesRequest, InferredDependencies
from pants.engine.unions import UnionRule
from pants.util.frozendict import FrozenDict

from pants_inseam.contract_index import ContractIndex, ProjectPorts, ProjectPortsRequest
from pants_inseam.engine import read_contents
from pants_inseam.target_types import DbtPackageSourcesField, DbtProjectFieldSet
from pants_inseam.yaml_scalars import scalars


class InferDbtProjectDependencies(InferDependenciesRequest[DbtProjectFieldSet]):
    infer_from = DbtProjectFieldSet


@dataclass(frozen=True)
class DbtPackages:
    """Folder -> the `dbt_package` target in it."""

    by_folder: FrozenDict[str, Address]


@rule
async def find_dbt_packages(all_targets: AllTargets) -> DbtPackages:
    packages = (t.address for t in all_targets if t.has_field(DbtPackageSourcesField))
    return DbtPackages(FrozenDict({address.spec_path: address for address in packages}))


# dbt reads the packages of either, and `dbt deps` those of both.
PACKAGE_FILES = ("packages.yml", "dependencies.yml")


def local_package_folders(packages_yml: bytes, folder: str) -> tuple[str, ...]:
    """The folders that a `packages.yml` names with `local:`, relative to the repository root."""
    return tuple(
        os.path.normpath(os.path.join(folder, value))
        for keys, value in scalars(packages_yml)
        if keys == ("packages", None, "local")
    )


async def _needed_packages(folder: str) -> tuple[str, ...]:
    """Folders that it, and the packages there, name with `local:`. Not all need be packages."""
    found: dict[str, None] = {}
    waiting = [folder]
    while waiting:
        files = await read_contents(
            os.path.join(one, name) for one in waiting for name in PACKAGE_FILES
        )
        named = [
            package
            for file in files
            for package in local_package_folders(file.content, os.path.dirname(file.path))
            # A path out of the repository is not a glob.
            if not package.startswith("..") and not os.path.isabs(package)
        ]
        waiting = [package for package in dict.fromkeys(named) if package not in found]
        found.update(dict.fromkeys(waiting))
    return tuple(found)


@rule(desc="Infer the contracts and packages of a dbt project")
async def infer_dbt_project_dependencies(
    request: InferDbtProjectDependencies, contracts: ContractIndex, packages: DbtPackages
) -> InferredDependencies:
    folder = request.field_set.address.spec_path
    ports = await Get(ProjectPorts, ProjectPortsRequest(folder))
    needed = await _needed_packages(folder)
    # What nobody has leaves the edge out: the project's own test says what is wrong, with its line,
    # while an error raised here would stop every other target's work.
    found = (
        *(contracts.by_path.get(path) for path in ports.contracts),
        *(contracts.by_id.get(id) for id in ports.referenced),
        *(packages.by_folder.get(path) for path in needed),
    )
    return InferredDependencies(address for address in found if address is not None)


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), UnionRule(InferDependenciesRequest, InferDbtProjectDependencies))
