"""`lineage`: where each column comes from, and who uses it, across products."""

from __future__ import annotations

import os.path

from pants.base.build_root import BuildRoot
from pants.core.util_rules.distdir import DistDir
from pants.engine.console import Console
from pants.engine.fs import Workspace
from pants.engine.goal import GoalSubsystem
from pants.engine.rules import Get, MultiGet, goal_rule
from pants.engine.target import AllTargets, FilteredTargets
from pants.option.option_types import BoolOption, EnumOption, StrListOption, StrOption
from pants.util.strutil import softwrap

from pants_inseam.data_products import DataProducts
from pants_inseam.engine import files_of, merge
from pants_inseam.facts.lineage import LineageFormat, lineage_document, lineage_files, show_lineage
from pants_inseam.facts.of_change import BaseFacts
from pants_inseam.facts.shared import AllFacts
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.goals.library_goal import LibraryGoal, product_folders, say_answer, say_why_not
from pants_inseam.inputs.rows import TestedProject, TestedProjectRequest
from pants_inseam.reports import show
from pants_inseam.target_types import is_product

_FOLDER = "lineage"


class LineageSubsystem(GoalSubsystem):
    name = "lineage"
    help = softwrap("""
        Show where the columns of data products come from and who uses them, column by column, from
        the contract of the system outside to the last consumer. No SQL runs for it.

        Writes to `dist/lineage`, of the targets' products, all that they are made from and all that
        is made of them: `lineage.json`, the page `index.html` to look at it, and OpenLineage's
        events. What cannot be followed is listed with its reason, and personal data that reaches a
        port's column without a classification is an error.

        `--lineage-upstream` and `--lineage-downstream` show a column of the whole repository, and
        write nothing.""")

    format = EnumOption(
        default=LineageFormat.TEXT,
        help=softwrap("""
            How lineage is shown: `text` as a tree, `dot` for Graphviz, `mermaid` for a comment on
            GitHub, `json` as in `lineage.json`. (`--inseam-format` is for findings.)"""),
    )
    upstream = StrListOption(
        help=softwrap("""
            Columns to show the origin of: `<contract id>.<object>.<column>`, or of a model
            `<product>/<model>.<column>`.""")
    )
    downstream = StrListOption(
        help="Columns to show what is made of them; written as for `--lineage-upstream`."
    )
    diff = BoolOption(
        default=False,
        help=softwrap("""
            Show which edges between columns the branch adds and removes; of the targets, or of the
            whole repository without any. The page shows it too."""),
    )
    base = StrOption(
        default="origin/main",
        help="What `--lineage-diff` compares with: the branch into which you will merge yours.",
    )
    namespace = StrOption(
        default="duckdb://local",
        help=softwrap("""
            What the events call the place where the data is, the same on every machine:
            `duckdb://acme-ci`, `databricks://<host>`."""),
    )
    tested = BoolOption(
        default=False,
        help=softwrap("""
            Test the targets' products, or take the cached results: the events then report each
            run, and the page each contract check."""),
    )
    schemas = StrOption(
        default=None,
        help=softwrap("""
            A folder with OpenLineage's JSON schemas, from the repository's root if it is relative.
            Every event, and every facet in one, is validated with the schema that it names."""),
    )


class Lineage(LibraryGoal):
    subsystem_cls = LineageSubsystem


@goal_rule
async def say_lineage(
    subsystem: LineageSubsystem,
    targets: FilteredTargets,
    all_targets: AllTargets,
    facts: AllFacts,
    data_products: DataProducts,
    root: BuildRoot,
    console: Console,
    workspace: Workspace,
    distdir: DistDir,
) -> Lineage:
    asked = bool(subsystem.upstream or subsystem.downstream)
    named, known = product_folders(targets), product_folders(all_targets)
    products = () if asked or named == known else tuple(map(os.path.basename, named))
    if not (asked or named or subsystem.diff):
        console.print_stdout("No product was read: there is none among the targets.")
        return Lineage(exit_code=0)

    document = await lineage_document(facts.parts, products)
    if not document.is_written:
        return Lineage(exit_code=await say_why_not([document.process], console))
    base = None
    if subsystem.diff:
        at_base = await Get(Branch, BaseRequest(subsystem.base, "--lineage-base"))
        if at_base.problem:
            console.print_stderr(at_base.problem)
            return Lineage(exit_code=2)
        before = await Get(BaseFacts, Branch, at_base)
        of_base = await lineage_document(before.parts, products)
        if not of_base.is_written:
            return Lineage(exit_code=await say_why_not([of_base.process], console))
        base = of_base.process.output_digest

    shown = await show_lineage(
        document, subsystem.format, subsystem.upstream, subsystem.downstream, base
    )
    if shown.exit_code != 0:
        return Lineage(exit_code=await say_why_not([shown], console))
    # A drawing may be handed on to another program; the map as text says no more than the summary.
    if asked or base is not None or subsystem.format is not LineageFormat.TEXT:
        await say_answer(shown, console)
    if asked or not named:
        return Lineage(exit_code=0)

    tested = await MultiGet(
        Get(TestedProject, TestedProjectRequest(address))
        for address in sorted(t.address for t in targets if subsystem.tested and is_product(t))
    )
    for product in tested:
        if not product.ran:
            return Lineage(exit_code=await say_why_not([product.process], console))
    page, events = await lineage_files(
        document,
        base,
        [(os.path.basename(product.contracts.folder), product.results) for product in tested],
        subsystem.namespace,
        data_products.as_of,
        subsystem.schemas and os.path.join(root.path, subsystem.schemas),
    )
    for process in (page, events):
        if process.exit_code != 0:
            return Lineage(exit_code=await say_why_not([process], console))
    reports = await MultiGet(show(process) for process in (document.process, events))
    tell = console.print_stdout if subsystem.format is LineageFormat.TEXT else console.print_stderr
    for report in reports:
        if text := report.stdout.decode().rstrip():
            tell(text)
    folder = distdir.relpath / _FOLDER
    files = await merge(p.output_digest for p in (document.process, page, events))
    workspace.write_digest(files, path_prefix=str(folder))
    for path in (await files_of(files)).files:
        console.print_stderr(f"Wrote {folder / path}")
    return Lineage(exit_code=document.process.exit_code)
