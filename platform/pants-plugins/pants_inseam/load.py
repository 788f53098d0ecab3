"""`load`: the tables of systems outside, filled in an environment from the rows of tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pants.engine.console import Console
from pants.engine.fs import EMPTY_DIGEST
from pants.engine.goal import Goal, GoalSubsystem
from pants.engine.process import InteractiveProcess, InteractiveProcessResult
from pants.engine.rules import Effect, Get, MultiGet, Rule, collect_rules, goal_rule, rule
from pants.engine.target import AllTargets, FilteredTargets, Targets
from pants.option.option_types import BoolOption, IntOption, StrListOption, StrOption
from pants.util.frozendict import FrozenDict
from pants.util.strutil import softwrap

from pants_inseam.contract_index import ContractIndex, ProjectPorts, ProjectPortsRequest
from pants_inseam.contract_providers import ContractProviders
from pants_inseam.data_products import DataProducts
from pants_inseam.environment_runs import EnvironmentRun, EnvironmentRunRequest, environment_run
from pants_inseam.generated_inputs import GeneratedInputs, GeneratedInputsRequest
from pants_inseam.reports import ShownReport, ShowReportRequest
from pants_inseam.target_types import DataContractSourceField, is_product


class LoadSubsystem(GoalSubsystem):
    name = "load"
    help = softwrap(
        """
        Fill the tables of systems outside in an environment, so that there is something to release
        from: of the contracts in `contracts/external` among the targets, and of those that the
        targets' products read.

        The rows are those that tests have: what a product's team wrote, what a generator makes, and
        what is made from the contract. All tables of a contract change at once. Loading the same
        again changes nothing.
        """
    )

    environment = StrOption(
        default="",
        help="The environment, from `platform/environments.yaml`; the first one there if empty.",
    )
    seed = IntOption(
        default=None,
        help="Which rows are made from contracts; `[data-products].seed` if not given.",
    )
    rows = IntOption(
        default=None,
        help="How many rows are made for a table; `[data-products].rows` if not given.",
    )
    as_of = StrOption(
        default="",
        help=softwrap(
            """
            The instant whose rows are loaded, in ISO 8601: rows that come later are left out. A
            load with a later instant then brings new rows. All rows if it is empty.
            """
        ),
    )
    written_by = StrListOption(
        help=softwrap(
            """
            Where several products wrote other rows for a contract, the product whose rows are
            loaded, by its folder.
            """
        ),
    )
    synthesise = BoolOption(
        default=False,
        help="Make all rows from the contracts, also where somebody wrote some.",
    )
    wait = IntOption(
        default=600,
        advanced=True,
        help="For how many seconds to wait for another that writes into the environment.",
    )


class Load(Goal):
    subsystem_cls = LoadSubsystem
    environment_behavior = Goal.EnvironmentBehavior.LOCAL_ONLY


@dataclass(frozen=True)
class ExternalContractsRequest:
    targets: Targets


@dataclass(frozen=True)
class ExternalContracts:
    """``files`` are to be loaded. ``readers`` are the products that read one, by its id, and
    ``asked`` those among the targets.
    """

    files: tuple[str, ...]
    readers: FrozenDict[str, tuple[str, ...]]
    asked: tuple[str, ...]
    claimed_twice: FrozenDict[str, tuple[str, ...]]


@rule
async def find_external_contracts(
    request: ExternalContractsRequest,
    all_targets: AllTargets,
    index: ContractIndex,
    providers: ContractProviders,
) -> ExternalContracts:
    folders = sorted(t.address.spec_path for t in all_targets if is_product(t))
    ports = await MultiGet(Get(ProjectPorts, ProjectPortsRequest(folder)) for folder in folders)
    readers: dict[str, list[str]] = defaultdict(list)
    for folder, found in zip(folders, ports):
        for id in found.referenced:
            readers[id].append(folder)
    external = {path: id for path, id in index.ids.items() if path not in providers.by_file}
    asked = sorted(t.address.spec_path for t in request.targets if is_product(t))
    named = {
        t[DataContractSourceField].file_path
        for t in request.targets
        if t.has_field(DataContractSourceField)
    }
    files = {
        path: id
        for path, id in sorted(external.items())
        if path in named or not set(asked).isdisjoint(readers[id])
    }
    return ExternalContracts(
        tuple(files),
        FrozenDict({id: tuple(readers[id]) for id in sorted(set(files.values()))}),
        tuple(asked),
        FrozenDict({id: index.claimed_twice.get(id, ()) for id in sorted(set(files.values()))}),
    )


@goal_rule
async def load(
    subsystem: LoadSubsystem,
    targets: FilteredTargets,
    data_products: DataProducts,
    console: Console,
) -> Load:
    found = await Get(ExternalContracts, ExternalContractsRequest(Targets(targets)))
    if not found.files:
        console.print_stdout(
            "Nothing was loaded: no target is the contract of a system outside, or a product that"
            " reads one."
        )
        return Load(exit_code=0)
    digest, generated = EMPTY_DIGEST, FrozenDict[str, str]()
    if not subsystem.synthesise:
        made = await Get(GeneratedInputs, GeneratedInputsRequest(found.files))
        if made.failed:
            for failed in made.failed:
                shown = await Get(ShownReport, ShowReportRequest(failed))
                text = shown.process.stdout or shown.process.stderr
                console.print_stderr(text.decode().rstrip())
            return Load(exit_code=max(failed.exit_code for failed in made.failed))
        digest, generated = made.digest, made.folders
    run = await Get(
        EnvironmentRun,
        EnvironmentRunRequest,
        environment_run(
            "inseam.load", _request(subsystem, data_products, found, generated), digest
        ),
    )
    result = await Effect(InteractiveProcessResult, InteractiveProcess, run.process)
    return Load(exit_code=result.exit_code)


def _request(
    subsystem: LoadSubsystem,
    data_products: DataProducts,
    found: ExternalContracts,
    generated: Mapping[str, str],
) -> dict[str, Any]:
    """For `inseam.load.request`."""
    seed, rows = subsystem.seed, subsystem.rows
    return {
        "version": 1,
        "environment": subsystem.environment,
        # In the repository contracts are read where they are.
        "contracts": [
            {
                "file": file,
                "canonical": file,
                **({"generated": generated[file]} if file in generated else {}),
            }
            for file in found.files
        ],
        "claimed_twice": {id: list(paths) for id, paths in found.claimed_twice.items() if paths},
        "readers": {id: list(folders) for id, folders in found.readers.items()},
        "asked": list(found.asked),
        "written_by": list(subsystem.written_by),
        "synthesis": {
            "rows": data_products.rows if rows is None else rows,
            "seed": data_products.seed if seed is None else seed,
        },
        "clock": data_products.as_of,
        "as_of": subsystem.as_of,
        "synthesise": subsystem.synthesise,
        "wait": subsystem.wait,
    }


def rules() -> Iterable[Rule]:
    return collect_rules()
