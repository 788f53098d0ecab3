"""`run` for a dbt project: dbt by hand, in the project's folder and on its input rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.core.goals.run import RunFieldSet, RunInSandboxBehavior, RunRequest
from pants.engine.rules import Get, Rule, collect_rules, rule
from pants.engine.unions import UnionRule

from pants_inseam.data_products import DataProducts
from pants_inseam.engine import REQUEST, merge, request_file
from pants_inseam.inputs.contracts import ProductContracts
from pants_inseam.inputs.rows import InputRows
from pants_inseam.library import Inseam, LibraryRun
from pants_inseam.reports import show
from pants_inseam.target_types import DbtProject, DbtProjectFieldSet


class CannotRun(Exception):
    """The product has no rows to run on. Says why."""


@dataclass(frozen=True)
class DbtRunFieldSet(DbtProjectFieldSet, RunFieldSet):
    run_in_sandbox_behavior = RunInSandboxBehavior.NOT_SUPPORTED


@rule
async def run_dbt(
    field_set: DbtRunFieldSet, data_products: DataProducts, inseam: Inseam
) -> RunRequest:
    contracts = await Get(ProductContracts, DbtProject, field_set.project)
    rows = await Get(InputRows, ProductContracts, contracts)
    for failed in rows.failed:
        shown = await show(failed)
        raise CannotRun(shown.stdout.decode() or shown.stderr.decode())
    # In the repository contracts are read where they are.
    content = contracts.as_request(data_products, rows=rows.folders)
    return await Get(
        RunRequest,
        LibraryRun(
            module="inseam.testing.by_hand",
            argv=(f"{{chroot}}/{REQUEST}",),
            resolve=inseam.tool_resolve,
            input_digest=await merge((await request_file(content), rows.digest)),
        ),
    )


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *DbtRunFieldSet.rules())
