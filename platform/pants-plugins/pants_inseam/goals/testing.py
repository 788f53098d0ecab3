"""`test` for a dbt project: inputs, `dbt build`, data and unit tests, and its contracts.

Two processes. The first sees the project and contracts in canonical form and does the work; it is
repeated only for what can change its outcome. The second, which takes no time, shows the result
with the lines of the contracts' files as they are now. A test that fails runs again on the project
as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pants.core.goals.test import ShowOutput, TestFieldSet, TestRequest, TestResult, TestSubsystem
from pants.core.util_rules.distdir import DistDir
from pants.engine.addresses import Address
from pants.engine.fs import EMPTY_DIGEST
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import WrappedTarget, WrappedTargetRequest
from pants.engine.unions import UnionRule
from pants.util.logging import LogLevel

from pants_inseam.contract_index import SNAPSHOT_GLOB
from pants_inseam.data_products import DataProducts
from pants_inseam.engine import (
    REQUEST,
    add_prefix,
    files_of,
    merge,
    read,
    remove_prefix,
    request_file,
    subset,
    subset_files,
)
from pants_inseam.facts.of_change import BaseProductRequest
from pants_inseam.inputs.build_inputs import BuildInputs, ProjectSources, sources_here
from pants_inseam.inputs.rows import TestedProject, TestedProjectRequest
from pants_inseam.library import Inseam, run
from pants_inseam.reports import Report, ReportGet, show
from pants_inseam.target_types import DbtProjectFieldSet, DbtProjectTestTimeoutField

_RESULTS = "_results"


@dataclass(frozen=True)
class DbtTestFieldSet(DbtProjectFieldSet, TestFieldSet):
    timeout: DbtProjectTestTimeoutField


@dataclass(frozen=True)
class TestedBase:
    """A product's test on its files at the base."""

    __test__ = False

    tested: TestedProject


class DbtTestRequest(TestRequest):
    tool_subsystem = DataProducts  # type: ignore[assignment]
    field_set_type = DbtTestFieldSet


async def _test(
    inputs: BuildInputs,
    address: Address,
    timeout: int | None,
    is_forced: bool,
    data_products: DataProducts,
    distdir: DistDir,
) -> TestedProject:
    product = inputs.contracts
    if inputs.failed is not None:
        return TestedProject(product, inputs.failed, EMPTY_DIGEST)
    content = {
        **inputs.as_request(data_products),
        "results": _RESULTS,
        # Where `test` puts the extra output of a target.
        "results_shown_at": f"{distdir.relpath}/test/{address.path_safe_spec}",
    }
    digest = await merge((inputs.project, inputs.beside, await request_file(content)))
    tested = await run(
        module="inseam.testing",
        argv=(REQUEST,),
        resolve=data_products.test_resolve,
        digest=digest,
        output_directories=(_RESULTS,),
        description=f"Build and test {product.folder}",
        is_cached=not is_forced,
        timeout_seconds=timeout,
    )
    if tested.exit_code != 0:
        return TestedProject(product, tested, EMPTY_DIGEST)
    results = await remove_prefix(tested.output_digest, _RESULTS)
    return TestedProject(product, tested, results)


@rule(desc="Build and test data product", level=LogLevel.DEBUG)
async def build_and_test(
    request: TestedProjectRequest,
    test_subsystem: TestSubsystem,
    data_products: DataProducts,
    distdir: DistDir,
) -> TestedProject:
    address = request.address
    folder = address.spec_path
    wrapped = await Get(WrappedTarget, WrappedTargetRequest(address, description_of_origin=folder))
    field_set = DbtTestFieldSet.create(wrapped.target)
    sources = await sources_here(field_set.project)
    inputs = await Get(BuildInputs, ProjectSources, sources)
    if request.as_written and inputs.failed is None:
        inputs = replace(inputs, project=sources.files.digest)
    timeout = field_set.timeout.calculate_from_global_options(test_subsystem)
    return await _test(inputs, address, timeout, test_subsystem.force, data_products, distdir)


@rule(desc="Build and test data product at the base", level=LogLevel.DEBUG)
async def build_and_test_base(
    request: BaseProductRequest,
    test_subsystem: TestSubsystem,
    data_products: DataProducts,
    distdir: DistDir,
) -> TestedBase:
    sources = await Get(ProjectSources, BaseProductRequest, request)
    inputs = await Get(BuildInputs, ProjectSources, sources)
    # As the target there would have, so that what is the same here is the same process.
    address = Address(request.folder).create_generated("dbt")
    field = DbtProjectTestTimeoutField(None, address)
    timeout = field.calculate_from_global_options(test_subsystem)
    return TestedBase(await _test(inputs, address, timeout, False, data_products, distdir))


@dataclass(frozen=True)
class ShowTestRequest:
    tested: TestedProject


def show_test(tested: TestedProject) -> ReportGet:
    """Its findings, with the lines that they have in the files as they are now."""
    return Get(Report, ShowTestRequest(tested))


@rule
async def present_test(request: ShowTestRequest, inseam: Inseam) -> Report:
    contracts = request.tested.contracts
    contract_sources, result_file = await MultiGet(
        read([*contracts.files, f"{contracts.folder}/{SNAPSHOT_GLOB}"]),
        subset(request.tested.results, ["result.json"]),
    )
    process = await run(
        module="inseam.testing.present",
        argv=("result.json", inseam.format_of_findings, contracts.folder, *contracts.files),
        digest=await merge((contract_sources, result_file)),
        description=f"Show the result of {contracts.folder}",
    )
    return Report.of(process)


@rule(desc="Test data product", level=LogLevel.DEBUG)
async def test_dbt_project(
    batch: DbtTestRequest.Batch[DbtTestFieldSet, Any], test_subsystem: TestSubsystem
) -> TestResult:
    address = batch.single_element.address
    output_setting = (
        test_subsystem.output if test_subsystem.output == ShowOutput.NONE else ShowOutput.ALL
    )
    tested = await Get(TestedProject, TestedProjectRequest(address))
    shown = await show_test(tested) if tested.ran else None
    if shown is not None and shown.exit_code != 0:
        # Once more, for what it says of the files that a person edits.
        tested = await Get(TestedProject, TestedProjectRequest(address, as_written=True))
        shown = await show_test(tested) if tested.ran else None
    if shown is None:
        failure = await show(tested.process)
        return TestResult.from_fallible_process_result(failure, address, output_setting)
    junit, extra = await MultiGet(
        subset(tested.results, ["junit.xml"]), subset_files(tested.results, ["**", "!junit.xml"])
    )
    result = TestResult.from_fallible_process_result(
        shown,
        address,
        output_setting,
        xml_results=await files_of(await add_prefix(junit, address.path_safe_spec)),
        extra_output=extra,
    )
    # The time and the cache hit that matter are the test's.
    return replace(result, result_metadata=tested.process.metadata)


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *DbtTestRequest.rules())
