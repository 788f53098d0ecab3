from __future__ import annotations

import pytest

from inseam.documents.weekly_hours import WeeklyHours, weekly_hours

DAY = 24 * 60


def hours(written: str) -> WeeklyHours:
    found = weekly_hours(written)
    assert isinstance(found, WeeklyHours), found
    return found


@pytest.mark.parametrize(
    ("written", "intervals"),
    [
        ("Mo 09:00-17:00 UTC", [(540, 1020)]),
        ("Mo 9-17 Europe/Berlin", [(540, 1020)]),
        ("Monday-Tuesday 09:00-17:00 UTC", [(540, 1020), (DAY + 540, DAY + 1020)]),
        ("Mo 08:00-12:00,12:00-13:00; Tu 09:00-10:00 UTC", [(480, 780), (DAY + 540, DAY + 600)]),
        ("Mo 22:00-06:00 UTC", [(1320, DAY + 360)]),
        ("Su 22:00-06:00 UTC", [(0, 360), (6 * DAY + 1320, 7 * DAY)]),
        ("Sa-Mo 00:00-24:00 UTC", [(0, DAY), (5 * DAY, 7 * DAY)]),
    ],
)
def test_hours_are_minutes_of_a_week(written: str, intervals: list[tuple[int, int]]) -> None:
    assert list(hours(written).intervals) == intervals


@pytest.mark.parametrize("written", ["24/7", "00:00-24:00 Europe/Berlin", "Mo-Su 00:00-24:00"])
def test_all_of_the_week_needs_no_zone(written: str) -> None:
    assert hours(written).is_always
    assert hours(written).zone is None


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("Mo-Fr 09:00-17:00", "no time zone"),
        ("Mo-Fr 09:00-17:00 Europe/Nowhere", "no time zone is named"),
        ("office hours", "not hours of a week"),
        ("Mo-Xx 09:00-17:00 UTC", "not hours of a week"),
        ("Mo 09:00-25:00 UTC", "not hours of a week"),
        ("Mo 09:70-17:00 UTC", "not hours of a week"),
        ("", "not hours of a week"),
    ],
)
def test_others_say_why(written: str, reason: str) -> None:
    found = weekly_hours(written)
    assert isinstance(found, str)
    assert reason in found


@pytest.mark.parametrize(
    ("outer", "inner", "covers"),
    [
        ("Mo-Fr 09:00-17:00 UTC", "Mo-Fr 09:00-17:00 UTC", True),
        ("Mo-Fr 09:00-17:00 UTC", "Mo-Fr 10:00-12:00 UTC", True),
        ("Mo-Fr 09:00-17:00 UTC", "Mo-Sa 10:00-12:00 UTC", False),
        ("24/7", "Mo-Fr 09:00-17:00 America/New_York", True),
        ("Mo-Fr 09:00-17:00 America/New_York", "24/7", False),
        # In summer 09:00 in Berlin is 07:00 UTC, in winter 08:00.
        ("Mo-Fr 07:00-16:00 UTC", "Mo-Fr 09:00-17:00 Europe/Berlin", True),
        ("Mo-Fr 08:00-16:00 UTC", "Mo-Fr 09:00-17:00 Europe/Berlin", False),
        ("Mo-Fr 09:00-17:00 Europe/Berlin", "Mo-Fr 08:00-15:00 UTC", True),
        ("Mo-Fr 09:00-17:00 Europe/Berlin", "Mo-Fr 08:00-16:00 UTC", False),
        ("Mo-Su 00:00-23:00 Europe/Berlin", "Su 12:00-21:00 UTC", True),
    ],
)
def test_hours_cover_others_at_each_minute_of_the_year(
    outer: str, inner: str, covers: bool
) -> None:
    assert hours(outer).covers(hours(inner)) is covers
