from __future__ import annotations

from fractions import Fraction

import pytest

from inseam.documents.shares import share


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (99.5, "percent"),
        (99.5, "%"),
        ("99.5%", None),
        ("99.5 %", None),
        (99.5, None),
        (0.995, None),
        ("0.995", ""),
        (" 99.50 ", "Percentage"),
    ],
)
def test_ways_to_write_a_share_are_one_number(value: object, unit: str | None) -> None:
    assert share(value, unit) == Fraction(995, 1000)


def test_a_number_up_to_one_is_a_share_unless_it_has_a_unit() -> None:
    assert share(1) == 1
    assert share(1, "%") == Fraction(1, 100)
    assert share(100) == 1


@pytest.mark.parametrize(
    ("value", "unit"),
    [(101, "%"), (-1, None), (99, "h"), ("five nines", None), (None, "%"), (True, "%")],
)
def test_what_is_no_share_is_none(value: object, unit: str | None) -> None:
    assert share(value, unit) is None
