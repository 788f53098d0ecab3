from __future__ import annotations

from datetime import date

import pytest

from inseam.documents.day import day_given, read_day
from inseam.report.finding import InputError


def test_a_day_is_read() -> None:
    assert read_day("2026-01-31") == day_given("2026-01-31", "--today") == date(2026, 1, 31)


@pytest.mark.parametrize(
    "text",
    ["20260131", "2026-W05-6", "2026-02-30", "2026-1-31", " 2026-01-31", "soon", "", None, 1],
)
def test_anything_else_is_none(text: object) -> None:
    assert read_day(text) is None


def test_of_an_option_it_is_said_how_to_give_one() -> None:
    with pytest.raises(InputError) as caught:
        day_given("soon", "--policies-today")

    (finding,) = caught.value.findings
    assert finding.message == "`soon` is not a day."
    assert finding.fix == "Write it as in `--policies-today=2026-01-31`, or leave it out."
