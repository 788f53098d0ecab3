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


class ContractLint(Subsystem):
    options_scope = "contract-lint"
    name = "contract-lint"
    help = softwrap(
        """
        Whether contracts (ODCS) and products' files (ODPS) keep to their standard, and make sense.
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


@dataclass(frozen=True)
class ProductFile:
    """A product's ODPS file."""

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
            module="inseam.contracts.lint.lint_file",
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
) -> Partitions[LintedProductFieldSet, ProductFile]:
    if subsystem.skip:
        return Partitions()
    found = await MultiGet(
        Get(Paths, PathGlobs([os.path.join(field_set.address.spec_path, PRODUCT_GLOB)]))
        for field_set in request.field_sets
    )
    return Partitions(
        Partition((field_set,), ProductFile(path))
        for field_set, paths in zip(request.field_sets, found)
        for path in paths.files
    )


@rule(desc="Lint product files", level=LogLevel.DEBUG)
async def lint_product(
    request: LintProduct.Batch[LintedProductFieldSet, ProductFile],
) -> LintResult:
    shown = await Get(ShownReport, LintFileRequest(request.partition_metadata.path))
    return lint_result(request, shown)


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *LintContract.rules(), *LintProduct.rules())
