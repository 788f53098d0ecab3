"""`monitor`: what readers see in an environment, measured, judged and kept."""

from __future__ import annotations

from pants.engine.console import Console
from pants.engine.goal import GoalSubsystem
from pants.engine.rules import Get, MultiGet, goal_rule
from pants.engine.target import FilteredTargets
from pants.option.option_types import StrOption
from pants.util.strutil import softwrap

from pants_inseam.contract_index import AllPorts, ContractIndex
from pants_inseam.data_products import DataProducts
from pants_inseam.goals.environment_runs import EnvironmentOptions, run_in_environment
from pants_inseam.goals.library_goal import LibraryGoal, products_among
from pants_inseam.goals.release import owners
from pants_inseam.inputs.contracts import ProductContracts
from pants_inseam.target_types import DbtProject


class MonitorSubsystem(EnvironmentOptions, GoalSubsystem):
    name = "monitor"
    help = softwrap("""
        Measure what readers see in an environment: whether contracts hold, whether data is as
        recent as promised, and what changed beyond what its past explains: docs/monitor.md.""")

    now = StrOption(default="", help="The run's instant, in ISO 8601; else the environment's.")


class Monitor(LibraryGoal):
    subsystem_cls = MonitorSubsystem


@goal_rule
async def monitor(
    subsystem: MonitorSubsystem,
    targets: FilteredTargets,
    index: ContractIndex,
    ports: AllPorts,
    data_products: DataProducts,
    console: Console,
) -> Monitor:
    products = products_among(targets, console)
    if not products:
        return Monitor(exit_code=1)
    contracts = await MultiGet(
        Get(ProductContracts, DbtProject, DbtProject.of(product)) for product in products
    )
    content = {
        "version": 1,
        "environment": subsystem.environment,
        "now": subsystem.now,
        "products": [product.as_request(data_products) for product in contracts],
        "owners": owners(index, ports),
        "wait": subsystem.wait,
    }
    return Monitor(exit_code=await run_in_environment("inseam.monitor", content))
