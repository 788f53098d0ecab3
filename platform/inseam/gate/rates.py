"""How much in what time: `1000 rows/s`, `10 MB per minute`, `50 rps`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from inseam.documents.durations import days
from inseam.documents.numbers import number


@dataclass(frozen=True, slots=True)
class Rate:
    """``amount`` of ``thing`` a day; without a time in its unit, ``thing`` is the whole unit."""

    thing: str
    amount: Fraction


_IN_TIME = re.compile(r"(?P<thing>.+?)\s*(?:/|\bper\b|\ban?\b)\s*(?P<time>[A-Za-z]+)")
_WITH_UNIT = re.compile(r"(?P<amount>[\d.]+)\s*(?P<unit>[A-Za-z].*)")
_ABBREVIATED = re.compile(r"(?P<thing>[rtqem])p(?P<time>[smhd])")
_ABBREVIATIONS = {"e": "event", "m": "message", "q": "query", "r": "request", "t": "transaction"}
_DATA = re.compile(
    r"(?P<prefix>k|m|g|t|kilo|mega|giga|tera)?(?P<binary>i|bi)?(?P<one>bits?|bytes?|b)",
    re.IGNORECASE,
)
_POWERS = {"k": 1, "m": 2, "g": 3, "t": 4}


def rate(value: object, unit: str) -> Rate | None:
    """None for what is not a number, with or without a unit of its own."""
    if isinstance(value, str) and not unit and (written := _WITH_UNIT.fullmatch(value.strip())):
        return rate(written["amount"], written["unit"])
    amount = number(value)
    if amount is None:
        return None
    thing, in_days = _unit(unit.strip())
    one, times = _thing(thing)
    return Rate(one, Fraction(amount) * times / in_days)


def _unit(unit: str) -> tuple[str, Fraction]:
    """What is counted, and in how many days."""
    if short := _ABBREVIATED.fullmatch(unit.lower()):
        return _ABBREVIATIONS[short["thing"]], days(1, short["time"]) or Fraction(1)
    if (short := re.fullmatch(r"([KMGT]?i?[bB])ps", unit)) is not None:
        return short[1], days(1, "s") or Fraction(1)
    if (found := _IN_TIME.fullmatch(unit)) is not None:
        in_days = days(1, found["time"])
        if in_days:
            return found["thing"], in_days
    return unit, Fraction(1)


def _thing(thing: str) -> tuple[str, Fraction]:
    """One of it, and how many of that it is: data in bytes."""
    if (data := _DATA.fullmatch(thing)) is None:
        word = thing.lower()
        return re.sub(r"(?<=[^s])s$", "", re.sub(r"ies$", "y", word)), Fraction(1)
    base = 1024 if data["binary"] else 1000
    size = Fraction(base) ** _POWERS.get((data["prefix"] or " ")[0].lower(), 0)
    is_bit = data["one"] == "b" or data["one"].lower().startswith("bit")
    return "byte", size / 8 if is_bit else size
