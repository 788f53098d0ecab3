"""What readers had of a year, and what it took."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from inseam.orchestration.simulation.year import Update, Year
from inseam.promises.due import holds_until

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """``kept`` is the share of all hours of all ports in which what they promise held, and
    ``breaches`` how often it ceased to. Staleness, in hours, is how old data is that readers see,
    at an instant and a port by chance. ``beside_late`` are the runs beside an input that was
    late, and was named.
    """

    runs: int
    failed_runs: int
    warehouse_seconds: float
    kept: float
    breaches: int
    staleness_median: float
    staleness_95: float
    staleness_worst: float
    beside_late: int


def measure(year: Year) -> Measures:
    broken, breaches, ports = timedelta(), 0, 0
    ages = Ages()
    for updates in year.updates.values():
        for port in range(len(updates[0].promises)):
            found = list(broken_within(updates, port, year.end))
            broken += sum((ends - begins for begins, ends in found), timedelta())
            breaches += len(found)
            ports += 1
            for update, until in _seen(updates, year.end):
                ages.add(update.at - update.data_as_of, until - update.data_as_of)
    return Measures(
        runs=len(year.runs),
        failed_runs=sum(not run.is_good for run in year.runs),
        warehouse_seconds=sum((run.ends - run.begins).total_seconds() for run in year.runs),
        # Nobody is promised anything where there is no port.
        kept=1 - broken / ((year.end - year.start) * ports) if ports else 1.0,
        breaches=breaches,
        staleness_median=ages.quantile(0.5),
        staleness_95=ages.quantile(0.95),
        staleness_worst=ages.worst / timedelta(hours=1),
        beside_late=sum(bool(run.late) for run in year.runs),
    )


def _seen(updates: tuple[Update, ...], end: datetime) -> Iterator[tuple[Update, datetime]]:
    """Each with the instant until which readers see it."""
    for update, after in pairwise((*updates, None)):
        assert update is not None
        yield update, end if after is None else after.at


def broken_within(
    updates: tuple[Update, ...], port: int, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of time in which what one port promises did not hold, as long as they are.

    ``port`` is its place among the promises of its product.
    """
    open_: tuple[datetime, datetime] | None = None
    for update, until in _seen(updates, end):
        holds = holds_until(update.promises[port], update.data_as_of, update.at)
        begins = max(update.at, min(holds.values(), default=until))
        if begins >= until:
            continue
        if open_ is not None and open_[1] == begins:
            open_ = (open_[0], until)
            continue
        if open_ is not None:
            yield open_
        open_ = (begins, until)
    if open_ is not None:
        yield open_


class Ages:
    """How long readers saw data of which age, to the minute."""

    def __init__(self) -> None:
        self.steps: dict[int, int] = {}
        self.worst = timedelta()

    def add(self, youngest: timedelta, oldest: timedelta) -> None:
        """As data grows old, each age between them is seen for as long as any other."""
        self.worst = max(self.worst, oldest)
        for age, change in ((youngest, 1), (oldest, -1)):
            minute = age // _MINUTE
            self.steps[minute] = self.steps.get(minute, 0) + change

    def quantile(self, share: float) -> float:
        """In hours."""
        minutes = sorted(self.steps)
        depths = list(accumulate(self.steps[minute] for minute in minutes))
        weights = [
            depth * (after - minute)
            for depth, (minute, after) in zip(depths, pairwise(minutes), strict=False)
        ]
        left = share * sum(weights)
        for minute, depth, weight in zip(minutes, depths, weights, strict=False):
            if weight and left <= weight:
                return (minute + left / depth) / 60
            left -= weight
        return 0.0
