"""`check` for a dbt project: dbt-databricks compiles it, without a warehouse."""

from __future__ import annotations

from collections.abc import Iterable

from pants.core.goals.check import CheckRequest, CheckResult, CheckResults, CheckSubsystem
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.unions import UnionRule
from pants.util.logging import LogLevel

from pants_inseam.data_products import DatabricksCompile, DataProducts, ProductCheck
from pants_inseam.engine import below, merge, read
from pants_inseam.facts.of_product import OUT, product_facts
from pants_inseam.inputs.project_files import PROFILES, DbtProjectFiles
from pants_inseam.library import run
from pants_inseam.reports import show
from pants_inseam.target_types import CONTRACT_GLOB, DbtProject, DbtProjectFieldSet, ProductFieldSet


class ProductCheckRequest(CheckRequest[ProductFieldSet]):
    field_set_type = ProductFieldSet
    tool_name = ProductCheck.options_scope


@rule
async def check_product(field_set: ProductFieldSet) -> CheckResult:
    folder = field_set.folder
    facts, shown_files = await MultiGet(
        product_facts(field_set.project),
        # As they are in the repository: findings have their lines.
        read(below(folder, (CONTRACT_GLOB, "**/*.sql"))),
    )
    process = facts.dbt.process
    if process.exit_code == 0:
        process = await run(
            module="inseam.check.check_product",
            argv=(folder, f"{OUT}/{folder}.dbt.jsonl"),
            digest=await merge((facts.dbt.digest, shown_files)),
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
    data_products: DataProducts,
) -> CheckResults:
    if subsystem.skip:
        return CheckResults([], checker_name=request.tool_name)
    projects = await MultiGet(
        Get(DbtProjectFiles, DbtProject, field_set.project) for field_set in request.field_sets
    )
    processes = await MultiGet(
        run(
            module="inseam.check.databricks",
            argv=(field_set.folder, PROFILES, data_products.as_of),
            resolve=subsystem.resolve,
            digest=project.digest,
            description=f"Compile {field_set.folder} for Databricks",
        )
        for field_set, project in zip(request.field_sets, projects)
    )
    is_beside = not product_check.skip and (
        not check.only or ProductCheck.options_scope in check.only
    )
    shown = await MultiGet(
        show(
            process,
            # Of a package's own tests there is no other check.
            request.tool_name if is_beside and field_set.address.is_generated_target else "",
        )
        for field_set, process in zip(request.field_sets, processes)
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
