"""The facts of what a change may concern, here and at the base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import Digest, PathGlobs
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule

from pants_inseam.base_facts import BaseProductRequest
from pants_inseam.base_tree import BaseGlobs
from pants_inseam.concerned_products import ConcernedProducts
from pants_inseam.facts import FactsOfFolders, FactsOfFoldersRequest
from pants_inseam.facts_processes import FactsPart, ProductFacts
from pants_inseam.git_base import Branch
from pants_inseam.shared_facts import ContractFactsRequest, stem


@dataclass(frozen=True)
class ConcernedFactsRequest:
    branch: Branch
    concerned: ConcernedProducts


@dataclass(frozen=True)
class ConcernedFacts:
    """Of the products that are concerned, and of other systems' contracts that have changed."""

    here: tuple[FactsPart, ...]
    base: tuple[FactsPart, ...]


@rule
async def read_concerned(request: ConcernedFactsRequest) -> ConcernedFacts:
    concerned, tree = request.concerned, request.branch.tree
    here, base = (
        sorted(request.branch.paths.intersection(side.external))
        for side in (concerned.here, concerned.base)
    )
    digests = (
        *await MultiGet(Get(Digest, PathGlobs([path])) for path in here),
        *await MultiGet(Get(Digest, BaseGlobs(tree, (path,))) for path in base),
    )
    contracts = await MultiGet(
        Get(FactsPart, ContractFactsRequest("external", stem(path), (path,), digest))
        for path, digest in zip((*here, *base), digests)
    )
    products_here = await Get(FactsOfFolders, FactsOfFoldersRequest(concerned.folders))
    products_at_base = await MultiGet(
        Get(ProductFacts, BaseProductRequest(folder, tree, concerned.base))
        for folder in concerned.base.products
        if folder in concerned.folders
    )
    return ConcernedFacts(
        here=(*products_here.parts, *contracts[: len(here)]),
        base=(
            *(part for product in products_at_base for part in (product.documents, product.dbt)),
            *contracts[len(here) :],
        ),
    )


def rules() -> Iterable[Rule]:
    return collect_rules()
