from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from inseam.documents.durations import days, in_words


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (24, "h", 1),
        ("24h", None, 1),
        ("24", "hours", 1),
        (1440, "min", 1),
        ("P1D", None, 1),
        ("PT24H", "d", 1),
        ("P1DT12H", None, Fraction(3, 2)),
        ("P2W", None, 14),
        (12, "months", 365),
        ("P1Y", None, 365),
        (0.5, "d", Fraction(1, 2)),
        ("6 minutes", None, Fraction(6, 1440)),
        ("500ms", None, Fraction(1, 172_800)),
        ("PT1.5H", None, Fraction(3, 48)),
        (1, "quarter", Fraction(365, 4)),
    ],
)
def test_lengths_of_time_are_read_in_days(
    value: object, unit: str | None, expected: Fraction
) -> None:
    assert days(value, unit) == expected


@pytest.mark.parametrize(
    ("value", "unit"),
    [(24, None), (24, "parsecs"), ("P", None), ("PT", None), ("09:00-08:00", "h"), (None, "h")]
    + [
        (text, None)
        for text in ("", "P1", "P1DT", "P1H", "P-1D", "-1h", "about a day", "P" + "1" * 200)
    ],
)
def test_what_is_no_length_of_time_is_none(value: object, unit: str | None) -> None:
    assert days(value, unit) is None


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(), "0 min"),
        (timedelta(seconds=40), "1 min"),
        (timedelta(minutes=15), "15 min"),
        (timedelta(hours=26), "26 h"),
        (timedelta(hours=24, minutes=15), "24 h 15 min"),
        (timedelta(hours=99, minutes=59), "99 h 59 min"),
        (timedelta(hours=193), "8 d 1 h"),
        (timedelta(days=2555), "2555 d"),
        (timedelta(days=6, minutes=5), "6 d 5 min"),
    ],
)
def test_a_length_is_shown_to_the_minute(length: timedelta, expected: str) -> None:
    assert in_words(length) == expected
