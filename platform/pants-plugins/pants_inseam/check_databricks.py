"""`check` for a dbt project: dbt-databricks compiles it, without a warehouse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.core.goals.check import CheckRequest, CheckResult, CheckResults, CheckSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import FieldSet
from pants.engine.unions import UnionRule
from pants.option.option_types import SkipOption, StrOption
from pants.option.subsystem import Subsystem
from pants.util.logging import LogLevel

from pants_inseam.data_products import DataProducts
from pants_inseam.library import LibraryProcess
from pants_inseam.product_check import ProductCheck
from pants_inseam.project_files import PROFILES, DbtProjectFiles, DbtProjectFilesRequest
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.target_types import DbtProjectDependenciesField, DbtProjectSourcesField


class DatabricksCompile(Subsystem):
    options_scope = "databricks-compile"
    name = "databricks-compile"
    help = "Whether dbt-databricks compiles the SQL that was tested on DuckDB."

    skip = SkipOption("check")
    resolve = StrOption(
        default="databricks",
        advanced=True,
        help="The resolve with dbt-databricks, from `[python].resolves`.",
    )


@dataclass(frozen=True)
class DatabricksCompileFieldSet(FieldSet):
    required_fields = (DbtProjectSourcesField,)

    sources: DbtProjectSourcesField
    dependencies: DbtProjectDependenciesField


class DatabricksCompileRequest(CheckRequest[DatabricksCompileFieldSet]):
    field_set_type = DatabricksCompileFieldSet
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
        Get(
            DbtProjectFiles,
            DbtProjectFilesRequest(fs.address.spec_path, fs.sources, fs.dependencies),
        )
        for fs in request.field_sets
    )
    processes = await MultiGet(
        Get(
            FallibleProcessResult,
            LibraryProcess(
                module="inseam.check.databricks",
                argv=(field_set.address.spec_path, PROFILES, data_products.as_of),
                resolve=subsystem.resolve,
                input_digest=project.digest,
                description=f"Compile {field_set.address.spec_path} for Databricks",
            ),
        )
        for field_set, project in zip(request.field_sets, projects)
    )
    is_beside = not product_check.skip and (
        not check.only or ProductCheck.options_scope in check.only
    )
    shown = await MultiGet(
        Get(
            ShownReport,
            ShowReportRequest(
                process,
                # Of a package's own tests there is no other check.
                request.tool_name if is_beside and field_set.address.is_generated_target else "",
            ),
        )
        for field_set, process in zip(request.field_sets, processes)
    )
    return CheckResults(
        [
            CheckResult.from_fallible_process_result(
                report.process, partition_description=field_set.address.spec_path
            )
            for field_set, report in zip(request.field_sets, shown)
        ],
        checker_name=request.tool_name,
    )


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), UnionRule(CheckRequest, DatabricksCompileRequest))
