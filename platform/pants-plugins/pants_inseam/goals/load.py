"""`load`: the tables of systems outside, filled in an environment from the rows of tests."""

from __future__ import annotations

from collections import defaultdict

from pants.engine.console import Console
from pants.engine.fs import EMPTY_DIGEST
from pants.engine.goal import GoalSubsystem
from pants.engine.rules import Get, MultiGet, goal_rule
from pants.engine.target import AllTargets, FilteredTargets
from pants.option.option_types import BoolOption, IntOption, StrListOption, StrOption
from pants.util.frozendict import FrozenDict
from pants.util.strutil import softwrap

from pants_inseam.contract_index import AllPorts, ContractIndex, contract_files
from pants_inseam.data_products import DataProducts
from pants_inseam.engine import read
from pants_inseam.goals.environment_runs import EnvironmentOptions, run_in_environment
from pants_inseam.goals.library_goal import LibraryGoal, product_folders, say_why_not
from pants_inseam.inputs.contracts import ContractFile
from pants_inseam.inputs.rows import GeneratedInputs, GeneratedInputsRequest


class LoadSubsystem(EnvironmentOptions, GoalSubsystem):
    name = "load"
    help = softwrap("""
        Fill the tables of systems outside in an environment, so that there is something to release
        from: of the contracts in `contracts/external` among the targets, and of those that the
        targets' products read.

        The rows are those that tests have: what a product's team wrote, what a generator makes, and
        what is made from the contract. All tables of a contract change at once. Loading the same
        again changes nothing.""")

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
        help=softwrap("""
            The instant whose rows are loaded, in ISO 8601: rows that come later are left out. A
            load with a later instant then brings new rows. All rows if it is empty."""),
    )
    written_by = StrListOption(
        help=softwrap("""
            Where several products wrote other rows for a contract, the product whose rows are
            loaded, by its folder.""")
    )
    synthesise = BoolOption(
        default=False, help="Make all rows from the contracts, also where somebody wrote some."
    )
    over_ingested = BoolOption(
        default=False, help="Replace rows that an ingest brought in from the system itself."
    )


class Load(LibraryGoal):
    subsystem_cls = LoadSubsystem


@goal_rule
async def load(
    subsystem: LoadSubsystem,
    targets: FilteredTargets,
    all_targets: AllTargets,
    index: ContractIndex,
    ports: AllPorts,
    data_products: DataProducts,
    console: Console,
) -> Load:
    readers: dict[str, list[str]] = defaultdict(list)
    for folder in product_folders(all_targets):
        for id in ports.by_folder[folder].referenced:
            readers[id].append(folder)
    asked, named = product_folders(targets), contract_files(targets)
    # Of systems outside: no project fulfils them.
    files = {
        path: id
        for path, id in sorted(index.ids.items())
        if path not in ports.providers and (path in named or not set(asked).isdisjoint(readers[id]))
    }
    if not files:
        console.print_stdout(
            "Nothing was loaded: no target is the contract of a system outside, or a product that"
            " reads one."
        )
        return Load(exit_code=0)
    digest, generated = EMPTY_DIGEST, FrozenDict[str, str]()
    if not subsystem.synthesise:
        digests = await MultiGet(read([file]) for file in files)
        contracts = tuple(map(ContractFile, files, digests))
        made = await Get(GeneratedInputs, GeneratedInputsRequest(contracts))
        if made.failed:
            return Load(exit_code=await say_why_not(made.failed, console))
        digest, generated = made.digest, made.folders
    seed, rows = subsystem.seed, subsystem.rows
    ids = sorted(set(files.values()))
    content = {
        "version": 1,
        "environment": subsystem.environment,
        # In the repository contracts are read where they are.
        "contracts": [
            {
                "file": file,
                "canonical": file,
                **({"generated": generated[file]} if file in generated else {}),
            }
            for file in files
        ],
        "claimed_twice": {
            id: list(index.claimed_twice[id]) for id in ids if id in index.claimed_twice
        },
        "readers": {id: readers[id] for id in ids},
        "asked": list(asked),
        "written_by": list(subsystem.written_by),
        "synthesis": {
            "rows": data_products.rows if rows is None else rows,
            "seed": data_products.seed if seed is None else seed,
        },
        "clock": data_products.as_of,
        "as_of": subsystem.as_of,
        "synthesise": subsystem.synthesise,
        "over_ingested": subsystem.over_ingested,
        "wait": subsystem.wait,
    }
    return Load(exit_code=await run_in_environment("inseam.load", content, digest))
