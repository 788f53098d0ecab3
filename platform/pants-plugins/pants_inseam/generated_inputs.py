"""The rows that a generator makes for the contracts which name one.

A process for each such contract, on its canonical form: it is repeated when what the contract asks
for changes, and never by the products that read the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from pants.engine.fs import EMPTY_DIGEST, Digest, DigestContents, MergeDigests, PathGlobs
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.util.frozendict import FrozenDict

from pants_inseam.canonical_contracts import CanonicalContract, CanonicalContractRequest
from pants_inseam.library import Inseam, LibraryProcess

_FOLDER = "_generated"
# A contract without this word names no generator. What it says otherwise is for the library.
_MARK = b'"testDataGenerator"'


@dataclass(frozen=True)
class GeneratedTablesRequest:
    contract: str


@dataclass(frozen=True)
class GeneratedTables:
    """``folder`` lies in the digest, and is absent without a generator, or where it failed."""

    digest: Digest
    folder: Optional[str]
    failed: Optional[FallibleProcessResult]


@dataclass(frozen=True)
class GeneratedInputsRequest:
    contracts: tuple[str, ...]


@dataclass(frozen=True)
class GeneratedInputs:
    """The folders by the files of the contracts, and the processes that failed."""

    digest: Digest
    folders: FrozenDict[str, str]
    failed: tuple[FallibleProcessResult, ...]


@rule
async def generate_tables(request: GeneratedTablesRequest, inseam: Inseam) -> GeneratedTables:
    file = request.contract
    contract = await Get(CanonicalContract, CanonicalContractRequest(file))
    if contract.process.exit_code != 0:
        return GeneratedTables(EMPTY_DIGEST, None, None)
    contents = await Get(DigestContents, Digest, contract.process.output_digest)
    if not any(_MARK in entry.content for entry in contents):
        return GeneratedTables(EMPTY_DIGEST, None, None)
    folder = f"{_FOLDER}/{file}"

    def process(form: str, form_digest: Digest) -> LibraryProcess:
        return LibraryProcess(
            module="inseam.testing.tpcds",
            argv=(file, form, folder),
            resolve=inseam.tool_resolve,
            input_digest=form_digest,
            output_directories=(folder,),
            description=f"Generate the rows of {file}",
        )

    generated = await Get(
        FallibleProcessResult,
        LibraryProcess,
        process(contract.canonical, contract.process.output_digest),
    )
    if generated.exit_code == 0:
        return GeneratedTables(generated.output_digest, folder, None)
    # Once more for its findings, on the file itself, which has the lines.
    source = await Get(Digest, PathGlobs([file]))
    failed = await Get(FallibleProcessResult, LibraryProcess, process(file, source))
    return GeneratedTables(EMPTY_DIGEST, None, failed)


@rule
async def generate_inputs(request: GeneratedInputsRequest) -> GeneratedInputs:
    tables = await MultiGet(
        Get(GeneratedTables, GeneratedTablesRequest(file)) for file in request.contracts
    )
    return GeneratedInputs(
        await Get(Digest, MergeDigests(entry.digest for entry in tables)),
        FrozenDict(
            {
                file: entry.folder
                for file, entry in zip(request.contracts, tables)
                if entry.folder is not None
            }
        ),
        tuple(entry.failed for entry in tables if entry.failed is not None),
    )


def rules() -> Iterable[Rule]:
    return collect_rules()
