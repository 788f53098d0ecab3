"""All that a simulated year draws by chance, and its parameters."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
_YEAR = timedelta(days=365)
# Nothing lasts longer: someone ends it.
_LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """Lengths are in hours, spreads the sigma of a lognormal, rates a year.

    A run takes its product's median, times a lognormal; ``slow_share`` of all runs take that times
    a Pareto of exponent ``slow_tail``, at most ``longest_run``. An attempt fails by chance, or
    because its product has a fault that somebody must fix, or the warehouse is out. All strategies
    know the median; ``repeats`` is how often cron and eager repeat what failed, at once.
    """

    run_scale: float = 1.0
    run_spread: float = 0.4
    slow_share: float = 0.01
    slow_tail: float = 1.5
    longest_run: float = 12.0
    failure_share: float = 0.02
    repeats: int = 1
    faults_a_year: float = 4.0
    fault_hours: float = 3.0
    fault_spread: float = 1.0
    faults_strike_all: bool = False
    outages_a_year: float = 12.0
    outage_hours: float = 1.0
    outage_spread: float = 0.8
    system_lag_hours: float = 0.1
    system_outages_a_year: float = 6.0
    system_outage_hours: float = 4.0
    system_outage_spread: float = 1.0
    batch_delay_hours: float = 0.3
    batch_delay_spread: float = 1.0
    batch_missing_share: float = 0.01
    schedule_changes_a_year: float = 0.5
    schedule_change_hours: int = 3


Window = tuple[datetime, datetime]


def lognormal(draw: random.Random, median_hours: float, spread: float) -> timedelta:
    found = median_hours * math.exp(draw.gauss(0, spread)) * HOUR
    return min(found, _LONGEST)


def instants(
    draw: random.Random, rate_a_year: float, start: datetime, end: datetime
) -> Iterator[datetime]:
    """Of a Poisson process."""
    at = start
    while rate_a_year > 0:
        at += draw.expovariate(rate_a_year) * _YEAR
        if at >= end:
            return
        yield at


def windows(
    draw: random.Random,
    rate_a_year: float,
    median_hours: float,
    spread: float,
    span: Window,
) -> list[Window]:
    """Apart from each other, in order."""
    found: list[Window] = []
    for begins in instants(draw, rate_a_year, *span):
        ends = begins + lognormal(draw, median_hours, spread)
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        else:
            found.append((begins, ends))
    return found


def run_length(draw: random.Random, usual: timedelta, given: Assumptions) -> timedelta:
    found = usual * given.run_scale * math.exp(draw.gauss(0, given.run_spread))
    # Drawn always, so that a change of one parameter leaves all other chances as they were.
    is_slow, factor = draw.random() < given.slow_share, draw.paretovariate(given.slow_tail)
    return min(found * factor if is_slow else found, given.longest_run * HOUR)
