"""Lengths of time, in days, from the ways in which contracts write them."""

from __future__ import annotations

import re
from datetime import timedelta
from fractions import Fraction

from inseam.documents.numbers import number

# Of a longer notice period this much counts: no date is a million years away.
MAX_NOTICE_DAYS = 36_500

_SECOND = Fraction(1, 86_400)
_DAYS = {
    "ms": _SECOND / 1000,
    "millisecond": _SECOND / 1000,
    "s": _SECOND,
    "sec": _SECOND,
    "second": _SECOND,
    "m": _SECOND * 60,
    "min": _SECOND * 60,
    "minute": _SECOND * 60,
    "h": _SECOND * 3600,
    "hr": _SECOND * 3600,
    "hour": _SECOND * 3600,
    "d": Fraction(1),
    "day": Fraction(1),
    "w": Fraction(7),
    "week": Fraction(7),
    "mo": Fraction(365, 12),
    "mon": Fraction(365, 12),
    "month": Fraction(365, 12),
    "q": Fraction(365, 4),
    "quarter": Fraction(365, 4),
    "y": Fraction(365),
    "yr": Fraction(365),
    "year": Fraction(365),
}
_ISO = re.compile(
    r"P(?:(?P<year>[\d.]+)Y)?(?:(?P<month>[\d.]+)M)?(?:(?P<week>[\d.]+)W)?(?:(?P<day>[\d.]+)D)?"
    r"(?:T(?=\d)(?:(?P<hour>[\d.]+)H)?(?:(?P<minute>[\d.]+)M)?(?:(?P<second>[\d.]+)S)?)?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"([\d.]+)\s*([A-Za-z]+)")


def days(value: object, unit: str | None = None) -> Fraction | None:
    """Of `24` and `h`, `24h`, `P1D`. A month is a twelfth of 365 days."""
    amount = number(value)
    if amount is not None:
        factor = _factor(unit or "")
        return None if factor is None else Fraction(amount) * factor
    if not isinstance(value, str):
        return None
    if (written := _AMOUNT.fullmatch(value.strip())) is not None:
        return days(written.group(1), written.group(2))
    parts = _ISO.fullmatch(value.strip())
    if parts is None or not any(parts.groups()):
        return None
    found = [days(amount, name) for name, amount in parts.groupdict().items() if amount]
    return None if None in found else sum((one for one in found if one is not None), Fraction(0))


def in_words(length: timedelta) -> str:
    """For people, to the minute: `15 min`, `26 h`, `8 d 1 h`."""
    minutes = round(length / timedelta(minutes=1))
    days_, hours = (0, minutes // 60) if minutes < 100 * 60 else divmod(minutes // 60, 24)
    parts = ((days_, "d"), (hours, "h"), (minutes % 60, "min"))
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "0 min"


def is_unit(unit: str) -> bool:
    """Whether it is a unit of time: `h`, `hours`, `d`."""
    return _factor(unit) is not None


def _factor(unit: str) -> Fraction | None:
    word = unit.strip().lower()
    return _DAYS.get(word) or _DAYS.get(word.removesuffix("s"))
