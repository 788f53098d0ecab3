from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from inseam.promises.schedule import (
    is_weekly,
    last_tick,
    longest_gap,
    next_tick,
    schedule_error,
    ticks,
)

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
SCHEDULES = ["0 6 * * *", "*/15 * * * *", "30 5 1 * *", "0 6 * * MON-FRI", "0 0 29 2 *"]


@pytest.mark.parametrize(
    ("schedule", "after", "expected"),
    [
        ("0 6 * * *", NOON, datetime(2026, 12, 2, 6, tzinfo=UTC)),
        ("0 12 * * *", NOON, datetime(2026, 12, 2, 12, tzinfo=UTC)),
        ("0 6 * * *\n0 18 * * *", NOON, datetime(2026, 12, 1, 18, tzinfo=UTC)),
        ("0 0 29 2 *", NOON, datetime(2028, 2, 29, tzinfo=UTC)),
    ],
)
def test_the_next_instant_is_after(schedule: str, after: datetime, expected: datetime) -> None:
    assert next_tick(schedule, after) == expected


def test_an_instant_is_read_in_its_zone() -> None:
    berlin = datetime.fromisoformat("2026-12-01T06:30:00+01:00")
    assert next_tick("0 6 * * *", berlin) == datetime(2026, 12, 1, 6, tzinfo=UTC)
    assert last_tick("0 6 * * *", berlin) == datetime(2026, 11, 30, 6, tzinfo=UTC)


@given(st.sampled_from(SCHEDULES), st.timedeltas(timedelta(days=-9_000), timedelta(days=9_000)))
def test_an_instant_is_its_own_last_and_no_other_is_between(schedule: str, away: timedelta) -> None:
    at = NOON + away
    last, after = last_tick(schedule, at), next_tick(schedule, at)
    assert last <= at < after
    assert next_tick(schedule, last) == after
    assert last_tick(schedule, last) == last


@pytest.mark.parametrize(
    ("schedule", "gap"),
    [
        ("0 6 * * *", timedelta(days=1)),
        ("0 6 * * *\n0 18 * * *", timedelta(hours=12)),
        ("0 6 * * MON-FRI", timedelta(days=3)),
        ("0 0 1 * *", timedelta(days=31)),
        ("*/5 * * * *", timedelta(minutes=5)),
        ("0 0 1 1 *", timedelta(days=366)),
        ("0 0 29 2 *", timedelta(days=1461)),
    ],
)
def test_the_longest_gap_is_that_of_four_years(schedule: str, gap: timedelta) -> None:
    assert longest_gap(schedule) == gap


def test_a_frequent_schedule_is_sampled() -> None:
    assert len(ticks("* * * * *", is_long=True)) < 3_000


def test_instants_end_with_the_first_of_the_next_week() -> None:
    found = ticks("0 6 * * MON", is_long=False)
    assert [tick.day for tick in found] == [1, 8]
    assert len(ticks("0 6 * * *", is_long=True)) == 1_461 + 1


@given(st.sampled_from(SCHEDULES), st.timedeltas(timedelta(days=-900), timedelta(days=900)))
def test_weeks_that_are_alike_are_counted_as_cron_does(schedule: str, away: timedelta) -> None:
    at = NOON + away
    assert next_tick(schedule, at) == next(CronSim(schedule, at))
    assert is_weekly(schedule) is (schedule.split()[2] == "*")


@pytest.mark.parametrize(
    ("schedule", "reason"),
    [
        ("", "empty"),
        ("daily", "not a cron expression"),
        ("0 25 * * *", "Bad hour"),
        ("0 0 30 2 *", "Bad day"),
        ("0 6 * * *\nnever", "not a cron expression"),
    ],
)
def test_what_is_no_schedule_says_why(schedule: str, reason: str) -> None:
    assert reason in (schedule_error(schedule) or "")


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_schedule_has_no_error(schedule: str) -> None:
    assert schedule_error(schedule) is None
