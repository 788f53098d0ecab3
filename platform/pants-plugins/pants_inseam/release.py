"""`release`: products into production by write, audit, publish, and back."""

from __future__ import annotations

import os.path
from collections.abc import Iterable
from enum import Enum

from pants.engine.console import Console
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import InteractiveProcess, InteractiveProcessResult
from pants.engine.rules import Effect, Get, MultiGet, Rule, collect_rules, goal_rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import BoolOption, EnumOption, IntOption, StrOption
from pants.util.strutil import softwrap

from pants_inseam.contract_index import ContractIndex
from pants_inseam.contract_providers import ContractProviders
from pants_inseam.data_products import DataProducts
from pants_inseam.environment_runs import EnvironmentRun, EnvironmentRunRequest, environment_run
from pants_inseam.product_contracts import ProductContracts, ProductContractsRequest
from pants_inseam.release_candidates import ReleaseCandidate, ReleaseCandidateRequest
from pants_inseam.release_events import ReleaseEvents, ReleaseEventsRequest
from pants_inseam.target_types import DbtProjectDependenciesField, is_product

# What it says of a release that failed, or was blocked; above it nothing was tried.
_FAILED = 1


class Events(Enum):
    AFTER = "after"
    ONLY = "only"
    NONE = "none"


class ReleaseSubsystem(GoalSubsystem):
    name = "release"
    help = softwrap(
        """
        Bring data products into production: build each into schemas of its own, hold what was built
        against its contract and its data tests, and only then let readers see it, all objects of
        the product at once. Products whose code is unchanged are left alone.

        What became of each release is sent as OpenLineage events where the repositories of
        `publish` are, if their key is set: docs/release.md.
        """
    )

    environment = StrOption(
        default="",
        help="Where to: a name in platform/environments.yaml; the first one there if it is empty.",
    )
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
        help=softwrap(
            """
            When OpenLineage events of releases are sent: `after` a release or a rollback, `only`
            (nothing is released, and what has not arrived yet is sent), or `none`.
            """
        ),
    )
    wait = IntOption(
        default=600,
        advanced=True,
        help="For how many seconds to wait for another that writes into the environment.",
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


class Release(Goal):
    subsystem_cls = ReleaseSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@goal_rule
async def release_products(
    targets: FilteredTargets,
    subsystem: ReleaseSubsystem,
    index: ContractIndex,
    providers: ContractProviders,
    data_products: DataProducts,
    console: Console,
) -> Release:
    products = sorted((t for t in targets if is_product(t)), key=lambda t: t.address.spec_path)
    if not products:
        console.print_stderr("There is no data product among the targets of this call.")
        return Release(exit_code=1)
    contracts = await MultiGet(
        Get(
            ProductContracts,
            ProductContractsRequest(t.address.spec_path, t[DbtProjectDependenciesField]),
        )
        for t in products
    )
    candidates = await MultiGet(
        Get(ReleaseCandidate, ReleaseCandidateRequest(product))
        for product in (products if subsystem.compares else ())
    )
    values = [candidate.value for candidate in candidates]
    content = {
        "version": 1,
        "environment": subsystem.environment,
        "action": subsystem.action,
        # In the repository contracts are read where they are.
        "products": [
            product.as_request({file: file for file in product.files}, {}, data_products)
            for product in contracts
        ],
        # Of all, or of none: then each is read, and what is wrong with it reported.
        "candidates": None if None in values else values,
        "owners": {
            index.ids[file]: os.path.basename(project.spec_path)
            for file, project in providers.by_file.items()
            if file in index.ids and index.ids[file] not in index.claimed_twice
        },
        "to": subsystem.to,
        "refresh": subsystem.refresh,
        "full_refresh": subsystem.full_refresh,
        "wait": subsystem.wait,
    }
    released = 0
    only = subsystem.sends and subsystem.events is Events.ONLY
    if not only:
        run = await Get(
            EnvironmentRun, EnvironmentRunRequest, environment_run("inseam.release", content)
        )
        result = await Effect(InteractiveProcessResult, InteractiveProcess, run.process)
        released = result.exit_code
    if not subsystem.sends or released > _FAILED:
        return Release(exit_code=released)
    # Of a failed release as well: readers see what they saw, and its runs have ended.
    events = await Get(
        ReleaseEvents,
        ReleaseEventsRequest(tuple(products), subsystem.environment, only, subsystem.wait),
    )
    if events.process is None:
        console.print_stderr(f"No OpenLineage events are sent: {events.why_not}.")
        return Release(exit_code=2 if only else released)
    sent = await Effect(InteractiveProcessResult, InteractiveProcess, events.process)
    return Release(exit_code=released or sent.exit_code)


def rules() -> Iterable[Rule]:
    return collect_rules()
