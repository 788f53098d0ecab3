"""`tailor`: BUILD files for dbt projects, packages and contracts that have none."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.core.goals.tailor import (
    AllOwnedSources,
    PutativeTarget,
    PutativeTargets,
    PutativeTargetsRequest,
)
from pants.engine.fs import DigestContents, PathGlobs, Paths
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import Target
from pants.engine.unions import UnionRule
from pants.option.option_types import BoolOption
from pants.option.subsystem import Subsystem

from pants_inseam.dependency_inference import local_package_folders
from pants_inseam.target_types import (
    DataContractTarget,
    DataProductTarget,
    DbtPackageTarget,
    DbtProjectTarget,
)

_PRODUCTS = "products"
_CONTRACT = ".odcs.yaml"


class TailorDataProducts(Subsystem):
    options_scope = "data-products-tailor"
    help = "What `tailor` proposes for data products."

    enabled = BoolOption(
        default=True,
        help="Propose targets for dbt projects, dbt packages and the contracts of other systems.",
    )


@dataclass(frozen=True)
class PutativeDbtTargetsRequest(PutativeTargetsRequest):
    pass


@dataclass(frozen=True)
class PutativeContractTargetsRequest(PutativeTargetsRequest):
    pass


@rule
async def propose_dbt_targets(
    request: PutativeDbtTargetsRequest, subsystem: TailorDataProducts, owned: AllOwnedSources
) -> PutativeTargets:
    if not subsystem.enabled:
        return PutativeTargets()
    projects, package_files, products = await MultiGet(
        Get(Paths, PathGlobs, request.path_globs("dbt_project.yml")),
        Get(DigestContents, PathGlobs(["**/packages.yml"])),
        Get(Paths, PathGlobs, request.path_globs("*.odps.yaml")),
    )
    packages = {
        folder
        for file in package_files
        for folder in local_package_folders(file.content, os.path.dirname(file.path))
    }
    with_odps = {os.path.dirname(path) for path in products.files}
    return PutativeTargets(
        PutativeTarget.for_target_type(
            _target_type(folder, folder in with_odps, folder in packages),
            path=folder,
            name=None,
            triggering_sources=["dbt_project.yml"],
        )
        for path in projects.files
        if path not in owned
        for folder in [os.path.dirname(path)]
    )


def _target_type(folder: str, has_odps: bool, is_package: bool) -> type[Target]:
    if has_odps or os.path.dirname(folder) == _PRODUCTS:
        return DataProductTarget
    return DbtPackageTarget if is_package else DbtProjectTarget


@rule
async def propose_contract_targets(
    request: PutativeContractTargetsRequest, subsystem: TailorDataProducts, owned: AllOwnedSources
) -> PutativeTargets:
    """Of systems outside of this repository; a product generates the targets of its own ports."""
    if not subsystem.enabled:
        return PutativeTargets()
    contracts = await Get(Paths, PathGlobs, request.path_globs(f"*{_CONTRACT}"))
    return PutativeTargets(
        PutativeTarget.for_target_type(
            DataContractTarget,
            path=folder,
            name=name[: -len(_CONTRACT)],
            triggering_sources=[name],
            kwargs={"source": name},
        )
        for path in contracts.files
        for folder, name in [os.path.split(path)]
        if path not in owned and folder == "contracts/external"
    )


def rules() -> Iterable[Rule | UnionRule]:
    return (
        *collect_rules(),
        UnionRule(PutativeTargetsRequest, PutativeDbtTargetsRequest),
        UnionRule(PutativeTargetsRequest, PutativeContractTargetsRequest),
    )
