"""`lint` for a dbt project: dbt-bouncer on the manifest that the project's facts come with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import PartitionerType
from pants.engine.rules import MultiGet, Rule, collect_rules, rule
from pants.engine.unions import UnionRule
from pants.option.option_types import SkipOption
from pants.option.subsystem import Subsystem
from pants.util.logging import LogLevel

from pants_inseam.engine import below, files_of, merge, read
from pants_inseam.facts.of_product import product_facts
from pants_inseam.library import resolve_option, run
from pants_inseam.reports import lint_result, show
from pants_inseam.target_types import ProductFieldSet

CONFIG = "platform/policies/dbt-bouncer.yml"


class DbtBouncer(Subsystem):
    options_scope = "dbt-bouncer"
    name = "dbt-bouncer"
    help = f"How models are named, layered, documented and put together, as {CONFIG} asks."

    skip = SkipOption("lint")
    resolve = resolve_option("dbt-bouncer", "dbt-bouncer")


class DbtBouncerRequest(LintTargetsRequest):
    tool_subsystem = DbtBouncer  # type: ignore[assignment]
    field_set_type = ProductFieldSet
    partitioner_type = PartitionerType.DEFAULT_ONE_PARTITION_PER_INPUT


@rule(desc="Look at dbt projects with dbt-bouncer", level=LogLevel.DEBUG)
async def look_at_project(
    request: DbtBouncerRequest.Batch[ProductFieldSet, Any], subsystem: DbtBouncer
) -> LintResult:
    (field_set,) = request.elements
    folder = field_set.folder
    facts = await product_facts(field_set.project, of_record=True)
    # What dbt reads, for the lines of findings.
    texts = ("**/*.sql", "**/*.yml", "**/*.yaml", "!**/*.odcs.yaml", "!**/*.odps.yaml")
    manifest, config, written = await MultiGet(
        files_of(facts.manifest), read([CONFIG]), read(below(folder, texts))
    )
    if not manifest.files:
        # dbt cannot parse it, which `test` and `check` say with file and line.
        return LintResult(0, "", "", request.tool_name, _render_message=False)
    process = await run(
        module="inseam.hygiene",
        argv=(folder, *manifest.files, CONFIG),
        resolve=subsystem.resolve,
        digest=await merge((manifest.digest, config, written)),
        description=f"Look at {folder} with dbt-bouncer",
    )
    return lint_result(request, await show(process))


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *DbtBouncerRequest.rules())
