"""`lint` says what governance policies find, target by target, each finding once.

What is found in a product's folder goes with the product, what is found in a contract with the
contract, and what belongs to neither with the first product that is checked. Infos are for the
`policies` goal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import Partitions
from pants.engine.rules import Get, Rule, collect_rules, rule
from pants.engine.unions import UnionRule
from pants.util.logging import LogLevel

from pants_inseam.goals.policies import (
    Owners,
    PoliciesRequest,
    PoliciesSubsystem,
    findings_of,
    is_report,
    with_findings,
)
from pants_inseam.reports import Report, lint_result, show
from pants_inseam.target_types import ContractFieldSet, DbtProjectFieldSet


class JudgeProducts(LintTargetsRequest):
    tool_subsystem = PoliciesSubsystem  # type: ignore[assignment]
    field_set_type = DbtProjectFieldSet


class JudgeContracts(LintTargetsRequest):
    tool_subsystem = PoliciesSubsystem  # type: ignore[assignment]
    field_set_type = ContractFieldSet


class JudgeRest(LintTargetsRequest):
    """Of teams, released contracts and the policies themselves."""

    tool_subsystem = PoliciesSubsystem  # type: ignore[assignment]
    field_set_type = DbtProjectFieldSet


@rule
async def partition_products(
    request: JudgeProducts.PartitionRequest[DbtProjectFieldSet],
    subsystem: PoliciesSubsystem,
    owners: Owners,
) -> Partitions[DbtProjectFieldSet, Any]:
    products = [f for f in request.field_sets if f.address.spec_path in owners.folders]
    return Partitions() if subsystem.skip else Partitions.single_partition(products)


@rule
async def partition_contracts(
    request: JudgeContracts.PartitionRequest[ContractFieldSet], subsystem: PoliciesSubsystem
) -> Partitions[ContractFieldSet, Any]:
    return Partitions() if subsystem.skip else Partitions.single_partition(request.field_sets)


@rule
async def partition_rest(
    request: JudgeRest.PartitionRequest[DbtProjectFieldSet], subsystem: PoliciesSubsystem
) -> Partitions[DbtProjectFieldSet, Any]:
    # Of the whole repository: reported once, whichever products are checked.
    return Partitions() if subsystem.skip else Partitions.single_partition(request.field_sets[:1])


@dataclass(frozen=True)
class AssessmentRequest:
    """``owners`` are folders and files, as `Owners.of` has them."""

    owners: frozenset[Any]


@rule
async def find_assessment(request: AssessmentRequest, owners: Owners) -> Report:
    process = await Get(Report, PoliciesRequest())
    if is_report(process):
        chosen = [f for f in findings_of(process) if owners.of(f["file"]) in request.owners]
        process = with_findings(process, [f for f in chosen if f["severity"] != "info"])
    return await show(process)


@rule(desc="Judge data products", level=LogLevel.DEBUG)
async def judge_products(request: JudgeProducts.Batch[DbtProjectFieldSet, Any]) -> LintResult:
    folders = frozenset(field_set.address.spec_path for field_set in request.elements)
    return lint_result(request, await Get(Report, AssessmentRequest(folders)))


@rule(desc="Judge data contracts", level=LogLevel.DEBUG)
async def judge_contracts(request: JudgeContracts.Batch[ContractFieldSet, Any]) -> LintResult:
    files = frozenset(field_set.source.file_path for field_set in request.elements)
    return lint_result(request, await Get(Report, AssessmentRequest(files)))


@rule(desc="Judge what belongs to no target", level=LogLevel.DEBUG)
async def judge_rest(request: JudgeRest.Batch[DbtProjectFieldSet, Any]) -> LintResult:
    return lint_result(request, await Get(Report, AssessmentRequest(frozenset([None]))))


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *JudgeProducts.rules(), *JudgeContracts.rules(), *JudgeRest.rules())
