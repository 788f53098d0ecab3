"""What the past of a number explains, and what not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from inseam.monitor.unusual import LEAST_RUNS, WINDOW, Reading, unusual_count, unusual_share

MONDAY = date(2026, 1, 5)


def days(*values: float, of: float = 0.0) -> list[Reading]:
    """One a working day."""
    return [
        Reading(MONDAY + timedelta(days=number // 5 * 7 + number % 5), value, of=of)
        for number, value in enumerate(values)
    ]


STILL = (1000.0,) * 9


def count(*values: float) -> bool:
    *past, now = days(*values)
    return unusual_count(past, now) is not None


def share(*values: float, of: float) -> bool:
    *past, now = days(*values, of=of)
    return unusual_share(past, now) is not None


def test_nothing_is_said_on_fewer_runs_than_the_least() -> None:
    assert not count(*STILL[: LEAST_RUNS - 1], 5000)
    assert count(*STILL[:LEAST_RUNS], 5000)


def test_weekends_are_no_past_of_a_working_day_and_old_runs_of_none() -> None:
    saturday = MONDAY + timedelta(days=5)
    weekends = [Reading(saturday + timedelta(days=7 * n), 1000) for n in range(LEAST_RUNS)]
    monday = MONDAY + timedelta(days=7 * LEAST_RUNS)
    assert unusual_count(weekends, Reading(monday, 5000)) is None
    assert unusual_count(weekends, Reading(monday + timedelta(days=5), 5000)) is not None
    late = MONDAY + WINDOW + timedelta(days=7)
    assert unusual_count(days(*STILL[:LEAST_RUNS]), Reading(late, 5000)) is None


def test_a_past_that_stood_still_allows_a_tenth_and_a_few() -> None:
    assert not count(*STILL, 1100)
    assert count(*STILL, 1101)
    assert not count(*(5.0,) * 9, 8)
    assert count(*(5.0,) * 9, 9)


def test_one_bad_day_hides_no_other() -> None:
    assert count(*STILL[:5], 9000, *STILL[:3], 3000)


def test_what_lasts_is_usual_after_three_runs() -> None:
    assert count(*STILL, 2000)
    assert count(*STILL, 2000, 2000)
    assert count(*STILL, 2000, 2000, 2000)
    assert not count(*STILL, 2000, 2000, 2000, 2000)


def test_a_weekday_of_its_own_is_no_news() -> None:
    week = (3000.0, 1000.0, 1010.0, 990.0, 1000.0)
    assert not count(*week, *week, 3000)
    assert count(*week, *week, 3000, 3000)


def added(*more: float) -> bool:
    """Whether the last of the days is unusual, after twelve on each of which 1,000 rows came."""
    total, readings = 0.0, []
    for number, rows in enumerate((*(1000.0,) * 12, *more)):
        total += rows
        # From a Wednesday on, so that the days that follow are working days too.
        readings.append(Reading(MONDAY + timedelta(days=2 + number), total))
    return unusual_count(readings[:-1], readings[-1]) is not None


def test_where_rows_stay_what_a_day_adds_is_judged() -> None:
    assert not added(1000)
    assert added(2000)
    assert added(0)
    assert added(-6000)


def test_rows_that_came_late_are_no_second_finding() -> None:
    assert not added(0, 2000)
    assert not added(0, 0, 3000)
    assert added(0, 4000)


def test_a_holiday_is_as_a_weekend_and_a_doubled_weekend_is_no_working_day() -> None:
    seen = [Reading(MONDAY + timedelta(days=n), 400.0 if n % 7 >= 5 else 1000.0) for n in range(28)]
    monday = MONDAY + timedelta(days=28)
    assert unusual_count(seen, Reading(monday, 420)) is None
    assert unusual_count(seen, Reading(monday, 250)) is not None
    saturday = MONDAY + timedelta(days=33)
    assert unusual_count(seen, Reading(saturday, 1000)) is not None


@pytest.mark.parametrize(("now", "of", "is_found"), [(1.0, 1000, True), (0.05, 1000, False)])
def test_a_share_may_move_by_five_points(now: float, of: float, is_found: bool) -> None:
    assert share(*(0.0,) * 9, now, of=of) is is_found


def test_three_rows_of_a_small_table_are_no_share() -> None:
    assert not share(*(0.0,) * 9, 0.3, of=10)
    assert share(*(0.0,) * 9, 0.4, of=10)
