from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inseam.delivery.retry_after import retry_after

NOW = datetime(2026, 1, 31, 6, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 31 Jan 2026 06:01:30 GMT", 90),
        ("Saturday, 31-Jan-26 06:01:30 GMT", 90),
        ("Sat Jan 31 06:01:30 2026", 90),
        ("Sat, 31 Jan 2026 06:01:30 -0000", 90),
        ("Sat, 31 Jan 2026 08:01:30 +0200", 90),
        ("Sat, 31 Jan 2026 05:00:00 GMT", 0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 20, None),
        ("Sat, 31 Feb 2026 06:01:30 GMT", None),
        (f"Sat, 31 Jan {'9' * 20} 06:01:30 GMT", None),
        (f"Sat, 31 Jan 2026 06:01:30 +{'9' * 14}", None),
    ],
)
def test_seconds_and_dates_are_read(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds
