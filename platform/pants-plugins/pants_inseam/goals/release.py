"""`release`: products into production by write, audit, publish, and back."""

from __future__ import annotations

import json
import os.path
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Optional, Union

from pants.core.util_rules.source_files import SourceFiles, SourceFilesRequest
from pants.engine.console import Console
from pants.engine.env_vars import EnvironmentVars, EnvironmentVarsRequest
from pants.engine.fs import Digest
from pants.engine.goal import GoalSubsystem
from pants.engine.process import InteractiveProcess, InteractiveProcessResult
from pants.engine.rules import Effect, Get, MultiGet, goal_rule, rule
from pants.engine.target import DependenciesRequest, FilteredTargets, Target, Targets
from pants.option.option_types import BoolOption, EnumOption, StrOption
from pants.util.strutil import softwrap

from pants_inseam.contract_index import AllPorts, ContractIndex
from pants_inseam.data_products import DataProducts
from pants_inseam.engine import REQUEST, add_prefix, contents_of, merge, read, request_file
from pants_inseam.facts.lineage import product_lineage
from pants_inseam.facts.of_product import product_facts
from pants_inseam.goals.environment_runs import (
    EnvironmentOptions,
    environment_run,
    run_in_environment,
)
from pants_inseam.goals.library_goal import LibraryGoal, products_among
from pants_inseam.inputs.contracts import ProductContracts
from pants_inseam.library import run
from pants_inseam.repositories import ProductRepositoriesField, configured, products_of
from pants_inseam.target_types import DbtPackageSourcesField, DbtProject

_CANDIDATE = "_candidate.json"
_LINEAGE = "_lineage"
# What it says of a release that failed, or was blocked; above it nothing was tried.
_FAILED = 1


class Events(Enum):
    AFTER = "after"
    ONLY = "only"
    NONE = "none"


class ReleaseSubsystem(EnvironmentOptions, GoalSubsystem):
    name = "release"
    help = softwrap("""
        Bring data products into production: build each into schemas of its own, hold what was built
        against its contract and its data tests, and only then let readers see it, all objects of
        the product at once. Products whose code is unchanged are left alone.

        What became of each release is sent as OpenLineage events where the repositories of
        `publish` are, if their key is set: docs/release.md.""")

    dry_run = BoolOption(default=False, help="Show what would be released, and do nothing.")
    refresh = BoolOption(
        default=False,
        help="Release again what is unchanged, too: the same code on the input data of now.",
    )
    full_refresh = BoolOption(
        default=False,
        help="Build incremental models from nothing, not from the rows of the release before.",
    )
    rollback = BoolOption(
        default=False, help="Let readers see the release before again, of the products named."
    )
    to = StrOption(
        default="",
        metavar="<release id>",
        help="Let readers see this release of the product named, an earlier or a later one.",
    )
    list = BoolOption(default=False, help="Show the releases of the products named, and stop.")
    events = EnumOption(
        default=Events.AFTER,
        help=softwrap("""
            When OpenLineage events of releases are sent: `after` a release or a rollback, `only`
            (nothing is released, and what has not arrived yet is sent), or `none`."""),
    )

    @property
    def action(self) -> str:
        if self.list:
            return "list"
        if self.rollback or self.to:
            return "rollback"
        return "plan" if self.dry_run else "release"

    @property
    def compares(self) -> bool:
        """Whether it has to know what products would be released as."""
        return self.action in ("release", "plan") and self.events is not Events.ONLY

    @property
    def sends(self) -> bool:
        return self.events is not Events.NONE and self.action in ("release", "rollback")

    @property
    def only_sends(self) -> bool:
        """Whether nothing is released in this call."""
        return self.sends and self.events is Events.ONLY


class Release(LibraryGoal):
    subsystem_cls = ReleaseSubsystem


@dataclass(frozen=True)
class ReleaseCandidate:
    """What a product would be released as, found once for the same files.

    ``found`` is what `inseam.release.candidate` wrote, None where the files are not valid: the
    release reports what is wrong with them.
    """

    found: Optional[bytes]

    @property
    def value(self) -> Any:
        return None if self.found is None else json.loads(self.found)


@rule
async def find_release_candidate(
    project: DbtProject, data_products: DataProducts
) -> ReleaseCandidate:
    contracts, targets = await MultiGet(
        Get(ProductContracts, DbtProject, project),
        Get(Targets, DependenciesRequest(project.dependencies)),
    )
    packages = [t[DbtPackageSourcesField] for t in targets if t.has_field(DbtPackageSourcesField)]
    sources, contract_files, asked = await MultiGet(
        Get(SourceFiles, SourceFilesRequest([project.sources, *packages])),
        read(contracts.files),
        request_file(contracts.as_request(data_products)),
    )
    process = await run(
        module="inseam.release.candidate",
        argv=(REQUEST, _CANDIDATE),
        digest=await merge((sources.snapshot.digest, contract_files, asked)),
        output_files=(_CANDIDATE,),
        description=f"Compare {project.folder} with what is released",
    )
    if process.exit_code != 0:
        return ReleaseCandidate(None)
    (file,) = await contents_of(process.output_digest)
    return ReleaseCandidate(file.content)


@dataclass(frozen=True)
class DescribedProduct:
    """``digest`` has the product's lineage in `_lineage/<name>`; None where that cannot be made."""

    contracts: ProductContracts
    digest: Optional[Digest]


@rule
async def describe_product(project: DbtProject) -> DescribedProduct:
    contracts, facts = await MultiGet(
        Get(ProductContracts, DbtProject, project), product_facts(project)
    )
    document = await product_lineage(facts, contracts)
    if not document.is_written:
        return DescribedProduct(contracts, None)
    merged = await merge((document.process.output_digest, document.facts))
    return DescribedProduct(contracts, await add_prefix(merged, _place(contracts)))


def _place(contracts: ProductContracts) -> str:
    return f"{_LINEAGE}/{os.path.basename(contracts.folder)}"


async def _events_process(
    products: Iterable[Target], subsystem: ReleaseSubsystem, data_products: DataProducts
) -> Union[InteractiveProcess, str]:
    """What tells a marketplace of the runs of ``products``, or why nobody is to be told.

    A process of its own sends the events: it runs nothing of a product, and it alone gets the key.
    """
    shares = products_of(
        configured(data_products.repositories),
        {t.address.spec_path: t[ProductRepositoriesField].value for t in products},
    )
    servers = {repository: of for repository, of in shares.items() if repository.key}
    if not servers:
        return "no server is among the repositories of these products"
    keys = sorted({repository.key for repository in servers})
    given = await Get(EnvironmentVars, EnvironmentVarsRequest(keys))
    receivers = {repository: of for repository, of in servers.items() if given.get(repository.key)}
    if not receivers:
        return f"{' or '.join(keys)} is not set"
    described = await MultiGet(
        Get(DescribedProduct, DbtProject, DbtProject.of(product)) for product in products
    )
    content = {
        "version": 1,
        "environment": subsystem.environment,
        "products": [one.contracts.as_request(data_products) for one in described],
        "receivers": [
            {
                "address": repository.address,
                "key_variable": repository.key,
                "products": [os.path.basename(folder) for folder in folders],
            }
            for repository, folders in receivers.items()
        ],
        "lineage": {
            os.path.basename(one.contracts.folder): _place(one.contracts)
            for one in described
            if one.digest
        },
        "only": subsystem.only_sends,
        "wait": subsystem.wait,
    }
    digest = await merge(one.digest for one in described if one.digest)
    variables = dict.fromkeys(name for repository in receivers for name in repository.variables)
    return await environment_run(
        "inseam.release.events.__main__", content, digest, tuple(variables)
    )


def owners(index: ContractIndex, ports: AllPorts) -> dict[str, str]:
    """The products by the ids of the contracts that they offer."""
    return {
        index.ids[file]: os.path.basename(project.spec_path)
        for file, project in ports.providers.items()
        if file in index.ids and index.ids[file] not in index.claimed_twice
    }


@goal_rule
async def release_products(
    targets: FilteredTargets,
    subsystem: ReleaseSubsystem,
    index: ContractIndex,
    ports: AllPorts,
    data_products: DataProducts,
    console: Console,
) -> Release:
    products = products_among(targets, console)
    if not products:
        return Release(exit_code=1)
    contracts = await MultiGet(
        Get(ProductContracts, DbtProject, DbtProject.of(product)) for product in products
    )
    candidates = await MultiGet(
        Get(ReleaseCandidate, DbtProject, DbtProject.of(product))
        for product in (products if subsystem.compares else ())
    )
    values = [candidate.value for candidate in candidates]
    content = {
        "version": 1,
        "environment": subsystem.environment,
        "action": subsystem.action,
        # In the repository contracts are read where they are.
        "products": [product.as_request(data_products) for product in contracts],
        # Of all, or of none: then each is read, and what is wrong with it reported.
        "candidates": None if None in values else values,
        "owners": owners(index, ports),
        "to": subsystem.to,
        "refresh": subsystem.refresh,
        "full_refresh": subsystem.full_refresh,
        "wait": subsystem.wait,
    }
    released = 0
    if not subsystem.only_sends:
        released = await run_in_environment("inseam.release", content)
    if not subsystem.sends or released > _FAILED:
        return Release(exit_code=released)
    # Of a failed release as well: readers see what they saw, and its runs have ended.
    events = await _events_process(products, subsystem, data_products)
    if isinstance(events, str):
        console.print_stderr(f"No OpenLineage events are sent: {events}.")
        return Release(exit_code=2 if subsystem.only_sends else released)
    sent = await Effect(InteractiveProcessResult, InteractiveProcess, events)
    return Release(exit_code=released or sent.exit_code)
