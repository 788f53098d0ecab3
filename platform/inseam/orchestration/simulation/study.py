"""One mesh under all strategies, for some seeds: what is measured, and its spread."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta

from inseam.orchestration.simulation.assumptions import Assumptions
from inseam.orchestration.simulation.measures import Measures, measure
from inseam.orchestration.simulation.mesh import Simulated
from inseam.orchestration.simulation.strategies import STRATEGIES
from inseam.orchestration.simulation.world import draw_world
from inseam.orchestration.simulation.year import simulate_year

# At noon, when no nightly schedule begins.
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``values`` are by measure, one a seed, in the order of the seeds."""

    strategy: str
    values: dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Spread:
    median: float
    least: float
    most: float


def study(of: Simulated, given: Assumptions, days: int, seeds: Sequence[int]) -> list[Outcome]:
    """All strategies meet the same worlds."""
    span = (START, START + timedelta(days=days))
    measured: dict[str, list[Measures]] = {name: [] for name in STRATEGIES}
    for seed in map(str, seeds):
        world = draw_world(of, given, span, seed)
        for name, strategy in STRATEGIES.items():
            measured[name].append(measure(simulate_year(of, strategy, world, given, seed)))
    return [Outcome(strategy=name, values=_values(found)) for name, found in measured.items()]


def _values(measured: Sequence[Measures]) -> dict[str, list[float]]:
    rows = [asdict(one) for one in measured]
    return {
        field.name: [round(row[field.name], _DECIMALS) for row in rows]
        for field in fields(Measures)
    }


def spread(values: Sequence[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values))


HEADS = (
    "",
    "runs",
    "failed",
    "warehouse, s",
    "kept",
    "breaches",
    "staleness, h",
    "95th",
    "worst",
)


def table(outcomes: Sequence[Outcome]) -> Iterator[tuple[str, ...]]:
    """Cells of one row a strategy, as in `HEADS`: medians of the seeds, with the range."""
    for one in outcomes:
        yield (
            one.strategy,
            _cell(one.values["runs"], "{:,.0f}"),
            _cell(one.values["failed_runs"], "{:,.0f}"),
            _cell(one.values["warehouse_seconds"], "{:,.0f}"),
            _cell([percent(share) for share in one.values["kept"]], "{:.2f} %"),
            _cell(one.values["breaches"], "{:,.0f}"),
            _cell(one.values["staleness_median"], "{:.1f}"),
            _cell(one.values["staleness_95"], "{:.1f}"),
            _cell(one.values["staleness_worst"], "{:.0f}"),
        )


def percent(share: float) -> float:
    """Rounded down: 100 says that nothing was broken."""
    return math.floor(share * 10_000) / 100


def _cell(values: Sequence[float], form: str) -> str:
    found = spread(values)
    median, least, most = (form.format(value) for value in (found.median, found.least, found.most))
    return median if least == most else f"{median} ({least} to {most})"
