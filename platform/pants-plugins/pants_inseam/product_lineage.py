"""The lineage of one product: what it is made from, down to the contracts that it reads.

Of the products whose ports it reads the documents alone are known, as in its test.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass

from pants.engine.fs import Digest, PathGlobs
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule

from pants_inseam.contract_providers import ContractProviders
from pants_inseam.facts_processes import (
    DOCUMENT_GLOBS,
    DocumentFactsRequest,
    FactsPart,
    ProductFacts,
)
from pants_inseam.lineage_processes import LineageDocument, LineageDocumentRequest
from pants_inseam.product_contracts import ProductContracts
from pants_inseam.shared_facts import ContractFactsRequest, stem


@dataclass(frozen=True)
class ProductLineageRequest:
    """``facts`` and ``contracts`` are of the same product."""

    facts: ProductFacts
    contracts: ProductContracts


@dataclass(frozen=True)
class ProductLineage:
    """``facts`` are those that the document is made from."""

    document: LineageDocument
    facts: tuple[FactsPart, ...]


def documents_of(folder: str) -> list[str]:
    """The globs of a product's documents."""
    return [os.path.join(folder, glob) for glob in DOCUMENT_GLOBS]


@rule
async def make_product_lineage(
    request: ProductLineageRequest, providers: ContractProviders
) -> ProductLineage:
    read = request.contracts.read
    folders = sorted({providers.by_file[f].spec_path for f in read if f in providers.by_file})
    external = [file for file in read if file not in providers.by_file]
    documents = await MultiGet(Get(Digest, PathGlobs(documents_of(folder))) for folder in folders)
    contracts = await MultiGet(Get(Digest, PathGlobs([file])) for file in external)
    of_products = await MultiGet(
        Get(FactsPart, DocumentFactsRequest(folder, digest))
        for folder, digest in zip(folders, documents)
    )
    of_systems = await MultiGet(
        Get(FactsPart, ContractFactsRequest("external", stem(file), (file,), digest))
        for file, digest in zip(external, contracts)
    )
    facts = (request.facts.documents, request.facts.dbt, *of_products, *of_systems)
    product = os.path.basename(request.contracts.folder)
    document = await Get(LineageDocument, LineageDocumentRequest(facts, (product,)))
    return ProductLineage(document, facts)


def rules() -> Iterable[Rule]:
    return collect_rules()
