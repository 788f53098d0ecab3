"""`run` for a dbt project: dbt by hand, in the project's folder and on its input rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.core.goals.run import RunFieldSet, RunInSandboxBehavior, RunRequest
from pants.engine.fs import CreateDigest, Digest, MergeDigests
from pants.engine.rules import Get, Rule, collect_rules, rule
from pants.engine.unions import UnionRule

from pants_inseam.data_products import DataProducts
from pants_inseam.input_rows import InputRows, InputRowsRequest
from pants_inseam.library import Inseam, LibraryRun
from pants_inseam.product_contracts import ProductContracts, ProductContractsRequest
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.request_file import REQUEST, request_file
from pants_inseam.target_types import DbtProjectDependenciesField, DbtProjectSourcesField


class CannotRun(Exception):
    """The product has no rows to run on. Says why."""


@dataclass(frozen=True)
class DbtRunFieldSet(RunFieldSet):
    required_fields = (DbtProjectSourcesField,)
    run_in_sandbox_behavior = RunInSandboxBehavior.NOT_SUPPORTED

    sources: DbtProjectSourcesField
    dependencies: DbtProjectDependenciesField


@rule
async def run_dbt(
    field_set: DbtRunFieldSet, data_products: DataProducts, inseam: Inseam
) -> RunRequest:
    contracts = await Get(
        ProductContracts,
        ProductContractsRequest(field_set.address.spec_path, field_set.dependencies),
    )
    rows = await Get(InputRows, InputRowsRequest(contracts))
    for failed in rows.failed:
        shown = await Get(ShownReport, ShowReportRequest(failed))
        raise CannotRun(shown.process.stdout.decode() or shown.process.stderr.decode())
    # In the repository contracts are read where they are.
    request = contracts.as_request(
        {file: file for file in contracts.files}, rows.folders, data_products
    )
    request_digest = await Get(Digest, CreateDigest, request_file(request))
    return await Get(
        RunRequest,
        LibraryRun(
            module="inseam.testing.by_hand",
            argv=(f"{{chroot}}/{REQUEST}",),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests((request_digest, rows.digest))),
        ),
    )


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *DbtRunFieldSet.rules())
