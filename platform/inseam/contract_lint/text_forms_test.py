from __future__ import annotations

import pytest

from inseam.contract_lint.text_forms import (
    cron_fault,
    has_format,
    is_date,
    is_time,
    is_timestamp,
)


@pytest.mark.parametrize(
    "text",
    ["0 6 * * *", "*/15 0-6,18-23 1 jan-mar MON", "0 0 * * 7", "@daily", "0 0 6 ? * MON-FRI *"],
)
def test_schedules_of_cron(text: str) -> None:
    assert cron_fault(text) is None


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "it has 0 fields, not five"),
        ("0 6 * *", "it has 4 fields, not five"),
        ("60 * * * *", "`60` is not from 0 to 59"),
        ("* * 0 * *", "`0` is not from 1 to 31"),
        ("* * * 13 *", "`13` is not from 1 to 12"),
        ("* * * * 8", "`8` is not from 0 to 7"),
        ("*/0 * * * *", "`*/0` is not from 0 to 59"),
        ("6-5 * * * *", "`6-5` is not from 0 to 59"),
        ("1-2-3 * * * *", "`1-2-3` is not from 0 to 59"),
        ("every day at six o'clock", "`every` is not from 0 to 59"),
        (", * * * *", "`,` is not from 0 to 59"),
        ("0 " * 100, "it is too long"),
    ],
)
def test_what_is_wrong_with_a_schedule_is_said(text: str, why: str) -> None:
    assert cron_fault(text) == why


def test_dates_times_and_timestamps() -> None:
    assert [is_date(text) for text in ("2024-02-29", "2023-02-29", "2024-1-1")] == [
        True,
        False,
        False,
    ]
    assert [is_time(text) for text in ("09:00", "09:00:00+02:00", "25:00")] == [True, True, False]
    assert is_timestamp("2024-03-15T10:00:00Z")
    assert not is_timestamp("1" * 1_000_000)


@pytest.mark.parametrize(
    "text, format, holds",
    [
        ("0d2b8c8e-5d0f-4f57-9a55-0f5b3b0b7c11", "uuid", True),
        ("0d2b8c8e", "uuid", False),
        ("a@example.com", "email", True),
        ("a b@example.com", "email", False),
        ("10.0.0.256", "ipv4", False),
        ("::1", "ipv6", True),
        ("whatever", "iban", None),
    ],
)
def test_formats(text: str, format: str, holds: bool | None) -> None:
    assert has_format(text, format) is holds
