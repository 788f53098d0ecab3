"""Values and numbers, as SQL and as people read them."""

from __future__ import annotations

from typing import Any

from inseam.odcs.constraints import Threshold


def literal(value: Any) -> str:
    """A value of a contract, as SQL."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + str(value).replace("'", "''") + "'"


def demand(threshold: Threshold, *, is_percent: bool) -> str:
    """What a threshold demands of a number: ``must be less than 50 %``."""
    unit = " %" if is_percent else ""
    low, high = threshold.low, threshold.high
    if threshold.excluded:
        ends = " and not ".join(
            f"{_number(least)}{unit}"
            if least == most
            else f"between {_number(least)} and {_number(most)}{unit}"
            for least, most in threshold.excluded
        )
        return f"must not be {ends}"
    if low is not None and low == high:
        return f"must be {_number(low)}{unit}"
    if low is not None and high is not None:
        return f"must be between {_number(low)} and {_number(high)}{unit}"
    if low is not None:
        words = "more than" if threshold.low_is_open else "at least"
        return f"must be {words} {_number(low)}{unit}"
    words = "less than" if threshold.high_is_open else "at most"
    return f"must be {words} {_number(high or 0)}{unit}"


def number(value: float, *, is_percent: bool) -> str:
    return f"{_number(value)}{' %' if is_percent else ''}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
