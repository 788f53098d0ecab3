"""What runs of `monitor` measured, as a port's page shows it. Nothing is made up between runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inseam.catalog.content import Level, ShownRule, Table
from inseam.monitor.history import ColumnProfile, ContractRun, ObjectProfile

# The last ones: what a line of the page has room for.
MOST_RUNS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnHistory:
    """Of the last run, and the numbers of all runs that have the column.

    ``minimum`` and ``maximum`` are None for a column whose values not everybody may see.
    """

    name: str
    nulls: int
    distincts: int | None
    minimum: str | None
    maximum: str | None
    all_nulls: tuple[float, ...]
    all_distincts: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHistory:
    """``at`` is the instant of the last run, ``rows`` the number of each, the oldest first."""

    at: str
    rows: tuple[int, ...]
    columns: tuple[ColumnHistory, ...]


def table_history(table: Table, runs: Sequence[ContractRun]) -> TableHistory | None:
    """None if no run has looked at the table."""
    seen = [
        (run.at, profile)
        for run in runs[-MOST_RUNS:]
        for profile in run.objects
        if profile.object.lower() == table.physical_name.lower()
    ]
    if not seen:
        return None
    return TableHistory(
        at=seen[-1][0],
        rows=tuple(profile.rows for _, profile in seen),
        columns=tuple(_columns(table, [profile for _, profile in seen])),
    )


def _columns(table: Table, profiles: Sequence[ObjectProfile]) -> Iterable[ColumnHistory]:
    hidden = {column.name.lower() for column in table.columns if column.is_personal}
    for last in profiles[-1].columns:
        own = [one for profile in profiles for one in profile.columns if one.column == last.column]
        is_shown = last.column.lower() not in hidden
        yield ColumnHistory(
            name=last.column,
            nulls=last.nulls,
            distincts=last.distincts,
            minimum=last.minimum if is_shown else None,
            maximum=last.maximum if is_shown else None,
            all_nulls=tuple(float(one.nulls) for one in own),
            all_distincts=tuple(_distincts(own)),
        )


def _distincts(profiles: Iterable[ColumnProfile]) -> Iterable[float]:
    return (float(one.distincts) for one in profiles if one.distincts is not None)


def results(rule: ShownRule, runs: Sequence[ContractRun]) -> tuple[tuple[str, str], ...]:
    """Of the last runs that evaluated it, the oldest first: the result, and when."""
    return tuple(
        (check.result, f"{run.at}: {check.result}")
        for run in runs[-MOST_RUNS:]
        for check in run.checks
        if check.element == rule.element and check.result != "not evaluated"
    )


def kept(level: Level, runs: Sequence[ContractRun]) -> tuple[tuple[str, str], ...]:
    """As `results`: whether each run found the service level kept."""
    found = (
        (run.at, one.kept)
        for run in runs[-MOST_RUNS:]
        for one in run.levels
        if one.property == level.property and (one.element or "") in ("", level.applies_to)
    )
    words = {True: "passed", False: "failed"}
    return tuple(
        (words[k], f"{at}: {'kept' if k else 'not kept'}") for at, k in found if k is not None
    )
