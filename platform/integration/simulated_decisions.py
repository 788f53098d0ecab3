"""A simulated month in which Dagster's condition is asked at each moment that the simulation asks.

Run in a repository with dist/facts.duckdb by the Python of platform/locks/dagster.txt; prints as
JSON how often both said yes and no, and where they differ.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import dagster as dg

from inseam.orchestration.commands import Done
from inseam.orchestration.definitions import definitions
from inseam.orchestration.due import conditions
from inseam.orchestration.facts_read import FACTS, read_facts
from inseam.orchestration.mesh import Product
from inseam.orchestration.plan import plan
from inseam.orchestration.simulation.assumptions import Assumptions
from inseam.orchestration.simulation.mesh import simulated
from inseam.orchestration.simulation.strategies import Known, Wish, promised
from inseam.orchestration.simulation.study import START
from inseam.orchestration.simulation.world import draw_world
from inseam.orchestration.simulation.year import simulate_year

DAYS = 30
SEED = "1"
# Dagster would have to load contracts again whose schedules move. Failures are many, so that
# repeats and their pauses are among the moments.
GIVEN = replace(
    Assumptions(), schedule_changes_a_year=0, failure_share=0.2, faults_a_year=40, outages_a_year=60
)
Log = Callable[[str], None]


@dataclass
class State:
    """Of an environment, as far as the simulation knows it of one product at one moment."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def set(self, product: Product, known: Known) -> None:
        failed = None if known.failed is None else known.failed.isoformat()
        self.rows = {
            "products": [
                {
                    "product": product.name,
                    "started": known.started.isoformat(),
                    "ended": known.ended.isoformat(),
                    "failures": known.failures,
                    "failed": failed,
                    "reads": {
                        one.name: one.read_as_of.isoformat()
                        for one in known.inputs
                        if one.read_as_of is not None
                    },
                }
            ],
            "contracts": [
                {
                    "contract": one.name,
                    "data_as_of": one.data_as_of and one.data_as_of.isoformat(),
                    "updated": one.updated and one.updated.isoformat(),
                }
                for one in known.inputs
            ],
        }

    def seen(self, log: Log) -> Done:
        return Done(0, results=self.rows)

    def release(self, product: str, log: Log) -> Done:
        raise NotImplementedError("Only the condition is asked here.")

    def ingest(self, product: str, contract: str, log: Log) -> Done:
        raise NotImplementedError("Only the condition is asked here.")

    def test(self, product: str, log: Log) -> Done:
        raise NotImplementedError("Only the condition is asked here.")


def month() -> dict[str, Any]:
    of = simulated(plan(read_facts(FACTS), day=(START + timedelta(days=DAYS)).date()))
    state = State()
    products = {product.name: product for product in of.mesh.products}
    found: Counter[str] = Counter()
    differ: list[str] = []
    with dg.DagsterInstance.ephemeral() as instance:

        def asked(known: Known) -> bool:
            product = products[known.promise.contract]
            state.set(product, known)
            # A new watcher: one that is kept asks for the state again when Dagster has an event.
            defs = definitions(
                replace(of.mesh, products=(product,)), state, conditions(of.mesh, state)
            )
            requested = dg.evaluate_automation_conditions(defs, instance, evaluation_time=known.now)
            counts = {requested.get_num_requested(dg.AssetKey(one.key)) for one in product.asked}
            assert len(counts) == 1, f"{product.name} is asked for in part"
            return counts == {1}

        def both(known: Known, repeats: int) -> Wish:
            wish = promised(known, repeats)
            # Dagster has no usual length of a run before the first.
            if known.ended > known.started:
                said = asked(known)
                found["due" if wish.run else "not due"] += 1
                found["after failures"] += known.failures > 1
                if said != wish.run:
                    differ.append(f"{known.promise.contract} {known.now}: {said}, {wish}")
            return wish

        world = draw_world(of, GIVEN, (START, START + timedelta(days=DAYS)), SEED)
        year = simulate_year(of, both, world, GIVEN, SEED)
    return {**found, "runs": len(year.runs), "differ": differ}


if __name__ == "__main__":
    print(json.dumps(month()))
