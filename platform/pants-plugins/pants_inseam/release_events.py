"""What `release` tells a marketplace of its runs, when readers have been switched.

A process of its own sends the events: it runs nothing of a product, and it alone gets the key.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from pants.engine.env_vars import EnvironmentVars, EnvironmentVarsRequest
from pants.engine.fs import AddPrefix, Digest, MergeDigests
from pants.engine.process import InteractiveProcess
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import Target

from pants_inseam.data_products import DataProducts
from pants_inseam.environment_runs import EnvironmentRun, EnvironmentRunRequest, environment_run
from pants_inseam.facts_processes import ProductFacts, ProductFactsRequest
from pants_inseam.product_contracts import ProductContracts, ProductContractsRequest
from pants_inseam.product_lineage import ProductLineage, ProductLineageRequest
from pants_inseam.repositories import (
    ProductRepositoriesField,
    Repository,
    configured,
    products_of,
)
from pants_inseam.target_types import DbtProjectDependenciesField, DbtProjectSourcesField

_LINEAGE = "_lineage"


@dataclass(frozen=True)
class ReleaseEventsRequest:
    """Of products, by their `dbt_project` targets. ``only`` says that nothing is released in this
    call. ``wait`` is in seconds."""

    products: tuple[Target, ...]
    environment: str
    only: bool
    wait: int


@dataclass(frozen=True)
class ReleaseEvents:
    """``process`` is None where nobody is to receive any; ``why_not`` says why."""

    process: Optional[InteractiveProcess]
    why_not: str = ""


@dataclass(frozen=True)
class DescribedProductRequest:
    product: Target


@dataclass(frozen=True)
class DescribedProduct:
    """``digest`` has the product's lineage in `_lineage/<name>`; None where that cannot be made."""

    contracts: ProductContracts
    digest: Optional[Digest]


@rule
async def describe_product(request: DescribedProductRequest) -> DescribedProduct:
    product = request.product
    folder = product.address.spec_path
    dependencies = product[DbtProjectDependenciesField]
    contracts, facts = await MultiGet(
        Get(ProductContracts, ProductContractsRequest(folder, dependencies)),
        Get(
            ProductFacts,
            ProductFactsRequest(folder, product[DbtProjectSourcesField], dependencies),
        ),
    )
    lineage = await Get(ProductLineage, ProductLineageRequest(facts, contracts))
    if not lineage.document.is_written:
        return DescribedProduct(contracts, None)
    parts = dict.fromkeys(part.digest for part in lineage.facts)
    merged = await Get(Digest, MergeDigests((lineage.document.process.output_digest, *parts)))
    place = os.path.join(_LINEAGE, os.path.basename(folder))
    return DescribedProduct(contracts, await Get(Digest, AddPrefix(merged, place)))


@rule
async def prepare_events(
    request: ReleaseEventsRequest, data_products: DataProducts
) -> ReleaseEvents:
    shares = {
        repository: folders
        for repository, folders in products_of(
            configured(data_products.repositories),
            {
                product.address.spec_path: product[ProductRepositoriesField].value
                for product in request.products
            },
        ).items()
        if repository.key
    }
    if not shares:
        return ReleaseEvents(None, "no server is among the repositories of these products")
    keys = sorted({repository.key for repository in shares})
    given = await Get(EnvironmentVars, EnvironmentVarsRequest(keys))
    receivers = {repository: of for repository, of in shares.items() if given.get(repository.key)}
    if not receivers:
        return ReleaseEvents(None, f"{' or '.join(keys)} is not set")
    described = await MultiGet(
        Get(DescribedProduct, DescribedProductRequest(product)) for product in request.products
    )
    content = {
        "version": 1,
        "environment": request.environment,
        "products": [
            one.contracts.as_request(
                {file: file for file in one.contracts.files}, {}, data_products
            )
            for one in described
        ],
        "receivers": [_receiver(repository, folders) for repository, folders in receivers.items()],
        "lineage": {
            name: os.path.join(_LINEAGE, name)
            for name in (os.path.basename(one.contracts.folder) for one in described if one.digest)
        },
        "only": request.only,
        "wait": request.wait,
    }
    digest = await Get(Digest, MergeDigests(one.digest for one in described if one.digest))
    variables = dict.fromkeys(name for repository in receivers for name in repository.variables)
    run = await Get(
        EnvironmentRun,
        EnvironmentRunRequest,
        environment_run(
            "inseam.release.events.__main__", content, digest, variables=tuple(variables)
        ),
    )
    return ReleaseEvents(run.process)


def _receiver(repository: Repository, folders: Iterable[str]) -> dict[str, object]:
    return {
        "address": repository.address,
        "key_variable": repository.key,
        "products": [os.path.basename(folder) for folder in folders],
    }


def rules() -> Iterable[Rule]:
    return collect_rules()
