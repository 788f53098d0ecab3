"""`check` for a data product: its SQL against contracts and layers, from its cached facts."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.core.goals.check import CheckRequest, CheckResult, CheckResults
from pants.engine.fs import Digest, MergeDigests, PathGlobs
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import FieldSet, Target
from pants.engine.unions import UnionRule
from pants.util.logging import LogLevel

from pants_inseam.facts_processes import OUT, ProductFacts, ProductFactsRequest
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.product_check import ProductCheck
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.target_types import (
    CONTRACT_GLOB,
    DbtProjectDependenciesField,
    DbtProjectSourcesField,
    is_product,
)


@dataclass(frozen=True)
class ProductCheckFieldSet(FieldSet):
    required_fields = (DbtProjectSourcesField,)

    sources: DbtProjectSourcesField
    dependencies: DbtProjectDependenciesField

    @classmethod
    def opt_out(cls, target: Target) -> bool:
        return not is_product(target)


class ProductCheckRequest(CheckRequest[ProductCheckFieldSet]):
    field_set_type = ProductCheckFieldSet
    tool_name = ProductCheck.options_scope


@dataclass(frozen=True)
class CheckedProductRequest:
    field_set: ProductCheckFieldSet


@rule
async def check_product(request: CheckedProductRequest, inseam: Inseam) -> CheckResult:
    field_set = request.field_set
    folder = field_set.address.spec_path
    facts, shown_files = await MultiGet(
        Get(ProductFacts, ProductFactsRequest(folder, field_set.sources, field_set.dependencies)),
        # As they are in the repository: findings have their lines.
        Get(Digest, PathGlobs(os.path.join(folder, glob) for glob in (CONTRACT_GLOB, "**/*.sql"))),
    )
    process = facts.dbt.process
    if process.exit_code == 0:
        process = await Get(
            FallibleProcessResult,
            LibraryProcess(
                module="inseam.check.check_product",
                argv=(folder, f"{OUT}/{folder}.dbt.jsonl"),
                resolve=inseam.tool_resolve,
                input_digest=await Get(Digest, MergeDigests((facts.dbt.digest, shown_files))),
                description=f"Check {folder}",
            ),
        )
    shown = await Get(ShownReport, ShowReportRequest(process))
    return CheckResult.from_fallible_process_result(shown.process, partition_description=folder)


@rule(desc="Check data products", level=LogLevel.DEBUG)
async def check_products(request: ProductCheckRequest, subsystem: ProductCheck) -> CheckResults:
    if subsystem.skip:
        return CheckResults([], checker_name=request.tool_name)
    results = await MultiGet(
        Get(CheckResult, CheckedProductRequest(field_set)) for field_set in request.field_sets
    )
    return CheckResults(results, checker_name=request.tool_name)


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), UnionRule(CheckRequest, ProductCheckRequest))
