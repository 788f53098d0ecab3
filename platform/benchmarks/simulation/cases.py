"""What is simulated: meshes, and assumptions that differ from the base case in one thing each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inseam.orchestration.simulation.assumptions import Assumptions

# Whole numbers, and what is on or off, are kept as such.
Amount = int | float | bool
EIGHT, MADE, WEEKLY = "our 8 products", "made, 200 products", "10 products, an age of a week each"
BASE = "as assumed"
# Of the picture: how many times as often runs fail.
MORE_FAILURES = {2: "failures x2", 5: "failures x5", 10: "failures x10"}
EVEN = "run times always alike"
LONG_OUTAGES = "long outages of the warehouse"


@dataclass(frozen=True, slots=True)
class Case:
    """``change`` are fields of `Assumptions`, ``seeds`` how many."""

    mesh: str
    name: str
    says: str = ""
    change: Mapping[str, Amount] = field(default_factory=dict)
    seeds: int = 10


def _failures(times: int) -> Case:
    base = Assumptions()
    change = {
        "failure_share": base.failure_share * times,
        "faults_a_year": base.faults_a_year * times,
    }
    return Case(EIGHT, MORE_FAILURES[times], f"attempts and faults, {times} times as often", change)


CASES = (
    Case(EIGHT, BASE),
    Case(MADE, BASE),
    # Its years take 25 times as long to simulate.
    Case(MADE, EVEN, "", {"run_spread": 0.0, "slow_share": 0.0}, seeds=3),
    Case(
        WEEKLY,
        LONG_OUTAGES,
        "12 hours in the median, not 1",
        {"outage_hours": 12.0},
    ),
    Case(EIGHT, "arrivals later", "1 hour behind, not 6 minutes", {"system_lag_hours": 1.0}),
    Case(
        EIGHT,
        "sources out x5",
        "systems outside stand still 30 times a year, not 6",
        {"system_outages_a_year": 30.0},
    ),
    *map(_failures, MORE_FAILURES),
    Case(
        EIGHT,
        "faults in bursts",
        "all products have the same faults at once",
        {"faults_strike_all": True},
    ),
    Case(EIGHT, "run times x2", "", {"run_scale": 2.0}),
    Case(EIGHT, "run times x5", "", {"run_scale": 5.0}),
    Case(
        EIGHT,
        "run times with a heavy tail",
        "a fifth of the runs, Pareto with exponent 1.1",
        {"slow_share": 0.2, "slow_tail": 1.1},
    ),
    Case(EIGHT, "warehouse out x5", "60 times a year, not 12", {"outages_a_year": 60.0}),
    Case(
        EIGHT,
        "10 repeats",
        "under cron and eager too, not 1",
        {"repeats": 10},
    ),
)
