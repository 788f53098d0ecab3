"""What a run found that the runs before it do not explain: pure.

Where the number of rows is unusual, the numbers of distinct values follow from it, and where more
of a column is NULL, its own do: only the cause is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inseam.monitor.history import ColumnProfile, ContractRun, Noticed, ObjectProfile
from inseam.monitor.rules import DISTINCTS_UNUSUAL, NULLS_UNUSUAL, ROWS_UNUSUAL
from inseam.monitor.unusual import (
    Reading,
    Unusual,
    accumulates,
    steps_of,
    unusual_count,
    unusual_share,
)


def notice(past: Iterable[ContractRun], run: ContractRun) -> tuple[Noticed, ...]:
    """``past`` are runs of the same contract; those of later days, or of the same, do not count."""
    days = _last_of_each_day(past, before=day_of(run))
    found: list[Noticed] = []
    for profile in run.objects:
        of_days = ((day, _object(one, profile.object)) for day, one in days.items())
        seen = {day: one for day, one in of_days if one is not None}
        found += _of_object(seen, profile, day_of(run))
    return tuple(found)


def day_of(run: ContractRun) -> date:
    return datetime.fromisoformat(run.at).date()


def _last_of_each_day(past: Iterable[ContractRun], before: date) -> dict[date, ContractRun]:
    ordered = sorted(past, key=lambda run: run.at)
    return {day_of(run): run for run in ordered if day_of(run) < before}


def _object(run: ContractRun, name: str) -> ObjectProfile | None:
    return next((one for one in run.objects if one.object == name), None)


def _of_object(
    days: Mapping[date, ObjectProfile], now: ObjectProfile, today: date
) -> Iterator[Noticed]:
    rows = [Reading(day, found.rows) for day, found in days.items()]
    unusual = unusual_count(rows, Reading(today, now.rows))
    if unusual is not None:
        yield Noticed(ROWS_UNUSUAL.id, now.object, None, _words(now.object, "rows", unusual))
    for column in now.columns:
        pairs = [
            (day, found, profile)
            for day, found in days.items()
            if (profile := _column(found, column.column))
        ]
        nulls = _Nulls.of(pairs, now, column, today)
        found = nulls.unusual() if nulls else None
        if nulls and found:
            message = nulls.words(now.object, column.column, found)
            yield Noticed(NULLS_UNUSUAL.id, now.object, column.column, message)
        elif unusual is None and column.distincts is not None:
            past = [Reading(d, p.distincts) for d, _, p in pairs if p.distincts is not None]
            found = unusual_count(past, Reading(today, column.distincts))
            if found:
                words = _words(f"{now.object}.{column.column}", "distinct values", found)
                yield Noticed(DISTINCTS_UNUSUAL.id, now.object, column.column, words)


def _column(profile: ObjectProfile, name: str) -> ColumnProfile | None:
    return next((one for one in profile.columns if one.column == name), None)


@dataclass(frozen=True, slots=True)
class _Nulls:
    """Shares of rows in which a column is NULL; of those that were added, where rows stay."""

    past: tuple[Reading, ...]
    now: Reading
    of_added: bool

    @classmethod
    def of(
        cls,
        pairs: Sequence[tuple[date, ObjectProfile, ColumnProfile]],
        now: ObjectProfile,
        column: ColumnProfile,
        today: date,
    ) -> _Nulls | None:
        """None of a table without rows."""
        if not now.rows:
            return None
        all_ = [*pairs, (today, now, column)]
        rows = [Reading(day, found.rows) for day, found, _ in all_]
        nulls = [Reading(day, found.nulls) for day, _, found in all_]
        if accumulates(rows[:-1]) and rows[-1].value > rows[-2].value:
            added = [
                Reading(row.day, min(max(null.value / row.value, 0.0), 1.0), of=row.value)
                for row, null in zip(steps_of(rows), steps_of(nulls), strict=True)
                if row.value > 0
            ]
            return cls(tuple(added[:-1]), added[-1], of_added=True)
        shares = [
            Reading(row.day, null.value / row.value, of=row.value)
            for row, null in zip(rows, nulls, strict=True)
            if row.value
        ]
        return cls(tuple(shares[:-1]), shares[-1], of_added=False)

    def unusual(self) -> Unusual | None:
        return unusual_share(self.past, self.now)

    def words(self, object_: str, column: str, found: Unusual) -> str:
        which = "the rows that were added to" if self.of_added else "the rows of"
        return (
            f"`{column}` is NULL in {found.value:.1%} of {which} `{object_}`; usual is"
            f" {found.usual:.1%}, give or take {found.allowed:.1%}, by {found.runs} runs on days"
            " of this kind."
        )


def _words(what: str, counted: str, found: Unusual) -> str:
    has = f"`{what}` has {_number(found.value)} {counted}"
    if found.is_step:
        more = "more" if found.value >= 0 else "fewer"
        has = f"`{what}` has {_number(abs(found.value))} {counted} {more} than in the run before"
    usual = f"usual is {_number(found.usual)}{' more' if found.is_step else ''}"
    return (
        f"{has}; {usual}, give or take {_number(found.allowed)}, by {found.runs} runs on days of"
        " this kind."
    )


def _number(value: float) -> str:
    return f"{round(value):,}"
