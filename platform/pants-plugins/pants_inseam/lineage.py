"""`lineage`: where each column comes from, and who uses it, across products."""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

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
from pants_inseam.facts import AllFacts
from pants_inseam.facts_processes import OUT as FACTS
from pants_inseam.facts_processes import FactsPart
from pants_inseam.git_base import BaseRequest, Branch
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.target_types import is_product

_DOCUMENT = "lineage.json"
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

        Writes `dist/lineage/lineage.json`: the targets' products, all that they are made from and
        all that is made of them. What cannot be followed is listed with its reason, and personal
        data that reaches a port's column without a classification is an error.

        With `--lineage-upstream`, `--lineage-downstream` or `--lineage-diff` it shows what they
        ask for, of the whole repository, and writes nothing.
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
        help="Show which edges between columns the branch adds and removes.",
    )
    base = StrOption(
        default="origin/main",
        help="What `--lineage-diff` compares with: the branch that yours is to be merged into.",
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
    base: Digest | None = None


@dataclass(frozen=True)
class LineageShown:
    """``text`` is for the reader; the process has a report for what there is not."""

    process: FallibleProcessResult
    text: bytes


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


async def _fail(process: FallibleProcessResult, console: Console) -> Lineage:
    shown = await Get(ShownReport, ShowReportRequest(process))
    for text in (shown.process.stdout, shown.process.stderr):
        if text:
            console.print_stderr(text.decode().rstrip())
    return Lineage(exit_code=process.exit_code)


async def _show(
    subsystem: LineageSubsystem, document: LineageDocument, console: Console
) -> Lineage:
    if not document.is_written:
        return await _fail(document.process, console)
    base = None
    if subsystem.diff:
        at_base = await Get(Branch, BaseRequest(subsystem.base, "--lineage-base"))
        if at_base.problem:
            console.print_stderr(at_base.problem)
            return Lineage(exit_code=2)
        facts = await Get(BaseFacts, BaseFactsRequest(at_base))
        before = await Get(LineageDocument, LineageDocumentRequest(facts.parts))
        if not before.is_written:
            return await _fail(before.process, console)
        base = before.process.output_digest
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
    console.print_stdout(shown.text.decode().rstrip())
    return Lineage(exit_code=0)


async def _write(
    subsystem: LineageSubsystem,
    document: LineageDocument,
    console: Console,
    workspace: Workspace,
    distdir: DistDir,
) -> Lineage:
    if not document.is_written:
        return await _fail(document.process, console)
    report, map_, written = await MultiGet(
        Get(ShownReport, ShowReportRequest(document.process)),
        Get(LineageShown, LineageShownRequest(document, subsystem.format)),
        Get(Snapshot, Digest, document.process.output_digest),
    )
    folder = distdir.relpath / _FOLDER
    workspace.write_digest(written.digest, path_prefix=str(folder))
    # Who asks for a drawing may hand it on to another program.
    said = report.process.stdout.decode().rstrip()
    if subsystem.format is LineageFormat.TEXT:
        console.print_stdout(said)
    else:
        console.print_stdout(map_.text.decode().rstrip())
        console.print_stderr(said)
    for path in written.files:
        console.print_stderr(f"Wrote {folder / path}")
    return Lineage(exit_code=document.process.exit_code)


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
    if asked or subsystem.diff:
        document = await Get(LineageDocument, LineageDocumentRequest(facts.parts))
        return await _show(subsystem, document, console)
    named, known = (
        {os.path.basename(t.address.spec_path) for t in each if is_product(t)}
        for each in (targets, all_targets)
    )
    if not named:
        console.print_stdout("No product was looked at: there is none among the targets.")
        return Lineage(exit_code=0)
    document = await Get(
        LineageDocument,
        LineageDocumentRequest(facts.parts, () if named == known else tuple(sorted(named))),
    )
    return await _write(subsystem, document, console, workspace, distdir)


def rules() -> Iterable[Rule]:
    return collect_rules()
