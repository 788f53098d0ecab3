"""The processes of a product's bundle: its lineage, its files, and its manifest.

Nothing but the last one, which takes no time, knows the revision of the sources. Of the products
whose ports it reads a bundle knows the documents alone, as its test does.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from pants.engine.addresses import Address
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
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import WrappedTarget, WrappedTargetRequest
from pants.util.logging import LogLevel

from pants_inseam.contract_index import ContractIndex
from pants_inseam.data_products import DataProducts
from pants_inseam.facts_processes import ProductFacts, ProductFactsRequest
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.lineage import LineageSubsystem
from pants_inseam.lineage_processes import LineageEvents, LineageEventsRequest
from pants_inseam.product_contracts import ProductContracts
from pants_inseam.product_lineage import ProductLineage, ProductLineageRequest, documents_of
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.request_file import REQUEST, request_file
from pants_inseam.source_revision import SourceRevision, SourceRevisionRequest
from pants_inseam.target_types import DbtProjectDependenciesField, DbtProjectSourcesField
from pants_inseam.tested_project import TestedProject, TestedProjectRequest
from pants_inseam.testing import ShownTest, ShownTestRequest

FOLDER = "bundles"
_RESULTS = "_results"
_FILES = "_bundle"
_MANIFEST = "bundle.json"
# Of what a test leaves; a test that did not come as far as its contracts has no checks.
_CHECKS = "checks.json"
_RESULT_GLOBS = (_CHECKS, "profile.json", "run_results.*.json", "rows/**")


@dataclass(frozen=True)
class BundleRequest:
    """The address of a product's `dbt_project`."""

    address: Address


@dataclass(frozen=True)
class BundleFiles:
    """All files of a bundle but its manifest; none if a process ``failed``, which is shown here.

    ``is_tested``: whether its test found nothing wrong.
    """

    contracts: ProductContracts
    digest: Digest = EMPTY_DIGEST
    is_tested: bool = False
    failed: Optional[FallibleProcessResult] = None


@dataclass(frozen=True)
class Bundle:
    """``digest`` has it in its ``folder`` below `dist`. The rest is as for `BundleFiles`."""

    folder: str
    digest: Digest = EMPTY_DIGEST
    is_tested: bool = False
    failed: Optional[FallibleProcessResult] = None


@dataclass(frozen=True)
class BundleLineageRequest:
    """``results`` are of the test of the product whose ``facts`` and ``contracts`` these are."""

    facts: ProductFacts
    contracts: ProductContracts
    results: Digest


@dataclass(frozen=True)
class BundleLineage:
    """``digest`` has the document and a folder of events; none if a process ``failed``."""

    digest: Digest = EMPTY_DIGEST
    failed: Optional[FallibleProcessResult] = None


@rule
async def make_bundle_lineage(
    request: BundleLineageRequest, lineage: LineageSubsystem
) -> BundleLineage:
    product = os.path.basename(request.contracts.folder)
    made = await Get(ProductLineage, ProductLineageRequest(request.facts, request.contracts))
    if not made.document.is_written:
        return BundleLineage(failed=made.document.process)
    events = await Get(
        LineageEvents,
        LineageEventsRequest(
            made.document, made.facts, lineage.namespace, ((product, request.results),)
        ),
    )
    if events.process.exit_code != 0:
        return BundleLineage(failed=events.process)
    digests = (made.document.process.output_digest, events.process.output_digest)
    return BundleLineage(await Get(Digest, MergeDigests(digests)))


async def _without(contracts: ProductContracts, failed: FallibleProcessResult) -> BundleFiles:
    shown = await Get(ShownReport, ShowReportRequest(failed))
    return BundleFiles(contracts, failed=shown.process)


@rule(desc="Collect the files of a bundle", level=LogLevel.DEBUG)
async def collect_files(
    request: BundleRequest, inseam: Inseam, data_products: DataProducts, index: ContractIndex
) -> BundleFiles:
    folder = request.address.spec_path
    wrapped, tested = await MultiGet(
        Get(WrappedTarget, WrappedTargetRequest(request.address, description_of_origin=folder)),
        Get(TestedProject, TestedProjectRequest(request.address)),
    )
    contracts = tested.contracts
    if not tested.ran:
        return await _without(contracts, tested.process)
    results, shown = await MultiGet(
        Get(Snapshot, DigestSubset(tested.results, PathGlobs(_RESULT_GLOBS))),
        Get(ShownTest, ShownTestRequest(tested)),
    )
    if _CHECKS not in results.files:
        return BundleFiles(contracts, failed=shown.process)
    facts = await Get(
        ProductFacts,
        ProductFactsRequest(
            folder,
            wrapped.target[DbtProjectSourcesField],
            wrapped.target[DbtProjectDependenciesField],
        ),
    )
    content = {"version": 1, "product": folder, "time": data_products.as_of}
    released = (f"contracts/published/{index.ids[file]}/*.odcs.yaml" for file in contracts.own)
    lineage, *inputs = await MultiGet(
        Get(BundleLineage, BundleLineageRequest(facts, contracts, results.digest)),
        Get(Digest, PathGlobs(documents_of(folder))),
        Get(Digest, PathGlobs(released)),
        Get(Digest, AddPrefix(results.digest, _RESULTS)),
        Get(Digest, CreateDigest, request_file(content)),
    )
    if lineage.failed is not None:
        return await _without(contracts, lineage.failed)
    digests = (
        *inputs,
        facts.documents.digest,
        facts.dbt.digest,
        facts.manifest,
        lineage.digest,
    )
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.bundle.collect",
            argv=(REQUEST, _FILES),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests(digests)),
            output_directories=(_FILES,),
            description=f"Collect the bundle of {folder}",
        ),
    )
    if process.exit_code != 0:
        return await _without(contracts, process)
    is_tested = shown.process.exit_code == 0
    return BundleFiles(contracts, process.output_digest, is_tested)


@rule(desc="Bundle data product", level=LogLevel.DEBUG)
async def make_bundle(request: BundleRequest, inseam: Inseam) -> Bundle:
    product = request.address.spec_path
    folder = os.path.join(FOLDER, os.path.basename(product))
    files = await Get(BundleFiles, BundleRequest, request)
    if files.failed is not None:
        return Bundle(folder, failed=files.failed)
    revision = await Get(SourceRevision, SourceRevisionRequest(product, files.contracts.files))
    sealed = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.bundle.write_manifest",
            argv=(
                _FILES,
                os.path.basename(product),
                revision.text,
                os.path.join(_FILES, _MANIFEST),
            ),
            resolve=inseam.tool_resolve,
            input_digest=files.digest,
            output_files=(os.path.join(_FILES, _MANIFEST),),
            description=f"Seal the bundle of {product}",
        ),
    )
    if sealed.exit_code != 0:
        return Bundle(folder, failed=sealed)
    both = await Get(Digest, MergeDigests((files.digest, sealed.output_digest)))
    whole = await Get(Digest, RemovePrefix(both, _FILES))
    return Bundle(folder, await Get(Digest, AddPrefix(whole, folder)), files.is_tested)


def rules() -> Iterable[Rule]:
    return collect_rules()
