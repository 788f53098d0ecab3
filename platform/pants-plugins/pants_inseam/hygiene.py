"""`lint` for a dbt project: dbt-bouncer on the manifest that the project's facts come with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import PartitionerType
from pants.engine.fs import Digest, MergeDigests, PathGlobs, Snapshot
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import FieldSet, Target
from pants.engine.unions import UnionRule
from pants.option.option_types import SkipOption, StrOption
from pants.option.subsystem import Subsystem
from pants.util.logging import LogLevel

from pants_inseam.facts_processes import ProductFacts, ProductFactsRequest
from pants_inseam.library import LibraryProcess
from pants_inseam.reports import ShownReport, ShowReportRequest, lint_result
from pants_inseam.target_types import (
    DbtProjectDependenciesField,
    DbtProjectSourcesField,
    is_product,
)

CONFIG = "platform/policies/dbt-bouncer.yml"


class DbtBouncer(Subsystem):
    options_scope = "dbt-bouncer"
    name = "dbt-bouncer"
    help = f"How models are named, layered, documented and put together, as {CONFIG} asks."

    skip = SkipOption("lint")
    resolve = StrOption(
        default="dbt-bouncer",
        advanced=True,
        help="The resolve with dbt-bouncer, from `[python].resolves`.",
    )


@dataclass(frozen=True)
class DbtBouncerFieldSet(FieldSet):
    required_fields = (DbtProjectSourcesField,)

    sources: DbtProjectSourcesField
    dependencies: DbtProjectDependenciesField

    @classmethod
    def opt_out(cls, tgt: Target) -> bool:
        return not is_product(tgt)


class DbtBouncerRequest(LintTargetsRequest):
    tool_subsystem = DbtBouncer  # type: ignore[assignment]
    field_set_type = DbtBouncerFieldSet
    partitioner_type = PartitionerType.DEFAULT_ONE_PARTITION_PER_INPUT


@rule(desc="Look at dbt projects with dbt-bouncer", level=LogLevel.DEBUG)
async def look_at_project(
    request: DbtBouncerRequest.Batch[DbtBouncerFieldSet, Any], subsystem: DbtBouncer
) -> LintResult:
    (field_set,) = request.elements
    folder = field_set.address.spec_path
    facts = await Get(
        ProductFacts, ProductFactsRequest(folder, field_set.sources, field_set.dependencies)
    )
    # Of what dbt reads, for the lines of findings.
    descriptions = PathGlobs(
        [f"{folder}/**/*.yml", f"{folder}/**/*.yaml", "!**/*.odcs.yaml", "!**/*.odps.yaml"]
    )
    manifest, config, written = await MultiGet(
        Get(Snapshot, Digest, facts.manifest),
        Get(Digest, PathGlobs([CONFIG])),
        Get(Digest, PathGlobs, descriptions),
    )
    if not manifest.files:
        # dbt cannot parse it, which `test` and `check` say with file and line.
        return LintResult(0, "", "", request.tool_name, _render_message=False)
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.hygiene",
            argv=(folder, *manifest.files, CONFIG),
            resolve=subsystem.resolve,
            input_digest=await Get(Digest, MergeDigests((manifest.digest, config, written))),
            description=f"Look at {folder} with dbt-bouncer",
        ),
    )
    return lint_result(request, await Get(ShownReport, ShowReportRequest(process)))


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *DbtBouncerRequest.rules())
