"""Lineage made of facts: the document, what is shown of it, its page and its events."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Optional

from pants.engine.fs import Digest
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet

from pants_inseam.contract_index import AllPorts
from pants_inseam.engine import REQUEST, ProcessGet, add_prefix, below, merge, read, request_file
from pants_inseam.facts.of_product import (
    DOCUMENT_GLOBS,
    FactsPart,
    ProductFacts,
    document_facts,
    failed_parts,
    parts_of,
)
from pants_inseam.facts.of_product import OUT as FACTS
from pants_inseam.facts.shared import external_facts
from pants_inseam.inputs.contracts import ProductContracts
from pants_inseam.library import run

_DOCUMENT = "lineage.json"
_PAGE = "index.html"
_EVENTS = "openlineage"
_RESULTS = "_results"
_BASE = "_base"
_SHOWN = "shown"

# Of tests, by the names of products.
Results = Iterable[tuple[str, Digest]]


class LineageFormat(Enum):
    """The names of `inseam.lineage.show`."""

    TEXT = "text"
    JSON = "json"
    DOT = "dot"
    MERMAID = "mermaid"


@dataclass(frozen=True)
class LineageDocument:
    """The process's output is `lineage.json`; its report says what is in it and what is wrong.

    If that is not written, the process is the one that failed. ``facts`` is what it is made from.
    """

    process: FallibleProcessResult
    facts: Digest
    is_written: bool


async def lineage_document(
    parts: Iterable[FactsPart], products: Iterable[str] = ()
) -> LineageDocument:
    """Of ``products``, by the names of their folders; of all if there are none."""
    parts = tuple(parts)
    facts = await merge(dict.fromkeys(part.digest for part in parts))
    if failed := failed_parts(parts):
        return LineageDocument(failed[0], facts, is_written=False)
    process = await run(
        module="inseam.lineage",
        argv=(FACTS, _DOCUMENT, *products),
        digest=facts,
        output_files=(_DOCUMENT,),
        description="Stitch the lineage of data products",
    )
    return LineageDocument(process, facts, is_written=process.exit_code in (0, 1))


async def product_lineage(facts: ProductFacts, contracts: ProductContracts) -> LineageDocument:
    """What a product is made from, down to the contracts that it reads.

    Of the products whose ports it reads the documents alone are known, as in its test.
    """
    by_file = (await Get(AllPorts)).providers
    folders = sorted({by_file[file].spec_path for file in contracts.read if file in by_file})
    external = [file for file in contracts.read if file not in by_file]
    digests = await MultiGet(
        read(globs)
        for globs in (
            *(below(folder, DOCUMENT_GLOBS) for folder in folders),
            *((file,) for file in external),
        )
    )
    beside = await MultiGet(
        [
            *(document_facts(folder, digest) for folder, digest in zip(folders, digests)),
            *(external_facts(file, d) for file, d in zip(external, digests[len(folders) :])),
        ]
    )
    product = os.path.basename(contracts.folder)
    return await lineage_document((facts.documents, facts.dbt, *parts_of(beside)), (product,))


async def show_lineage(
    document: LineageDocument,
    format: LineageFormat,
    upstream: Iterable[str],
    downstream: Iterable[str],
    base: Optional[Digest],
) -> FallibleProcessResult:
    """Its output is for the reader, its report says what there is not. With a ``base``, the output
    has what is added and removed since."""
    content = {
        "version": 1,
        "form": format.value,
        "upstream": list(upstream),
        "downstream": list(downstream),
    }
    inputs = [await request_file(content), document.process.output_digest]
    argv = [REQUEST, _DOCUMENT, _SHOWN]
    if base is not None:
        inputs.append(await add_prefix(base, _BASE))
        argv.append(f"{_BASE}/{_DOCUMENT}")
    return await run(
        module="inseam.lineage.show",
        argv=argv,
        digest=await merge(inputs),
        output_files=(_SHOWN,),
        description="Show lineage",
    )


async def _with_results(document: LineageDocument, results: Results) -> Digest:
    laid_out = await MultiGet(
        add_prefix(digest, f"{_RESULTS}/{product}") for product, digest in results
    )
    return await merge((document.process.output_digest, *laid_out))


def _write_events(
    inputs: Digest, results: Results, namespace: str, time: str, schemas: Optional[str]
) -> ProcessGet:
    return run(
        module="inseam.lineage.openlineage.__main__",
        argv=(
            *(_DOCUMENT, FACTS, _EVENTS),
            *(f"--results={_RESULTS}/{product}" for product, _ in results),
            *(() if schemas is None else (f"--schemas={schemas}",)),
            f"--namespace={namespace}",
            # As models do, the events of a design take this for the time.
            f"--time={time}",
        ),
        digest=inputs,
        output_directories=(_EVENTS,),
        description="Write the events of lineage",
        # Nobody knows when a folder outside of the repository changes.
        is_cached=schemas is None,
    )


async def lineage_events(
    document: LineageDocument, results: Results, namespace: str, time: str
) -> FallibleProcessResult:
    """The output is the folder `openlineage`; the report says how many there are."""
    inputs = await merge((document.facts, await _with_results(document, results)))
    return await _write_events(inputs, results, namespace, time, None)


async def lineage_files(
    document: LineageDocument,
    base: Optional[Digest],
    results: Results,
    namespace: str,
    time: str,
    schemas: Optional[str],
) -> tuple[FallibleProcessResult, FallibleProcessResult]:
    """The processes that make the page and the events.

    ``schemas`` is a folder anywhere on this machine, with the schemas that events are validated
    with.
    """
    results = tuple(results)
    inputs = of_page = await _with_results(document, results)
    argv = [_DOCUMENT, _PAGE]
    if base is not None:
        of_page = await merge((inputs, await add_prefix(base, _BASE)))
        argv += ["--base", f"{_BASE}/{_DOCUMENT}"]
    if results:
        argv.append(f"--results={_RESULTS}")
    of_events = await merge((inputs, document.facts))
    return await MultiGet(
        run(
            module="inseam.lineage.page.__main__",
            argv=argv,
            digest=of_page,
            output_files=(_PAGE,),
            description="Draw the lineage page",
        ),
        _write_events(of_events, results, namespace, time, schemas),
    )
