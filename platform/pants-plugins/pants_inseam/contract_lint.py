"""`lint` says what is wrong in contracts and in products' files: one cached process a file."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import Partition, PartitionerType, Partitions
from pants.engine.fs import Digest, PathGlobs, Paths
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import FieldSet
from pants.engine.unions import UnionRule
from pants.option.option_types import SkipOption
from pants.option.subsystem import Subsystem
from pants.util.logging import LogLevel
from pants.util.strutil import softwrap

from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.reports import ShownReport, ShowReportRequest, lint_result
from pants_inseam.target_types import DataContractSourceField, DbtProjectSourcesField

PRODUCT_GLOB = "*.odps.yaml"
# What no other goal looks at: `lint` says so.
_UNSEEN = ("*.odcs.json", "*.odcs.yml", "*.odps.json", "*.odps.yml")
_UNSEEN_OF_PRODUCTS = (
    *(f"**/{name}" for name in _UNSEEN),
    "!**/target/**",
    "!**/dbt_packages/**",
)


class ContractLint(Subsystem):
    options_scope = "contract-lint"
    name = "contract-lint"
    help = softwrap(
        """
        Whether contracts (ODCS) and products' files (ODPS) follow their standards and make sense.
        docs/contract-lint.md has the rules.
        """
    )

    skip = SkipOption("lint")


@dataclass(frozen=True)
class LintedContractFieldSet(FieldSet):
    required_fields = (DataContractSourceField,)

    source: DataContractSourceField


@dataclass(frozen=True)
class LintedProductFieldSet(FieldSet):
    required_fields = (DbtProjectSourcesField,)

    sources: DbtProjectSourcesField


class LintContract(LintTargetsRequest):
    tool_subsystem = ContractLint  # type: ignore[assignment]
    field_set_type = LintedContractFieldSet
    partitioner_type = PartitionerType.DEFAULT_ONE_PARTITION_PER_INPUT


class LintProduct(LintTargetsRequest):
    tool_subsystem = ContractLint  # type: ignore[assignment]
    field_set_type = LintedProductFieldSet
    partitioner_type = PartitionerType.CUSTOM


class LintUnseenContracts(LintTargetsRequest):
    tool_subsystem = ContractLint  # type: ignore[assignment]
    field_set_type = LintedContractFieldSet
    partitioner_type = PartitionerType.CUSTOM


@dataclass(frozen=True)
class LintedFile:
    """A product's ODPS file, or one that no other goal looks at."""

    path: str

    @property
    def description(self) -> str:
        return self.path


@dataclass(frozen=True)
class LintFileRequest:
    path: str


@rule
async def lint_file(request: LintFileRequest, inseam: Inseam) -> ShownReport:
    # As it is in the repository: findings have its lines.
    file = await Get(Digest, PathGlobs([request.path]))
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.contract_lint.lint_file",
            argv=(request.path,),
            resolve=inseam.tool_resolve,
            input_digest=file,
            description=f"Lint {request.path}",
        ),
    )
    return await Get(ShownReport, ShowReportRequest(process))


@rule(desc="Lint contracts", level=LogLevel.DEBUG)
async def lint_contract(request: LintContract.Batch[LintedContractFieldSet, Any]) -> LintResult:
    (field_set,) = request.elements
    shown = await Get(ShownReport, LintFileRequest(field_set.source.file_path))
    return lint_result(request, shown)


@rule
async def partition_products(
    request: LintProduct.PartitionRequest[LintedProductFieldSet], subsystem: ContractLint
) -> Partitions[LintedProductFieldSet, LintedFile]:
    if subsystem.skip:
        return Partitions()
    found = await MultiGet(
        Get(
            Paths,
            PathGlobs(_below(field_set.address.spec_path, PRODUCT_GLOB, *_UNSEEN_OF_PRODUCTS)),
        )
        for field_set in request.field_sets
    )
    return Partitions(
        Partition((field_set,), LintedFile(path))
        for field_set, paths in zip(request.field_sets, found)
        for path in paths.files
    )


@rule
async def partition_unseen_contracts(
    request: LintUnseenContracts.PartitionRequest[LintedContractFieldSet], subsystem: ContractLint
) -> Partitions[LintedContractFieldSet, LintedFile]:
    """Beside the contracts of other systems, each once; a product's are with its other files."""
    if subsystem.skip:
        return Partitions()
    beside = {
        field_set.address.spec_path: field_set
        for field_set in request.field_sets
        if not field_set.address.is_generated_target
    }
    found = await MultiGet(Get(Paths, PathGlobs(_below(folder, *_UNSEEN))) for folder in beside)
    return Partitions(
        Partition((field_set,), LintedFile(path))
        for field_set, paths in zip(beside.values(), found)
        for path in paths.files
    )


def _below(folder: str, *globs: str) -> tuple[str, ...]:
    return tuple(
        f"!{os.path.join(folder, glob[1:])}" if glob.startswith("!") else os.path.join(folder, glob)
        for glob in globs
    )


@rule(desc="Lint product files", level=LogLevel.DEBUG)
async def lint_product(
    request: LintProduct.Batch[LintedProductFieldSet, LintedFile],
) -> LintResult:
    shown = await Get(ShownReport, LintFileRequest(request.partition_metadata.path))
    return lint_result(request, shown)


@rule(desc="Lint files that no goal looks at", level=LogLevel.DEBUG)
async def lint_unseen_contracts(
    request: LintUnseenContracts.Batch[LintedContractFieldSet, LintedFile],
) -> LintResult:
    shown = await Get(ShownReport, LintFileRequest(request.partition_metadata.path))
    return lint_result(request, shown)


def rules() -> Iterable[Rule | UnionRule]:
    return (
        *collect_rules(),
        *LintContract.rules(),
        *LintProduct.rules(),
        *LintUnseenContracts.rules(),
    )
