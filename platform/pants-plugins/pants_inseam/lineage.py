"""`lineage`: where each column comes from, and who uses it, across products."""

from __future__ import annotations

import os.path
from collections.abc import Iterable

from pants.base.build_root import BuildRoot
from pants.core.util_rules.distdir import DistDir
from pants.engine.console import Console
from pants.engine.fs import Digest, Snapshot, Workspace
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, goal_rule
from pants.engine.target import AllTargets, FilteredTargets, Target
from pants.option.option_types import BoolOption, EnumOption, StrListOption, StrOption
from pants.util.strutil import softwrap

from pants_inseam.base_facts import BaseFacts, BaseFactsRequest
from pants_inseam.facts import AllFacts
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.lineage_processes import (
    LineageDocument,
    LineageDocumentRequest,
    LineageEventsRequest,
    LineageFiles,
    LineageFilesRequest,
    LineageFormat,
    LineageShown,
    LineageShownRequest,
)
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.target_types import is_product
from pants_inseam.tested_project import TestedProject, TestedProjectRequest

_FOLDER = "lineage"


class LineageSubsystem(GoalSubsystem):
    name = "lineage"
    help = softwrap(
        """
        Show where the columns of data products come from and who uses them, column by column, from
        the contract of the system outside to the last consumer. No SQL runs for it.

        Writes to `dist/lineage`, of the targets' products, all that they are made from and all that
        is made of them: `lineage.json`, the page `index.html` to look at it, and OpenLineage's
        events. What cannot be followed is listed with its reason, and personal data that reaches a
        port's column without a classification is an error.

        `--lineage-upstream` and `--lineage-downstream` show a column of the whole repository, and
        write nothing.
        """
    )

    format = EnumOption(
        default=LineageFormat.TEXT,
        help=softwrap(
            """
            How lineage is shown: `text` as a tree, `dot` for Graphviz, `mermaid` for a comment on
            GitHub, `json` as in `lineage.json`. (`--inseam-format` is for findings.)
            """
        ),
    )
    upstream = StrListOption(
        help=softwrap(
            """
            Columns to show the origin of: `<contract id>.<object>.<column>`, or of a model
            `<product>/<model>.<column>`.
            """
        ),
    )
    downstream = StrListOption(
        help="Columns to show what is made of them; written as for `--lineage-upstream`.",
    )
    diff = BoolOption(
        default=False,
        help=softwrap(
            """
            Show which edges between columns the branch adds and removes; of the targets, or of the
            whole repository without any. The page shows it too.
            """
        ),
    )
    base = StrOption(
        default="origin/main",
        help="What `--lineage-diff` compares with: the branch into which you will merge yours.",
    )
    namespace = StrOption(
        default="duckdb://local",
        help=softwrap(
            """
            What the events call the place where the data is, the same on every machine:
            `duckdb://acme-ci`, `databricks://<host>`.
            """
        ),
    )
    tested = BoolOption(
        default=False,
        help=softwrap(
            """
            Test the targets' products, or take the cached results: the events then report each
            run, and the page each contract check.
            """
        ),
    )
    schemas = StrOption(
        default=None,
        help=softwrap(
            """
            A folder with OpenLineage's JSON schemas, from the repository's root if it is relative.
            Every event, and every facet in one, is validated with the schema that it names.
            """
        ),
    )


class Lineage(Goal):
    subsystem_cls = LineageSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


async def _fail(process: FallibleProcessResult, console: Console) -> Lineage:
    shown = await Get(ShownReport, ShowReportRequest(process))
    for text in (shown.process.stdout, shown.process.stderr):
        if text:
            console.print_stderr(text.decode().rstrip())
    return Lineage(exit_code=process.exit_code)


async def _results(targets: Iterable[Target]) -> tuple[TestedProject, ...]:
    products = sorted(t.address for t in targets if is_product(t))
    return tuple(
        await MultiGet(Get(TestedProject, TestedProjectRequest(address)) for address in products)
    )


@goal_rule
async def say_lineage(
    subsystem: LineageSubsystem,
    targets: FilteredTargets,
    all_targets: AllTargets,
    facts: AllFacts,
    root: BuildRoot,
    console: Console,
    workspace: Workspace,
    distdir: DistDir,
) -> Lineage:
    asked = bool(subsystem.upstream or subsystem.downstream)
    named, known = (
        {os.path.basename(t.address.spec_path) for t in each if is_product(t)}
        for each in (targets, all_targets)
    )
    products = () if asked or named == known else tuple(sorted(named))
    if not (asked or named or subsystem.diff):
        console.print_stdout("No product was read: there is none among the targets.")
        return Lineage(exit_code=0)

    document = await Get(LineageDocument, LineageDocumentRequest(facts.parts, products))
    if not document.is_written:
        return await _fail(document.process, console)
    base = None
    if subsystem.diff:
        at_base = await Get(Branch, BaseRequest(subsystem.base, "--lineage-base"))
        if at_base.problem:
            console.print_stderr(at_base.problem)
            return Lineage(exit_code=2)
        before = await Get(BaseFacts, BaseFactsRequest(at_base))
        of_base = await Get(LineageDocument, LineageDocumentRequest(before.parts, products))
        if not of_base.is_written:
            return await _fail(of_base.process, console)
        base = of_base.process.output_digest

    shown = await Get(
        LineageShown,
        LineageShownRequest(
            document,
            subsystem.format,
            tuple(subsystem.upstream),
            tuple(subsystem.downstream),
            base,
        ),
    )
    if shown.process.exit_code != 0:
        return await _fail(shown.process, console)
    # A drawing may be handed on to another program; the map as text says no more than the summary.
    if asked or base is not None or subsystem.format is not LineageFormat.TEXT:
        console.print_stdout(shown.text.decode().rstrip())
    if asked or not named:
        return Lineage(exit_code=0)

    tested = await _results(targets) if subsystem.tested else ()
    for product in tested:
        if not product.ran:
            return await _fail(product.process, console)
    files, report = await MultiGet(
        Get(
            LineageFiles,
            LineageFilesRequest(
                LineageEventsRequest(
                    document,
                    facts.parts,
                    subsystem.namespace,
                    tuple((os.path.basename(p.contracts.folder), p.results) for p in tested),
                    subsystem.schemas and os.path.join(root.path, subsystem.schemas),
                ),
                base,
            ),
        ),
        Get(ShownReport, ShowReportRequest(document.process)),
    )
    if files.failed is not None:
        return await _fail(files.failed, console)
    events = await Get(ShownReport, ShowReportRequest(files.events))
    say = console.print_stdout if subsystem.format is LineageFormat.TEXT else console.print_stderr
    for shown_report in (report, events):
        if text := shown_report.process.stdout.decode().rstrip():
            say(text)
    folder = distdir.relpath / _FOLDER
    workspace.write_digest(files.digest, path_prefix=str(folder))
    for path in (await Get(Snapshot, Digest, files.digest)).files:
        console.print_stderr(f"Wrote {folder / path}")
    return Lineage(exit_code=document.process.exit_code)


def rules() -> Iterable[Rule]:
    return collect_rules()
