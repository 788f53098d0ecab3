"""The processes of `lineage`: the document, what is shown of it, and the files made of it."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Optional

from pants.engine.fs import (
    AddPrefix,
    CreateDigest,
    Digest,
    DigestContents,
    MergeDigests,
)
from pants.engine.process import FallibleProcessResult, ProcessCacheScope
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule

from pants_inseam.data_products import DataProducts
from pants_inseam.facts_processes import OUT as FACTS
from pants_inseam.facts_processes import FactsPart
from pants_inseam.library import Inseam, LibraryProcess
from pants_inseam.request_file import REQUEST, request_file

_DOCUMENT = "lineage.json"
_PAGE = "index.html"
_EVENTS = "openlineage"
_RESULTS = "_results"
_BASE = "_base"
_SHOWN = "shown"


class LineageFormat(Enum):
    """The names of `inseam.lineage.show`."""

    TEXT = "text"
    JSON = "json"
    DOT = "dot"
    MERMAID = "mermaid"


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
class LineageEventsRequest:
    """The events of a document, of the facts that it is made from, and of ``results``.

    These are of tests, by products' names. ``schemas`` is a folder anywhere on this machine, with
    the schemas that events are validated with.
    """

    document: LineageDocument
    facts: tuple[FactsPart, ...]
    namespace: str
    results: tuple[tuple[str, Digest], ...] = ()
    schemas: Optional[str] = None


@dataclass(frozen=True)
class LineageEvents:
    """The process's output is the folder `openlineage`; its report says how many there are."""

    process: FallibleProcessResult


@dataclass(frozen=True)
class LineageFilesRequest:
    """What is made of a document, its base and its events."""

    events: LineageEventsRequest
    base: Optional[Digest] = None


@dataclass(frozen=True)
class LineageFiles:
    """``digest`` is for `dist`. ``failed`` is a process that found something wrong, if there is
    one; ``events`` says how many there are."""

    digest: Digest
    events: FallibleProcessResult
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
        await Get(Digest, CreateDigest, request_file(content)),
        request.document.process.output_digest,
    ]
    argv = [REQUEST, _DOCUMENT, _SHOWN]
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


async def _laid_out(results: Iterable[tuple[str, Digest]]) -> Digest:
    return await Get(
        Digest,
        MergeDigests(
            await MultiGet(
                Get(Digest, AddPrefix(digest, os.path.join(_RESULTS, product)))
                for product, digest in results
            )
        ),
    )


@rule
async def make_events(
    request: LineageEventsRequest, inseam: Inseam, data_products: DataProducts
) -> LineageEvents:
    argv = [_DOCUMENT, FACTS, _EVENTS]
    folders = (os.path.join(_RESULTS, product) for product, _ in request.results)
    argv += [f"--results={folder}" for folder in folders]
    if request.schemas is not None:
        argv.append(f"--schemas={request.schemas}")
    inputs = [request.document.process.output_digest, await _laid_out(request.results)]
    inputs += dict.fromkeys(part.digest for part in request.facts)
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.lineage.openlineage.__main__",
            argv=(
                *argv,
                f"--namespace={request.namespace}",
                # As models do, the events of a design take this for the time.
                f"--time={data_products.as_of}",
            ),
            resolve=inseam.tool_resolve,
            input_digest=await Get(Digest, MergeDigests(inputs)),
            output_directories=(_EVENTS,),
            description="Write the events of lineage",
            # Nobody knows when a folder outside of the repository changes.
            cache_scope=(
                ProcessCacheScope.SUCCESSFUL
                if request.schemas is None
                else ProcessCacheScope.PER_SESSION
            ),
        ),
    )
    return LineageEvents(process)


@rule
async def make_files(request: LineageFilesRequest, inseam: Inseam) -> LineageFiles:
    document = request.events.document.process.output_digest
    inputs = [document, await _laid_out(request.events.results)]
    argv = [_DOCUMENT, _PAGE]
    if request.base is not None:
        inputs.append(await Get(Digest, AddPrefix(request.base, _BASE)))
        argv += ["--base", os.path.join(_BASE, _DOCUMENT)]
    if request.events.results:
        argv.append(f"--results={_RESULTS}")
    of_page = await Get(Digest, MergeDigests(inputs))
    page, events = await MultiGet(
        Get(
            FallibleProcessResult,
            LibraryProcess(
                module="inseam.lineage.page.__main__",
                argv=tuple(argv),
                resolve=inseam.tool_resolve,
                input_digest=of_page,
                output_files=(_PAGE,),
                description="Draw the lineage page",
            ),
        ),
        Get(LineageEvents, LineageEventsRequest, request.events),
    )
    failed = [process for process in (page, events.process) if process.exit_code != 0]
    digests = (document, page.output_digest, events.process.output_digest)
    return LineageFiles(
        await Get(Digest, MergeDigests(digests)), events.process, failed[0] if failed else None
    )


def rules() -> Iterable[Rule]:
    return collect_rules()
