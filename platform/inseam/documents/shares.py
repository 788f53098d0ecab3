"""Shares of a whole, from the ways in which contracts write them."""

from __future__ import annotations

from fractions import Fraction

from inseam.documents.numbers import number

_PERCENT = ("%", "percent", "percentage")


def share(value: object, unit: str | None = None) -> Fraction | None:
    """Of `99.5` and `percent`, `"99.5 %"`, `0.995`: 0 to 1, else None.

    Without a unit a number up to 1 is a share, and a larger one a percentage.
    """
    word = (unit or "").strip().lower()
    if isinstance(value, str) and value.rstrip().endswith("%"):
        value, word = value.rstrip().rstrip("%"), word or "%"
    amount = number(value)
    if amount is None or (word and word not in _PERCENT):
        return None
    found = Fraction(amount)
    if word or found > 1:
        found /= 100
    return found if 0 <= found <= 1 else None
