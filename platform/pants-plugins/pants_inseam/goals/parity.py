"""`parity`: whether a product's rows are the same on DuckDB and on Spark.

A chain of processes for each product: its builds on DuckDB, one for each set of input rows; the SQL
that dbt-databricks makes of it; and Spark, which runs that SQL once for each set and compares.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Optional

from pants.engine.console import Console
from pants.engine.env_vars import EnvironmentVars, EnvironmentVarsRequest
from pants.engine.goal import GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, goal_rule, rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import EnumOption, IntListOption, IntOption
from pants.util.logging import LogLevel
from pants.util.strutil import softwrap

from pants_inseam.data_products import DatabricksCompile, DataProducts
from pants_inseam.engine import (
    REQUEST,
    add_prefix,
    contents_of,
    merge,
    read,
    remove_prefix,
    request_file,
    subset_files,
)
from pants_inseam.goals.library_goal import LibraryGoal, say
from pants_inseam.goals.testing import show_test
from pants_inseam.inputs.build_inputs import BuildInputs, ProjectSources, sources_here
from pants_inseam.inputs.project_files import PROFILES
from pants_inseam.inputs.rows import TestedProject
from pants_inseam.library import resolve_option, run
from pants_inseam.target_types import DbtProject, DbtProjectFieldSet

_BUILT = "_built"
_DOCUMENT = "built.json"
_COMPILED = "_compiled.json"
_PERSONAL = "_personal.json"
_JAVA = "_java"
_JAVA_VERSION = "_java.txt"
_CACHE = "inseam_java"
# As `inseam.parity.java` has it.
_USER_PATH = "INSEAM_USER_PATH"


class Rows(Enum):
    """Which input rows both engines are given."""

    BOTH = "both"
    WRITTEN = "written"
    MADE = "made"


class ParitySubsystem(GoalSubsystem):
    name = "parity"
    help = softwrap("""
        Run a product's SQL for Databricks on a real Spark, and compare the rows of every model with
        DuckDB's: values, types and row counts.

        Each model is compared on equal inputs, so that a finding names the model that differs and
        not those that read it. What cannot run on Spark is listed. It needs Java 17 or later.
        docs/parity.md says more.""")

    rows = EnumOption(
        default=Rows.BOTH,
        help=softwrap("""
            The input rows: `written` are those of the product's test, `made` are made from its
            contracts, so that they hold what engines are likely to treat in two ways."""),
    )
    number = IntOption(default=3000, help="How many rows are made for each input table.")
    seeds = IntListOption(
        default=[1, 2, 3],
        help="Which rows are made: a set for each seed. The same seed makes the same ones.",
    )
    spark = resolve_option("parity", "PySpark")


class Parity(LibraryGoal):
    subsystem_cls = ParitySubsystem


@dataclass(frozen=True)
class Java:
    """``version`` of the one that the machine has; None without one, as ``process`` says."""

    version: Optional[str]
    process: FallibleProcessResult


@dataclass(frozen=True)
class ParityRequest:
    project: DbtProject


@dataclass(frozen=True)
class ParityResult:
    """``tested`` is a build on DuckDB that could not begin; ``process`` is what Spark found, or
    what failed before that.
    """

    process: FallibleProcessResult
    tested: Optional[TestedProject] = None


@rule(desc="Find Java", level=LogLevel.DEBUG)
async def find_java() -> Java:
    variables = await Get(EnvironmentVars, EnvironmentVarsRequest(("JAVA_HOME", "PATH")))
    # PATH is that of `[pex].executable_search_paths` in every process.
    env = {_USER_PATH if name == "PATH" else name: value for name, value in variables.items()}
    process = await run(
        module="inseam.parity.java",
        argv=(_JAVA, _JAVA_VERSION),
        description="Find Java",
        output_files=(_JAVA_VERSION,),
        env=env,
        # A Java may be installed or removed meanwhile.
        is_cached=False,
        caches={_CACHE: _JAVA},
    )
    if process.exit_code != 0:
        return Java(None, process)
    (version,) = await contents_of(process.output_digest)
    return Java(version.content.decode(), process)


def _sets(
    subsystem: ParitySubsystem, inputs: BuildInputs, data_products: DataProducts
) -> Iterator[dict[str, Any]]:
    """The requests of the builds, but for where their results go."""
    written = inputs.as_request(data_products)
    # Without a contract to read there is nothing to make rows of.
    can_be_made = bool(inputs.contracts.read)
    if subsystem.rows is not Rows.MADE or not can_be_made:
        yield written
    if subsystem.rows is not Rows.WRITTEN and can_be_made:
        bare = inputs.contracts.as_request(data_products, inputs.forms)
        for seed in subsystem.seeds:
            synthesis = {
                "rows": subsystem.number,
                "seed": seed,
                "hard": True,
                "instead_of_written": True,
            }
            yield {**bare, "synthesis": synthesis}


@rule(desc="Compare engines", level=LogLevel.DEBUG)
async def compare_engines(
    request: ParityRequest,
    subsystem: ParitySubsystem,
    data_products: DataProducts,
    databricks: DatabricksCompile,
    java: Java,
) -> ParityResult:
    project = request.project
    if java.version is None:
        return ParityResult(java.process)
    sources = await sources_here(project)
    inputs, files = await Get(BuildInputs, ProjectSources, sources), sources.files
    if inputs.failed is not None:
        return ParityResult(inputs.failed)
    contract_files, *requests = await MultiGet(
        read(inputs.contracts.files),
        *(
            request_file({**content, "results": _BUILT, "results_shown_at": _BUILT})
            for content in _sets(subsystem, inputs, data_products)
        ),
    )
    digests = await MultiGet(merge((inputs.project, inputs.beside, one)) for one in requests)
    personal, *builds = await MultiGet(
        run(
            module="inseam.parity.personal",
            argv=(_PERSONAL, *inputs.contracts.files),
            digest=contract_files,
            output_files=(_PERSONAL,),
            description=f"Find personal data in the contracts of {project.folder}",
        ),
        *(
            run(
                module="inseam.parity.duckdb_rows",
                argv=(REQUEST,),
                resolve=data_products.test_resolve,
                digest=digest,
                output_directories=(_BUILT,),
                description=f"Build {project.folder} on DuckDB",
            )
            for digest in digests
        ),
    )
    for process in (personal, *builds):
        if process.exit_code != 0:
            return ParityResult(process)
    documents = await MultiGet(
        subset_files(build.output_digest, [f"{_BUILT}/{_DOCUMENT}"]) for build in builds
    )
    for build, document in zip(builds, documents):
        if not document.files:
            results = await remove_prefix(build.output_digest, _BUILT)
            return ParityResult(build, TestedProject(inputs.contracts, build, results))
    compiled = await run(
        module="inseam.parity.databricks_sql",
        argv=(project.folder, PROFILES, data_products.as_of, _COMPILED, f"{_BUILT}/{_DOCUMENT}"),
        resolve=databricks.resolve,
        digest=await merge((files.digest, documents[0].digest)),
        output_files=(_COMPILED,),
        description=f"Compile {project.folder} for a first run on Databricks",
    )
    if compiled.exit_code != 0:
        return ParityResult(compiled)
    folders = [f"{_BUILT}/{number}" for number in range(len(builds))]
    bare = await MultiGet(remove_prefix(build.output_digest, _BUILT) for build in builds)
    beside = await MultiGet(add_prefix(one, folder) for one, folder in zip(bare, folders))
    content = {
        "version": 1,
        "product": os.path.basename(project.folder),
        "compiled": _COMPILED,
        "built": folders,
        "personal": _PERSONAL,
        "java": java.version,
        "java_homes": _JAVA,
    }
    made = (compiled.output_digest, personal.output_digest, await request_file(content))
    compared = await run(
        module="inseam.parity",
        argv=(REQUEST,),
        description=f"Compare {project.folder} on Spark with DuckDB",
        resolve=subsystem.spark,
        digest=await merge((*beside, *made)),
        caches={_CACHE: _JAVA},
    )
    return ParityResult(compared)


@goal_rule
async def compare_products(targets: FilteredTargets, java: Java, console: Console) -> Parity:
    if java.version is None:
        # Once, and not for each product.
        return Parity(exit_code=await say(java.process, console))
    projects = [
        DbtProjectFieldSet.create(target).project
        for target in sorted(targets, key=lambda target: target.address)
        if DbtProjectFieldSet.is_applicable(target)
    ]
    if not projects:
        console.print_stdout("Nothing was compared: there is no dbt project among the targets.")
        return Parity(exit_code=0)
    results = await MultiGet(Get(ParityResult, ParityRequest(project)) for project in projects)
    codes = []
    for result in results:
        process = result.process
        if result.tested is not None:
            process = await show_test(result.tested)
            console.print_stdout(process.stdout.decode().rstrip())
            codes.append(max(process.exit_code, 1))
        else:
            codes.append(await say(process, console))
    return Parity(exit_code=max(codes))
