"""The facts of a branch and of its base, as a process finds them that compares the two."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import AddPrefix, Digest, MergeDigests
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule

from pants_inseam.facts_processes import FactsPart


@dataclass(frozen=True)
class ComparedFactsRequest:
    """``folder`` is where they are to lie."""

    here: tuple[FactsPart, ...]
    base: tuple[FactsPart, ...]
    folder: str


@dataclass(frozen=True)
class ComparedFacts:
    """In ``both`` below the folder what is the same, in ``base`` and ``head`` what differs.

    Of a thousand products nearly all is the same, and is given once.
    """

    digest: Digest


@rule
async def lay_out(request: ComparedFactsRequest) -> ComparedFacts:
    of_here = dict.fromkeys(part.digest for part in request.here)
    of_base = dict.fromkeys(part.digest for part in request.base)
    sides = {
        "both": [digest for digest in of_here if digest in of_base],
        "base": [digest for digest in of_base if digest not in of_here],
        "head": [digest for digest in of_here if digest not in of_base],
    }
    merged = await MultiGet(Get(Digest, MergeDigests(digests)) for digests in sides.values())
    placed = await MultiGet(
        Get(Digest, AddPrefix(digest, os.path.join(request.folder, side)))
        for side, digest in zip(sides, merged)
    )
    return ComparedFacts(await Get(Digest, MergeDigests(placed)))


def rules() -> Iterable[Rule]:
    return collect_rules()
