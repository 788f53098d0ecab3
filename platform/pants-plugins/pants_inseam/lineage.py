"""`lineage`: where each column comes from, and who uses it, across products."""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Optional

from pants.core.util_rules.distdir import DistDir
from pants.engine.console import Console
from pants.engine.fs import (
    AddPrefix,
    CreateDigest,
    Digest,
    DigestContents,
    FileContent,
    MergeDigests,
    Snapshot,
    Workspace,
)
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, goal_rule, rule
from pants.engine.target import AllTargets, FilteredTargets
from pants.option.option_types import BoolOption, EnumOption, StrListOption, StrOption
from pants.util.strutil import softwrap

from pants_inseam.base_facts import BaseFacts, BaseFactsRequest
from pants_inseam.data_products import DataProducts
from pants_inseam.facts import AllFacts
from pants_inseam.facts_processes import OUT as FACTS
from pants_inseam.facts_processes import FactsPart
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.target_types import is_product

_DOCUMENT = "lineage.json"
_PAGE = "index.html"
_EVENTS = "openlineage"
_BASE = "_base"
_REQUEST = "_request.json"
_SHOWN = "shown"
_FOLDER = "lineage"


class LineageFormat(Enum):
    """The names of `inseam.lineage.show`."""

    TEXT = "text"
    JSON = "json"
    DOT = "dot"
    MERMAID = "mermaid"


class LineageSubsystem(GoalSubsystem):
    name = "lineage"
    help = softwrap(
        """
        Say where the columns of data products come from and who uses them, column by column, from
        the contract of the system outside to the last consumer. Nothing is run for it.

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
            GitHub, `json` as in `lineage.json`. (`--inseam-format` is for what is wrong.)
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
        help="What `--lineage-diff` compares with: the branch that yours is to be merged into.",
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


class Lineage(Goal):
    subsystem_cls = LineageSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@dataclass(frozen=True)
class LineageDocumentRequest:
    """Of ``products``, by the names of their folders; of all if there are none."""

    facts: tuple[FactsPart, ...]
    products: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineageDocument:
    """The process's output is `lineage.json`; its report says what is in it and what is wrong.

    If that is not written, the process is the one that failed.
    """

    process: FallibleProcessResult
    is_written: bool


@dataclass(frozen=True)
class LineageShownRequest:
    """With a ``base``, what is added and removed since."""

    document: LineageDocument
    format: LineageFormat
    upstream: tuple[str, ...] = ()
    downstream: tuple[str, ...] = ()
    base: Optional[Digest] = None


@dataclass(frozen=True)
class LineageShown:
    """``text`` is for the reader; the process has a report for what there is not."""

    process: FallibleProcessResult
    text: bytes


@dataclass(frozen=True)
class LineageFilesRequest:
    """What is made of a document, its base and the facts that it is made from."""

    document: LineageDocument
    facts: tuple[FactsPart, ...]
    namespace: str
    base: Optional[Digest] = None


@dataclass(frozen=True)
class LineageFiles:
    """``failed`` is a process that made nothing, if there is one; ``digest`` is for `dist`."""

    digest: Digest
    failed: Optional[FallibleProcessResult] = None


@rule
async def make_document(request: LineageDocumentRequest, inseam: Inseam) -> LineageDocument:
    failed = [part.process for part in request.facts if part.process.exit_code != 0]
    if failed:
        return LineageDocument(failed[0], is_written=False)
    facts = dict.fromkeys(part.digest for part in request.facts)
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.lineage",
            argv=(FACTS, _DOCUMENT, *request.products),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests(facts)),
            output_files=(_DOCUMENT,),
            description="Stitch the lineage of data products",
        ),
    )
    return LineageDocument(process, is_written=process.exit_code in (0, 1))


@rule
async def show_document(request: LineageShownRequest, inseam: Inseam) -> LineageShown:
    content = {
        "version": 1,
        "form": request.format.value,
        "upstream": list(request.upstream),
        "downstream": list(request.downstream),
    }
    inputs = [
        await Get(Digest, CreateDigest([FileContent(_REQUEST, json.dumps(content).encode())])),
        request.document.process.output_digest,
    ]
    argv = [_REQUEST, _DOCUMENT, _SHOWN]
    if request.base is not None:
        inputs.append(await Get(Digest, AddPrefix(request.base, _BASE)))
        argv.append(os.path.join(_BASE, _DOCUMENT))
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.lineage.show",
            argv=tuple(argv),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests(inputs)),
            output_files=(_SHOWN,),
            description="Show lineage",
        ),
    )
    written = await Get(DigestContents, Digest, process.output_digest)
    return LineageShown(process, b"".join(file.content for file in written))


@rule
async def make_files(
    request: LineageFilesRequest, inseam: Inseam, data_products: DataProducts
) -> LineageFiles:
    document = request.document.process.output_digest
    inputs, compared = [document], []
    if request.base is not None:
        inputs.append(await Get(Digest, AddPrefix(request.base, _BASE)))
        compared = ["--base", os.path.join(_BASE, _DOCUMENT)]
    facts = dict.fromkeys(part.digest for part in request.facts)
    with_base, with_facts = await MultiGet(
        Get(Digest, MergeDigests(inputs)), Get(Digest, MergeDigests((document, *facts)))
    )
    page, events = await MultiGet(
        Get(
            FallibleProcessResult,
            LibraryProcess(
                module="inseam.lineage.page.__main__",
                argv=(_DOCUMENT, _PAGE, *compared),
                resolve=inseam.tool_resolve,
                input_digest=with_base,
                output_files=(_PAGE,),
                description="Draw the lineage page",
            ),
        ),
        Get(
            FallibleProcessResult,
            LibraryProcess(
                module="inseam.lineage.openlineage.__main__",
                argv=(
                    *(_DOCUMENT, FACTS, _EVENTS),
                    f"--namespace={request.namespace}",
                    # As models do, the events of a design take this for the time.
                    f"--time={data_products.as_of}",
                ),
                resolve=inseam.tool_resolve,
                input_digest=with_facts,
                output_directories=(_EVENTS,),
                description="Write the events of lineage",
            ),
        ),
    )
    failed = [process for process in (page, events) if process.exit_code != 0]
    digests = (document, page.output_digest, events.output_digest)
    return LineageFiles(await Get(Digest, MergeDigests(digests)), failed[0] if failed else None)


async def _fail(process: FallibleProcessResult, console: Console) -> Lineage:
    shown = await Get(ShownReport, ShowReportRequest(process))
    for text in (shown.process.stdout, shown.process.stderr):
        if text:
            console.print_stderr(text.decode().rstrip())
    return Lineage(exit_code=process.exit_code)


@goal_rule
async def say_lineage(
    subsystem: LineageSubsystem,
    targets: FilteredTargets,
    all_targets: AllTargets,
    facts: AllFacts,
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
        console.print_stdout("No product was looked at: there is none among the targets.")
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

    files, report = await MultiGet(
        Get(
            LineageFiles,
            LineageFilesRequest(document, facts.parts, subsystem.namespace, base),
        ),
        Get(ShownReport, ShowReportRequest(document.process)),
    )
    if files.failed is not None:
        return await _fail(files.failed, console)
    say = console.print_stdout if subsystem.format is LineageFormat.TEXT else console.print_stderr
    say(report.process.stdout.decode().rstrip())
    folder = distdir.relpath / _FOLDER
    workspace.write_digest(files.digest, path_prefix=str(folder))
    for path in (await Get(Snapshot, Digest, files.digest)).files:
        console.print_stderr(f"Wrote {folder / path}")
    return Lineage(exit_code=document.process.exit_code)


def rules() -> Iterable[Rule]:
    return collect_rules()
