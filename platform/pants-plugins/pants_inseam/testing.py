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
from pants.engine.fs import (
    EMPTY_DIGEST,
    AddPrefix,
    CreateDigest,
    Digest,
    DigestSubset,
    MergeDigests,
    PathGlobs,
    RemovePrefix,
    Snapshot,
)
from pants.engine.process import FallibleProcessResult, ProcessCacheScope
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import WrappedTarget, WrappedTargetRequest
from pants.engine.unions import UnionRule
from pants.util.logging import LogLevel

from pants_inseam.canonical_contracts import CanonicalContract, CanonicalContractRequest
from pants_inseam.contract_index import SNAPSHOT_GLOB
from pants_inseam.data_products import DataProducts
from pants_inseam.input_rows import InputRows, InputRowsRequest
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.product_contracts import ProductContracts, ProductContractsRequest
from pants_inseam.project_files import (
    CanonicalProject,
    CanonicalProjectRequest,
    DbtProjectFiles,
    DbtProjectFilesRequest,
)
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.request_file import REQUEST, request_file
from pants_inseam.target_types import (
    DbtProjectDependenciesField,
    DbtProjectSourcesField,
    DbtProjectTestTimeoutField,
)
from pants_inseam.tested_project import TestedProject, TestedProjectRequest

_RESULTS = "_results"


@dataclass(frozen=True)
class DbtTestFieldSet(TestFieldSet):
    required_fields = (DbtProjectSourcesField,)

    sources: DbtProjectSourcesField
    dependencies: DbtProjectDependenciesField
    timeout: DbtProjectTestTimeoutField


class DbtTestRequest(TestRequest):
    tool_subsystem = DataProducts  # type: ignore[assignment]
    field_set_type = DbtTestFieldSet


@rule(desc="Build and test data product", level=LogLevel.DEBUG)
async def build_and_test(
    request: TestedProjectRequest,
    test_subsystem: TestSubsystem,
    data_products: DataProducts,
    inseam: Inseam,
    distdir: DistDir,
) -> TestedProject:
    address = request.address
    folder = address.spec_path
    wrapped = await Get(WrappedTarget, WrappedTargetRequest(address, description_of_origin=folder))
    field_set = DbtTestFieldSet.create(wrapped.target)
    product = await Get(ProductContracts, ProductContractsRequest(folder, field_set.dependencies))
    project = DbtProjectFilesRequest(folder, field_set.sources, field_set.dependencies)
    canonical_project, rows, *contracts = await MultiGet(
        Get(CanonicalProject, CanonicalProjectRequest(project)),
        Get(InputRows, InputRowsRequest(product)),
        *(Get(CanonicalContract, CanonicalContractRequest(path)) for path in product.files),
    )
    unreadable = [c.process for c in contracts if c.process.exit_code != 0]
    for failed in (*unreadable, *rows.failed):
        return TestedProject(product, failed, EMPTY_DIGEST)
    if canonical_project.digest is None:
        return TestedProject(product, canonical_project.process, EMPTY_DIGEST)
    files = canonical_project.digest
    if request.as_written:
        files = (await Get(DbtProjectFiles, DbtProjectFilesRequest, project)).digest
    canonical = {contract.file: contract.canonical for contract in contracts}
    content = {
        **product.as_request(canonical, rows.folders, data_products),
        "results": _RESULTS,
        # Where `test` puts the extra output of a target.
        "results_shown_at": f"{distdir.relpath}/test/{address.path_safe_spec}",
    }
    request_digest = await Get(Digest, CreateDigest, request_file(content))
    inputs = await Get(
        Digest,
        MergeDigests(
            (
                files,
                rows.digest,
                request_digest,
                *(c.process.output_digest for c in contracts),
            )
        ),
    )
    tested = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.testing",
            argv=(REQUEST,),
            resolve=inseam.tool_resolve,
            input_digest=inputs,
            output_directories=(_RESULTS,),
            description=f"Build and test {folder}",
            cache_scope=(
                ProcessCacheScope.PER_SESSION
                if test_subsystem.force
                else ProcessCacheScope.SUCCESSFUL
            ),
            timeout_seconds=field_set.timeout.calculate_from_global_options(test_subsystem),
        ),
    )
    if tested.exit_code != 0:
        return TestedProject(product, tested, EMPTY_DIGEST)
    results = await Get(Digest, RemovePrefix(tested.output_digest, _RESULTS))
    return TestedProject(product, tested, results)


@dataclass(frozen=True)
class ShownTestRequest:
    tested: TestedProject


@dataclass(frozen=True)
class ShownTest:
    """Its findings, with the lines that they have in the files as they are now."""

    process: FallibleProcessResult


@rule
async def show_test(request: ShownTestRequest, inseam: Inseam) -> ShownTest:
    contracts = request.tested.contracts
    contract_sources, result_file = await MultiGet(
        Get(Digest, PathGlobs([*contracts.files, f"{contracts.folder}/{SNAPSHOT_GLOB}"])),
        Get(Digest, DigestSubset(request.tested.results, PathGlobs(["result.json"]))),
    )
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.testing.present",
            argv=("result.json", inseam.format_of_findings, contracts.folder, *contracts.files),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests((contract_sources, result_file))),
            description=f"Show the result of {contracts.folder}",
        ),
    )
    return ShownTest(process)


@rule(desc="Test data product", level=LogLevel.DEBUG)
async def test_dbt_project(
    batch: DbtTestRequest.Batch[DbtTestFieldSet, Any], test_subsystem: TestSubsystem
) -> TestResult:
    address = batch.single_element.address
    output_setting = (
        test_subsystem.output if test_subsystem.output == ShowOutput.NONE else ShowOutput.ALL
    )
    tested = await Get(TestedProject, TestedProjectRequest(address))
    shown = await Get(ShownTest, ShownTestRequest(tested)) if tested.ran else None
    if shown is not None and shown.process.exit_code != 0:
        # Once more, for what it says of the files that a person edits.
        tested = await Get(TestedProject, TestedProjectRequest(address, as_written=True))
        shown = await Get(ShownTest, ShownTestRequest(tested)) if tested.ran else None
    if shown is None:
        failure = await Get(ShownReport, ShowReportRequest(tested.process))
        return TestResult.from_fallible_process_result(failure.process, address, output_setting)
    junit, extra = await MultiGet(
        Get(Digest, DigestSubset(tested.results, PathGlobs(["junit.xml"]))),
        Get(Snapshot, DigestSubset(tested.results, PathGlobs(["**", "!junit.xml"]))),
    )
    result = TestResult.from_fallible_process_result(
        shown.process,
        address,
        output_setting,
        xml_results=await Get(Snapshot, AddPrefix(junit, address.path_safe_spec)),
        extra_output=extra,
    )
    # The time and the cache hit that matter are the test's.
    return replace(result, result_metadata=tested.process.metadata)


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *DbtTestRequest.rules())
