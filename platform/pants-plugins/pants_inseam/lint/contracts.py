"""`lint` says what is wrong in contracts and in products' files: one cached process a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pants.core.goals.lint import AbstractLintRequest, LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import Partition, PartitionerType, Partitions
from pants.engine.rules import MultiGet, Rule, collect_rules, rule
from pants.engine.unions import UnionRule
from pants.option.option_types import SkipOption
from pants.option.subsystem import Subsystem
from pants.util.logging import LogLevel
from pants.util.strutil import softwrap

from pants_inseam.engine import below, read, read_paths
from pants_inseam.library import run
from pants_inseam.reports import lint_result, show
from pants_inseam.target_types import PRODUCT_GLOB, ContractFieldSet, DbtProjectFieldSet

# What no other goal looks at: `lint` says so.
_UNSEEN = ("*.odcs.json", "*.odcs.yml", "*.odps.json", "*.odps.yml")
_UNSEEN_OF_PRODUCTS = (*(f"**/{name}" for name in _UNSEEN), "!**/target/**", "!**/dbt_packages/**")


class ContractLint(Subsystem):
    options_scope = "contract-lint"
    name = "contract-lint"
    help = softwrap("""
        Whether contracts (ODCS) and products' files (ODPS) follow their standards and make sense.
        docs/contract-lint.md has the rules.""")

    skip = SkipOption("lint")


class LintContract(LintTargetsRequest):
    tool_subsystem = ContractLint  # type: ignore[assignment]
    field_set_type = ContractFieldSet
    partitioner_type = PartitionerType.DEFAULT_ONE_PARTITION_PER_INPUT


class LintProduct(LintTargetsRequest):
    tool_subsystem = ContractLint  # type: ignore[assignment]
    field_set_type = DbtProjectFieldSet
    partitioner_type = PartitionerType.CUSTOM


class LintUnseenContracts(LintTargetsRequest):
    tool_subsystem = ContractLint  # type: ignore[assignment]
    field_set_type = ContractFieldSet
    partitioner_type = PartitionerType.CUSTOM


@dataclass(frozen=True)
class LintedFile:
    """A product's ODPS file, or one that no other goal looks at."""

    path: str

    @property
    def description(self) -> str:
        return self.path


async def _lint(request: AbstractLintRequest.Batch[Any, Any], path: str) -> LintResult:
    process = await run(
        module="inseam.contract_lint.lint_file",
        argv=(path,),
        # As it is in the repository: findings have its lines.
        digest=await read([path]),
        description=f"Lint {path}",
    )
    return lint_result(request, await show(process))


@rule(desc="Lint contracts", level=LogLevel.DEBUG)
async def lint_contract(request: LintContract.Batch[ContractFieldSet, Any]) -> LintResult:
    (field_set,) = request.elements
    return await _lint(request, field_set.source.file_path)


@rule
async def partition_products(
    request: LintProduct.PartitionRequest[DbtProjectFieldSet], subsystem: ContractLint
) -> Partitions[DbtProjectFieldSet, LintedFile]:
    if subsystem.skip:
        return Partitions()
    found = await MultiGet(
        read_paths(below(field_set.address.spec_path, (PRODUCT_GLOB, *_UNSEEN_OF_PRODUCTS)))
        for field_set in request.field_sets
    )
    return Partitions(
        Partition((field_set,), LintedFile(path))
        for field_set, paths in zip(request.field_sets, found)
        for path in paths.files
    )


@rule
async def partition_unseen_contracts(
    request: LintUnseenContracts.PartitionRequest[ContractFieldSet], subsystem: ContractLint
) -> Partitions[ContractFieldSet, LintedFile]:
    """Beside the contracts of other systems, each once; a product's are with its other files."""
    if subsystem.skip:
        return Partitions()
    beside = {
        field_set.address.spec_path: field_set
        for field_set in request.field_sets
        if not field_set.address.is_generated_target
    }
    found = await MultiGet(read_paths(below(folder, _UNSEEN)) for folder in beside)
    return Partitions(
        Partition((field_set,), LintedFile(path))
        for field_set, paths in zip(beside.values(), found)
        for path in paths.files
    )


@rule(desc="Lint product files", level=LogLevel.DEBUG)
async def lint_product(request: LintProduct.Batch[DbtProjectFieldSet, LintedFile]) -> LintResult:
    return await _lint(request, request.partition_metadata.path)


@rule(desc="Lint files that no goal looks at", level=LogLevel.DEBUG)
async def lint_unseen_contracts(
    request: LintUnseenContracts.Batch[ContractFieldSet, LintedFile],
) -> LintResult:
    return await _lint(request, request.partition_metadata.path)


def rules() -> Iterable[Rule | UnionRule]:
    return (
        *collect_rules(),
        *LintContract.rules(),
        *LintProduct.rules(),
        *LintUnseenContracts.rules(),
    )
