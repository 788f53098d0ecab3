"""Sets of numbers that a threshold admits, so that every spelling of one threshold is equal.

Numbers of rows are whole and not negative, percentages are between 0 and 100: `mustBe: 0`,
`mustBeLessThan: 1` and `mustBeLessOrEqualTo: 0` are one demand on a count.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from inseam.documents.numbers import number
from inseam.odcs.lenient import Entry

_INFINITY = Decimal("Infinity")


class Domain(Enum):
    COUNT = "count"
    PERCENT = "percent"
    ANY = "any"


@dataclass(frozen=True, slots=True, order=True)
class Bound:
    """A place on the number line: just below, at, or just above ``value``, by ``side``."""

    value: Decimal
    side: int = 0


@dataclass(frozen=True, slots=True)
class Admitted:
    """A union of intervals, each from its first to its last place, apart and in order."""

    intervals: tuple[tuple[Bound, Bound], ...]

    def __and__(self, other: Admitted) -> Admitted:
        return _union(
            (max(low, other_low), min(high, other_high))
            for low, high in self.intervals
            for other_low, other_high in other.intervals
        )

    def __le__(self, other: Admitted) -> bool:
        """Whether every number that this admits is admitted by the other."""
        return (self & other).intervals == self.intervals

    @property
    def has_zero(self) -> bool:
        zero = Bound(Decimal(0))
        return any(low <= zero <= high for low, high in self.intervals)

    @property
    def is_zero(self) -> bool:
        zero = Bound(Decimal(0))
        return self.intervals == ((zero, zero),)


EVERYTHING = Admitted(((Bound(-_INFINITY), Bound(_INFINITY)),))


def _union(intervals: Iterable[tuple[Bound, Bound]]) -> Admitted:
    joined: list[tuple[Bound, Bound]] = []
    for low, high in sorted(i for i in intervals if i[0] <= i[1]):
        if joined and _touch(joined[-1][1], low):
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return Admitted(tuple(joined))


def _touch(high: Bound, low: Bound) -> bool:
    return low <= high or (low.value == high.value and low.side == high.side + 1)


def interval(
    low: Decimal | None = None,
    high: Decimal | None = None,
    *,
    low_is_open: bool = False,
    high_is_open: bool = False,
) -> Admitted:
    first = Bound(-_INFINITY) if low is None else Bound(low, int(low_is_open))
    last = Bound(_INFINITY) if high is None else Bound(high, -int(high_is_open))
    return _union([(first, last)])


def _outside(low: Decimal, high: Decimal) -> Admitted:
    below, above = interval(high=low, high_is_open=True), interval(high, low_is_open=True)
    return _union(below.intervals + above.intervals)


def within(admitted: Admitted, domain: Domain) -> Admitted:
    """What of it can occur in the domain, counts as whole numbers."""
    if domain is Domain.PERCENT:
        return admitted & interval(Decimal(0), Decimal(100))
    if domain is Domain.COUNT:
        whole = [_whole(low, high) for low, high in (admitted & interval(Decimal(0))).intervals]
        kept = sorted(i for i in whole if i is not None)
        joined: list[tuple[Bound, Bound]] = []
        for low, high in kept:
            if joined and low.value <= joined[-1][1].value + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], high))
            else:
                joined.append((low, high))
        return Admitted(tuple(joined))
    return admitted


def _whole(low: Bound, high: Bound) -> tuple[Bound, Bound] | None:
    first = Decimal(math.ceil(low.value)) if low.value.is_finite() else low.value
    last = Decimal(math.floor(high.value)) if high.value.is_finite() else high.value
    if low.side > 0 and first == low.value:
        first += 1
    if high.side < 0 and last == high.value:
        last -= 1
    return (Bound(first), Bound(last)) if first <= last else None


OPERATORS = (
    "mustBe",
    "mustNotBe",
    "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo",
    "mustBeLessThan",
    "mustBeLessOrEqualTo",
    "mustBeBetween",
    "mustNotBeBetween",
)


def threshold(rule: Entry) -> Admitted | None:
    """What all operators of a quality rule admit; None if it has none that compares numbers.

    Both ends of `mustBeBetween` are admitted, as datacontract-cli evaluates it.
    """
    admitted, found = EVERYTHING, False
    for operator in OPERATORS:
        one = _operator(operator, rule.get(operator))
        if one is not None:
            admitted, found = admitted & one, True
    return admitted if found else None


def _operator(operator: str, value: object) -> Admitted | None:
    if operator in ("mustBeBetween", "mustNotBeBetween"):
        ends = [number(end) for end in value] if isinstance(value, list) else []
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return None
        low, high = ends[0], ends[1]
        return interval(low, high) if operator == "mustBeBetween" else _outside(low, high)
    limit = number(value)
    if limit is None:
        return None
    match operator:
        case "mustBe":
            return interval(limit, limit)
        case "mustNotBe":
            return _outside(limit, limit)
        case "mustBeGreaterThan":
            return interval(limit, low_is_open=True)
        case "mustBeGreaterOrEqualTo":
            return interval(limit)
        case "mustBeLessThan":
            return interval(high=limit, high_is_open=True)
        case _:
            return interval(high=limit)
