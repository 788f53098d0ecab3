"""Days of a port that are made up, with what went wrong on them.

A seed is all that a history follows from. Two kinds of tables: one that has the rows of a day
(``daily``), and one that keeps its rows and is added to (``kept``).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from inseam.monitor.history import ColumnProfile, ContractRun, ObjectProfile
from inseam.monitor.judge import notice

MONDAY = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something went wrong on ``day``, counted from 0: ``late`` (few rows came), ``doubled`` or
    ``null`` (a column is NULL in what came). A late day's rows come on the next one.
    """

    day: int
    kind: str


@dataclass(frozen=True, slots=True)
class Made:
    """How days are made. ``noise`` is the standard deviation of a day's rows, as a part of them;
    ``weekend`` the part that comes on one; ``trend`` how much more comes on each day than on the
    one before, and ``drift`` by how much a column's share of NULLs grows, as a share of rows.
    """

    days: int = 30
    rows: int = 2_000
    noise: float = 0.05
    weekend: float = 0.4
    trend: float = 0.0
    drift: float = 0.0
    holidays: frozenset[int] = frozenset()
    faults: tuple[Fault, ...] = ()
    is_kept: bool = False


# Three faults in 30 days, of which two are on working days, once there is a past to judge by.
FAULTS = (Fault(16, "late"), Fault(22, "doubled"), Fault(28, "null"))


def make(how: Made, seed: int) -> tuple[ContractRun, ...]:
    """One run a day, in the morning."""
    draw = random.Random(seed)
    faults = {fault.day: fault.kind for fault in how.faults}
    table = _Table(how.is_kept)
    runs = []
    missing = 0
    for number in range(how.days):
        day = MONDAY + timedelta(days=number)
        part = how.weekend if day.weekday() >= 5 or number in how.holidays else 1.0
        usual = how.rows * part * (1 + how.trend) ** number
        came = max(0, round(usual * draw.gauss(1, how.noise)))
        share = min(1.0, max(0.0, draw.gauss(0.02, 0.004) + how.drift * number))
        kind = faults.get(number, "")
        if kind == "late":
            missing = came - came // 10
            came //= 10
        elif how.is_kept:
            came, missing = came + missing, 0
        table.add(came, 1.0 if kind == "null" else share, copies=2 if kind == "doubled" else 1)
        runs.append(_run(day, table, draw))
    return tuple(runs)


@dataclass(slots=True)
class _Table:
    is_kept: bool
    rows: int = 0
    nulls: int = 0
    keys: int = 0
    _customers: dict[str, int] = field(default_factory=dict)

    def add(self, came: int, share: float, copies: int) -> None:
        if not self.is_kept:
            self.rows = self.nulls = self.keys = 0
        self.rows += came * copies
        self.keys += came
        self.nulls += round(came * share) * copies


def _run(day: date, table: _Table, draw: random.Random) -> ContractRun:
    statuses = 5
    customers = round(800 * (1 - (1 - 1 / 800) ** table.keys) * draw.gauss(1, 0.01))
    profile = ObjectProfile(
        "orders",
        table.rows,
        (
            ColumnProfile("order_id", 0, table.keys),
            ColumnProfile("customer_id", 0, customers),
            ColumnProfile("coupon", table.nulls, min(40, table.rows - table.nulls)),
            ColumnProfile("status", 0, min(statuses, table.rows)),
        ),
    )
    at = datetime(day.year, day.month, day.day, 6, tzinfo=UTC).isoformat()
    return ContractRun(at, "orders-v1", "1.0.0", "orders", "1_a", at, (profile,))


@dataclass(frozen=True, slots=True)
class Outcome:
    """``judged`` counts the days that were judged; ``found`` are the days of faults on which one of
    its rules reported it, ``missed`` the others, and ``false`` what was reported on other days.
    """

    judged: int
    found: tuple[int, ...]
    missed: tuple[int, ...]
    false: tuple[tuple[int, str], ...]


_REPORTED_BY: Mapping[str, frozenset[str]] = {
    "late": frozenset({"rows-unusual"}),
    "doubled": frozenset({"rows-unusual"}),
    "null": frozenset({"nulls-unusual"}),
}


def judge(how: Made, seed: int) -> Outcome:
    """Each day by the days before it."""
    runs = make(how, seed)
    faults = {fault.day: _REPORTED_BY[fault.kind] for fault in how.faults}
    found: set[int] = set()
    false: list[tuple[int, str]] = []
    for number, run in enumerate(runs):
        for noticed in notice(runs[:number], run):
            if noticed.rule in faults.get(number, ()):
                found.add(number)
            else:
                false.append((number, noticed.message))
    return Outcome(
        len(runs), tuple(sorted(found)), tuple(sorted(faults.keys() - found)), tuple(false)
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one kind of history over many seeds."""

    what: str
    histories: int
    days: int
    faults: int
    found: int
    false: int


_HOLIDAYS = frozenset({17, 24})
KINDS: Mapping[str, Made] = {
    "three faults, weekend dips": Made(faults=FAULTS),
    "the same, rows are kept": Made(faults=FAULTS, is_kept=True),
    "three faults and noise of 15 %": Made(faults=FAULTS, noise=0.15),
    "no fault": Made(days=90),
    "no fault, rows are kept": Made(days=90, is_kept=True),
    "no weekend dips": Made(days=90, weekend=1.0),
    "a trend of 1 % a day": Made(days=90, trend=0.01),
    "a trend of 1 % a day, rows are kept": Made(days=90, trend=0.01, is_kept=True),
    "NULLs drift by 0.1 % of rows a day": Made(days=90, drift=0.001),
    "holidays on two working days": Made(holidays=_HOLIDAYS),
    "holidays, rows are kept": Made(holidays=_HOLIDAYS, is_kept=True),
    "holidays and three faults": Made(holidays=_HOLIDAYS, faults=FAULTS),
    "noise of 30 %": Made(days=90, noise=0.3),
}


def measure(seeds: Iterable[int]) -> tuple[Row, ...]:
    chosen = tuple(seeds)
    return tuple(measure_kind(what, chosen) for what in KINDS)


def measure_kind(what: str, seeds: Sequence[int]) -> Row:
    """Of one of `KINDS`."""
    outcomes = [judge(KINDS[what], seed) for seed in seeds]
    return Row(
        what,
        len(outcomes),
        sum(one.judged for one in outcomes),
        sum(len(one.found) + len(one.missed) for one in outcomes),
        sum(len(one.found) for one in outcomes),
        sum(len(one.false) for one in outcomes),
    )
