"""Contracts in canonical form: what a test may depend on, without the wording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import Digest, PathGlobs
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, Rule, collect_rules, rule

from pants_inseam.library import Inseam, LibraryProcess

FOLDER = "_contracts"


@dataclass(frozen=True)
class CanonicalContractRequest:
    path: str


@dataclass(frozen=True)
class ContractFile:
    """A contract wherever it is from: here as it is, or as it was at another commit."""

    path: str
    digest: Digest


@dataclass(frozen=True)
class CanonicalContract:
    """`canonical` is where the form lies in the process's output; absent if `process` failed."""

    file: str
    canonical: str
    process: FallibleProcessResult


@rule
async def make_canonical_here(request: CanonicalContractRequest) -> CanonicalContract:
    digest = await Get(Digest, PathGlobs([request.path]))
    return await Get(CanonicalContract, ContractFile(request.path, digest))


@rule
async def make_canonical(request: ContractFile, inseam: Inseam) -> CanonicalContract:
    target = f"{FOLDER}/{request.path}.json"
    process = await Get(
        FallibleProcessResult,
        LibraryProcess(
            module="inseam.odcs.canonical",
            argv=(request.path, target),
            resolve=inseam.tool_resolve,
            input_digest=request.digest,
            output_files=(target,),
            description=f"Read {request.path}",
        ),
    )
    return CanonicalContract(request.path, target, process)


def rules() -> Iterable[Rule]:
    return collect_rules()
