"""Values that two engines are likely to treat in two ways, for rows that look for differences.

None breaks what a contract says: those that its limits leave out are not taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa

from inseam.synthesis.given_values import with_examples
from inseam.synthesis.value_sets import Domain

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
# How many of each kind of amount.
_OF_A_KIND = 6

# Texts that engines read as numbers, dates, truth values, patterns or escapes, or sort apart.
_TEXTS = (
    *("", " ", "  padded  ", "\u00a0padded\u00a0", "tab\tbed", "two\nlines"),
    *("a\\nb", "C:\\new\\table", "\\", "\\d+", "50%", "a_b", "a.b.c", "a|b|c", "$1", "\\1", "(x)"),
    *("O'Brien", '"quoted"', "'", "a,b", "-- x", "{{ x }}"),
    *("0", "007", "-0", "+5", "12.7", "42.0", "4e2", "1e-05", "0x1A", "1_000", "1,000.5", ".5"),
    *("9223372036854775808", "NaN", "Infinity", "NULL", "null", "None"),
    *("true", "TRUE", " t ", "yes", "1"),
    *("2024", "2024-02", "2024-02-30", "2024/02/03", "20240203", "10:00:00", "2024-02-03 24:00:00"),
    *("2024-03-31T02:30:00+02:00", "2024-03-31 00:30:00Z", "2024-03-10 02:30:00-05:00"),
    *("apple", "Zebra", "ÄPFEL", "äpfel", "straße", "STRASSE", "İ", "é", "e\u0301"),
)  # fmt: skip
_FORMS = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d", "%Y%m%d",
          "%d.%m.%Y", "%m/%d/%Y", "%H:%M:%S", "%H:%M", "%Y-%m")  # fmt: skip
_ZONES = ("", "Z", "+00:00", "+02:00", "-05:00", "+05:30", ".250Z", ".999999+02:00")


def with_hard_values(domain: Domain, as_of: datetime, *, shaped: bool = False) -> Domain:
    """With hard values of its type among the edges, which rows then repeat.

    ``shaped`` says of texts that a pattern or a format limits them, to stamps perhaps.
    """
    domain.repeats_edges = True
    return with_examples(domain, list(_candidates(domain.type, as_of, shaped)))


def _candidates(type_: pa.DataType, as_of: datetime, shaped: bool) -> Iterator[str]:
    if pa.types.is_string(type_):
        yield from _TEXTS
        if shaped:
            yield from _stamps(as_of)
    elif pa.types.is_decimal(type_):
        yield from map(str, _amounts(type_.scale))
    elif pa.types.is_integer(type_):
        yield from map(str, (0, 1, -1, 2, 3, -3, 7, 10, 2**31 - 1, 2**31, -(2**31), 2**53 + 1))
    elif pa.types.is_floating(type_):
        yield from ("0", "0.5", "1.5", "2.5", "-2.5", "1.005", "-1.005", "2.675", "0.1", "0.145")
        yield from ("1e7", "12345678.9", "0.001", "-7.125", "1e15")
    elif pa.types.is_date(type_):
        yield from dict.fromkeys(str(day.date()) for day in _instants(as_of))
    elif pa.types.is_timestamp(type_):
        yield from (instant.isoformat() for instant in _instants(as_of))
    elif pa.types.is_time(type_):
        yield from ("00:00:00", "00:00:00.000001", "02:30:00", "12:00:00", "23:59:59.999999")


def _amounts(scale: int) -> Iterator[Decimal]:
    """Zero, small and large ones, and those whose half or quarter ends in half a unit."""
    yield from (Decimal(0), Decimal(1), Decimal(-1), Decimal(10) ** 9, -(Decimal(10) ** 9))
    if scale <= 0:
        return
    unit = Decimal(1).scaleb(-scale)
    yield from (unit, -unit, 5 * unit, Decimal(99_999_999_999) + 99 * unit)
    one = 10**scale
    for parts in (2, 4):
        for start in (1, 20_000 * one):
            for units in halves_that_fall(parts, one, start)[:_OF_A_KIND]:
                yield units * unit
                yield -units * unit


def halves_that_fall(parts: int, one: int, start: int, width: int = 4_000) -> list[int]:
    """Amounts, in the last digit's unit, whose share in ``parts`` is an exact half of that unit.

    Of these, those that binary numbers put below the half, so that it is rounded down: divided
    exactly they are rounded up.
    """
    units = np.arange(start, start + width, dtype=np.int64)
    halves = units[units % parts == parts // 2]
    rounded = np.floor(halves / one / parts * one + 0.5)
    return [int(number) for number in halves[rounded < halves / parts]]


def _instants(as_of: datetime) -> Iterator[datetime]:
    """Borders of days, weeks, months and years near the instant of the run, and around them."""
    for border in dict.fromkeys(_borders(as_of)):
        yield from (border - _MICROSECOND, border, border + timedelta(milliseconds=30_750))


def _borders(as_of: datetime) -> Iterator[datetime]:
    if as_of.tzinfo is not None:
        as_of = as_of.astimezone(UTC).replace(tzinfo=None)
    midnight = as_of.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - midnight.weekday() * _DAY
    yield from (as_of, as_of - 30 * _DAY, midnight, monday, monday - _DAY)
    month, year = midnight.replace(day=1), midnight.replace(month=1, day=1)
    yield from (month, month - _DAY, year, datetime(year.year - 1, 1, 1))  # noqa: DTZ001
    spring = datetime(year.year - 1, 3, 31)  # noqa: DTZ001
    spring -= (spring.weekday() + 1) % 7 * _DAY
    autumn = datetime(year.year - 1, 10, 31)  # noqa: DTZ001
    autumn -= (autumn.weekday() + 1) % 7 * _DAY
    # The hour that clocks leave out or repeat, as Europe's law has it: in UTC and by the clock.
    for day in (spring, autumn):
        yield from (day + timedelta(hours=1), day + timedelta(hours=2, minutes=30))


def _stamps(as_of: datetime) -> Iterator[str]:
    for form in _FORMS:
        for zone in _ZONES if "%S" in form or "%M" in form else ("",):
            for border in _borders(as_of):
                yield border.strftime(form) + zone
