"""`tailor`: BUILD files for dbt projects, packages, contracts and the platform's Python code.

Pants' own proposals for Python are switched off in pants.toml. A Python or requirements file that
lies in a dbt project is for no goal here: a target for it would put it among the platform's code.
"""

from __future__ import annotations

import logging
import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.backend.python.goals.tailor import classify_source_files
from pants.core.goals.tailor import (
    AllOwnedSources,
    PutativeTarget,
    PutativeTargets,
    PutativeTargetsRequest,
)
from pants.engine.fs import PathGlobs, Paths
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import Target
from pants.engine.unions import UnionRule
from pants.option.option_types import BoolOption
from pants.option.subsystem import Subsystem
from pants.util.dirutil import group_by_dir

from pants_inseam.dependency_inference import PACKAGE_FILES, local_package_folders
from pants_inseam.engine import read_contents, read_paths
from pants_inseam.target_types import (
    DataContractTarget,
    DataProductTarget,
    DbtPackageTarget,
    DbtProjectTarget,
)

logger = logging.getLogger(__name__)

_PLATFORM = "platform"
_PRODUCTS = "products"
_SHARED = "shared"
_CONTRACT = ".odcs.yaml"
_EXTERNAL = "contracts/external"
# A package with one is of others: nobody licenses what is for his own repository.
_LICENCES = ("LICENSE*", "LICENCE*", "COPYING*")
# As Pants names them.
_PYTHON_NAMES = {"python_tests": "tests", "python_test_utils": "test_utils"}


class TailorDataProducts(Subsystem):
    options_scope = "data-products-tailor"
    help = "What `tailor` proposes for data products."

    enabled = BoolOption(
        default=True,
        help="Propose targets for dbt projects, dbt packages, the contracts of other systems and"
        " the platform's Python code.",
    )


@dataclass(frozen=True)
class PutativeDbtTargetsRequest(PutativeTargetsRequest):
    pass


@dataclass(frozen=True)
class PutativeContractTargetsRequest(PutativeTargetsRequest):
    pass


@dataclass(frozen=True)
class PutativePlatformTargetsRequest(PutativeTargetsRequest):
    pass


@rule
async def propose_dbt_targets(
    request: PutativeDbtTargetsRequest, subsystem: TailorDataProducts, owned: AllOwnedSources
) -> PutativeTargets:
    if not subsystem.enabled:
        return PutativeTargets()
    projects, package_files, products, licences = await MultiGet(
        Get(Paths, PathGlobs, request.path_globs("dbt_project.yml")),
        read_contents([f"**/{name}" for name in PACKAGE_FILES]),
        Get(Paths, PathGlobs, request.path_globs("*.odps.yaml")),
        read_paths([f"{_SHARED}/**/{name}" for name in _LICENCES]),
    )
    packages = {
        folder
        for file in package_files
        for folder in local_package_folders(file.content, os.path.dirname(file.path))
    }
    vendored = {os.path.dirname(path) for path in licences.files} & packages
    with_odps = {os.path.dirname(path) for path in products.files}
    found = {
        folder: _target_type(folder, folder in with_odps, folder in packages)
        for folder in map(os.path.dirname, sorted(set(projects.files).difference(owned)))
        # Its own tests need its makers' warehouse.
        if not any(folder.startswith(f"{package}/") for package in vendored)
    }
    misplaced = [
        folder for folder, target_type in found.items() if _is_misplaced(folder, target_type)
    ]
    for folder in misplaced:
        logger.warning(_move(folder))
    return PutativeTargets(
        PutativeTarget.for_target_type(
            found[folder],
            path=folder,
            name=None,
            triggering_sources=["dbt_project.yml"],
            kwargs={"vendored": True} if folder in vendored else {},
        )
        for folder in found
        if folder not in misplaced
    )


def _is_misplaced(folder: str, target_type: type[Target]) -> bool:
    """A product's project below its folder: every goal would call the product by the subfolder."""
    return target_type is DbtProjectTarget and folder.startswith(f"{_PRODUCTS}/")


def _move(folder: str) -> str:
    product = os.path.join(*folder.split("/")[:2])
    return (
        f"{folder}/dbt_project.yml gets no target: a product has the name of the folder of its"
        f" dbt project, and this one would be `{os.path.basename(folder)}`. Move what is in"
        f" {folder} to {product}, beside the ODPS file, and run ./pants tailor again."
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
    contracts, unseen = await MultiGet(
        Get(Paths, PathGlobs, request.path_globs(f"*{_CONTRACT}")),
        Get(Paths, PathGlobs, request.path_globs("*.odcs.json", "*.odcs.yml")),
    )
    for path in unseen.files:
        if os.path.dirname(path) == _EXTERNAL:
            logger.warning(_rename(path))
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
        if path not in owned and folder == _EXTERNAL
    )


def _rename(path: str) -> str:
    name, _ = os.path.splitext(os.path.basename(path))
    return (
        f"{path} gets no target: goals look at contracts that are called `*{_CONTRACT}`. Rename it"
        f" to `{name}.yaml` (JSON is YAML as well), and run ./pants tailor again."
    )


@rule
async def propose_python_targets(
    request: PutativePlatformTargetsRequest, subsystem: TailorDataProducts, owned: AllOwnedSources
) -> PutativeTargets:
    if not subsystem.enabled:
        return PutativeTargets()
    folders = tuple(folder for folder in request.dirs if _is_platform(folder))
    if not folders:
        return PutativeTargets()
    sources = await Get(
        Paths, PathGlobs, PutativePlatformTargetsRequest(folders).path_globs("*.py", "*.pyi")
    )
    return PutativeTargets(
        PutativeTarget.for_target_type(
            target_type,
            path=folder,
            name=_PYTHON_NAMES.get(target_type.alias),
            triggering_sources=sorted(names),
        )
        for target_type, files in classify_source_files(set(sources.files) - set(owned)).items()
        for folder, names in group_by_dir(files).items()
    )


def _is_platform(folder: str) -> bool:
    return folder.split(os.sep)[0] == _PLATFORM


def rules() -> Iterable[Rule | UnionRule]:
    return (
        *collect_rules(),
        UnionRule(PutativeTargetsRequest, PutativePlatformTargetsRequest),
        UnionRule(PutativeTargetsRequest, PutativeDbtTargetsRequest),
        UnionRule(PutativeTargetsRequest, PutativeContractTargetsRequest),
    )
