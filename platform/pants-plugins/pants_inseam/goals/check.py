"""`check`: a product's facts are judged, and dbt-databricks compiles it, without a warehouse.

What that yields goes into the judgement: whether a difference between the engines counts, depends
on both renderings. The two that start dbt run side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pants.core.goals.check import CheckRequest, CheckResult, CheckResults, CheckSubsystem
from pants.engine.fs import EMPTY_DIGEST, Digest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.unions import UnionRule
from pants.util.logging import LogLevel

from pants_inseam.data_products import DatabricksCompile, DataProducts, ProductCheck
from pants_inseam.engine import below, merge, read, subset
from pants_inseam.facts.of_product import OUT, product_facts
from pants_inseam.inputs.project_files import PROFILES, DbtProjectFiles
from pants_inseam.library import run
from pants_inseam.reports import show
from pants_inseam.target_types import CONTRACT_GLOB, DbtProject, DbtProjectFieldSet, ProductFieldSet


class ProductCheckRequest(CheckRequest[ProductFieldSet]):
    field_set_type = ProductFieldSet
    tool_name = ProductCheck.options_scope


@dataclass(frozen=True)
class CompiledForDatabricks:
    """``statements`` has one file, or none if the process could not write it."""

    process: FallibleProcessResult
    statements: Digest


@dataclass(frozen=True)
class CompileRequest:
    project: DbtProject


if TYPE_CHECKING:
    CompiledGet = Get[CompiledForDatabricks]
else:
    CompiledGet = Get


def statements_file(folder: str) -> str:
    return f"_databricks/{folder}.json"


@rule
async def compile_project(
    request: CompileRequest, subsystem: DatabricksCompile, data_products: DataProducts
) -> CompiledForDatabricks:
    folder = request.project.folder
    files = await Get(DbtProjectFiles, DbtProject, request.project)
    out = statements_file(folder)
    process = await run(
        module="inseam.check.databricks",
        argv=(folder, PROFILES, data_products.as_of, out),
        resolve=subsystem.resolve,
        digest=files.digest,
        output_files=(out,),
        description=f"Compile {folder} for Databricks",
    )
    return CompiledForDatabricks(process, await subset(process.output_digest, [out]))


@rule
async def check_product(field_set: ProductFieldSet, compile: DatabricksCompile) -> CheckResult:
    folder = field_set.folder
    compiled = [] if compile.skip else [CompileRequest(field_set.project)]
    facts, shown_files, *statements = await MultiGet(
        product_facts(field_set.project),
        # As they are in the repository: findings have their lines.
        read(below(folder, (CONTRACT_GLOB, "**/*.sql"))),
        *(CompiledGet(CompiledForDatabricks, CompileRequest, asked) for asked in compiled),
    )
    process = facts.dbt.process
    if process.exit_code == 0:
        # Of what does not compile, the other check says so.
        written = [each.statements for each in statements if each.statements != EMPTY_DIGEST]
        process = await run(
            module="inseam.check.check_product",
            argv=(folder, f"{OUT}/{folder}.dbt.jsonl", *(statements_file(folder) for _ in written)),
            digest=await merge((facts.dbt.digest, shown_files, *written)),
            description=f"Check {folder}",
        )
    shown = await show(process)
    return CheckResult.from_fallible_process_result(shown, partition_description=folder)


@rule(desc="Check data products", level=LogLevel.DEBUG)
async def check_products(request: ProductCheckRequest, subsystem: ProductCheck) -> CheckResults:
    if subsystem.skip:
        return CheckResults([], checker_name=request.tool_name)
    results = await MultiGet(
        Get(CheckResult, ProductFieldSet, field_set) for field_set in request.field_sets
    )
    return CheckResults(results, checker_name=request.tool_name)


class DatabricksCompileRequest(CheckRequest[DbtProjectFieldSet]):
    field_set_type = DbtProjectFieldSet
    tool_name = DatabricksCompile.options_scope


@rule(desc="Compile for Databricks", level=LogLevel.DEBUG)
async def compile_for_databricks(
    request: DatabricksCompileRequest,
    subsystem: DatabricksCompile,
    product_check: ProductCheck,
    check: CheckSubsystem,
) -> CheckResults:
    if subsystem.skip:
        return CheckResults([], checker_name=request.tool_name)
    compiled = await MultiGet(
        CompiledGet(CompiledForDatabricks, CompileRequest(field_set.project))
        for field_set in request.field_sets
    )
    is_beside = not product_check.skip and (
        not check.only or ProductCheck.options_scope in check.only
    )
    shown = await MultiGet(
        show(
            each.process,
            # Of a package's own tests there is no other check.
            request.tool_name if is_beside and field_set.address.is_generated_target else "",
        )
        for field_set, each in zip(request.field_sets, compiled)
    )
    return CheckResults(
        [
            CheckResult.from_fallible_process_result(report, partition_description=field_set.folder)
            for field_set, report in zip(request.field_sets, shown)
        ],
        checker_name=request.tool_name,
    )


def rules() -> Iterable[Rule | UnionRule]:
    return (
        *collect_rules(),
        UnionRule(CheckRequest, ProductCheckRequest),
        UnionRule(CheckRequest, DatabricksCompileRequest),
    )
