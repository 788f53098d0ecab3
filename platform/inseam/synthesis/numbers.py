"""Numbers, dates and times: points at equal steps between bounds."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inseam.synthesis.limits import Limit, Limits
from inseam.synthesis.random_draws import Draws, Integers, Mask
from inseam.synthesis.value_sets import UNLIMITED, Domain

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
# Spark and DuckDB agree on the calendar from here on.
FIRST_DAY = date(1582, 10, 15)
LAST_DAY = date(9999, 12, 31)
# Where a contract sets no bounds: far enough to be met, near enough to be added up.
_FAR = 10**12
_INTEGERS = {
    pa.int8(): (-(2**7), 2**7 - 1),
    pa.int16(): (-(2**15), 2**15 - 1),
    pa.int32(): (-(2**31), 2**31 - 1),
    pa.int64(): (-(2**63), 2**63 - 1),
    pa.uint8(): (0, 2**8 - 1),
    pa.uint16(): (0, 2**16 - 1),
    pa.uint32(): (0, 2**32 - 1),
    pa.uint64(): (0, 2**64 - 1),
}
_FORMATS = {
    f"{sign}{bits}": (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if sign == "i" else (0, 2**bits - 1)
    for sign in "iu"
    for bits in (8, 16, 32, 64, 128)
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How a type's values are counted: in whole ``units``, and back."""

    type: pa.DataType
    unit: Fraction
    read: Callable[[Any], Fraction | None]
    write: Callable[[Sequence[int] | Integers], pa.Array]


class Points(Domain):
    """``first + step * k`` units for k up to ``count``, mostly those of a usual window."""

    def __init__(
        self,
        scale: Scale,
        first: int,
        step: int,
        count: int,
        window: tuple[int, int],
        edges: Sequence[int],
        coarse: int = 1,
    ) -> None:
        self.type = scale.type
        self._scale, self._first, self._step, self._count = scale, first, step, count
        low = min(max((window[0] - first) // step, 0), count - 1)
        high = min(max((window[1] - first) // step, low), count - 1)
        self._window = (low, high)
        self._coarse = coarse
        inside = (k for k in edges if (k - first) % step == 0 and 0 <= (k - first) // step < count)
        self._points = list(dict.fromkeys(inside))
        self.edges = scale.write(self._points).to_pylist()

    @property
    def size(self) -> int:
        return min(self._count, UNLIMITED)

    def _values(self, k: Integers) -> pa.Array:
        last = self._first + self._step * (self._count - 1)
        if self._first >= -(2**63) and max(abs(last), self._step * self._count) < 2**63:
            return self._scale.write(self._first + self._step * k)
        return self._scale.write([self._first + self._step * int(part) for part in k])

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        low, high = self._window
        width = high - low + 1
        # A unique column needs more different values than the usual window has.
        while width < min(8 * n, self._count):
            low, high = max(low - width, 0), min(high + width, self._count - 1)
            width = high - low + 1
        width = min(width, UNLIMITED)
        coarse = self._coarse if width // self._coarse >= 8 * n else 1
        k = draws.below(max(width // coarse, 1), n) * coarse
        if low > UNLIMITED:
            return self._scale.write([self._first + self._step * (low + int(part)) for part in k])
        return self._values(low + k)

    def every(self) -> pa.Array:
        return self._values(np.arange(self._count))

    def accepts(self, values: pa.Array) -> Mask:
        return np.array([self._has(value) for value in values.to_pylist()], dtype=np.bool_)

    def _has(self, value: Any) -> bool:
        number = self._scale.read(value)
        if number is None or number % self._scale.unit:
            return False
        k, rest = divmod(number / self._scale.unit - self._first, self._step)
        return rest == 0 and 0 <= k < self._count


@dataclass(frozen=True, slots=True)
class Bounds:
    """The closest bounds, exact, with the limits that set them."""

    low: Fraction
    high: Fraction
    low_is_open: bool
    high_is_open: bool
    low_by: tuple[Limit, ...]
    high_by: tuple[Limit, ...]
    multiple: Fraction | None
    multiple_by: tuple[Limit, ...]

    def points(self, unit: Fraction) -> tuple[int, int, int]:
        """First point, step and count, in ``unit``s; the count may be 0 or less."""
        step = unit if self.multiple is None else _common_multiple(self.multiple, unit)
        first = math.ceil(self.low / step)
        if self.low_is_open and first * step == self.low:
            first += 1
        last = math.floor(self.high / step)
        if self.high_is_open and last * step == self.high:
            last -= 1
        in_units = int(step / unit)
        return first * in_units, in_units, last - first + 1


def _common_multiple(one: Fraction, other: Fraction) -> Fraction:
    denominator = math.lcm(one.denominator, other.denominator)
    return Fraction(
        math.lcm(int(one * denominator), int(other * denominator)),
        denominator,
    )


def bounds(
    limits: Limits,
    read: Callable[[Any], Fraction | None],
    low: Fraction,
    high: Fraction,
    also_read: Callable[[Any], Fraction | None] | None = None,
) -> Bounds:
    """Of the limits, inside ``low`` and ``high``. Raises `Unsatisfied` for what is not a bound.

    A bound that ``also_read`` takes for another value is the closer of the two.
    """
    low_is_open = high_is_open = False
    low_by: tuple[Limit, ...] = ()
    high_by: tuple[Limit, ...] = ()
    multiple: Fraction | None = None
    multiple_by: tuple[Limit, ...] = ()
    for limit in limits.of("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"):
        value = read(limit.value)
        if value is None:
            raise limits.unsatisfied(
                f"its {limit.kind} `{limit.value}` is not a value of its type", [limit]
            )
        if also_read is not None and (other := also_read(limit.value)) is not None:
            value = (max if limit.kind.lower().endswith("minimum") else min)(value, other)
        is_open = limit.kind.startswith("exclusive")
        if limit.kind in ("minimum", "exclusiveMinimum"):
            if value > low or (value == low and (is_open or not low_by)):
                low, low_is_open, low_by = value, is_open, (limit,)
        elif value < high or (value == high and (is_open or not high_by)):
            high, high_is_open, high_by = value, is_open, (limit,)
    for limit in limits.of("multipleOf"):
        value = _number(limit.value)
        if value is None or value <= 0:
            raise limits.unsatisfied(f"multipleOf `{limit.value}` is not a number above 0", [limit])
        multiple = value if multiple is None else _common_multiple(multiple, value)
        multiple_by = (*multiple_by, limit)
    return Bounds(low, high, low_is_open, high_is_open, low_by, high_by, multiple, multiple_by)


def _number(value: Any) -> Fraction | None:
    """Exact, and of a float what its shortest text says."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Fraction, Decimal)):
        return Fraction(value) if not isinstance(value, Decimal) or value.is_finite() else None
    if isinstance(value, float):
        return Fraction(repr(value)) if math.isfinite(value) else None
    if isinstance(value, str):
        try:
            return Fraction(value.strip())
        except (ValueError, ZeroDivisionError):
            return None
    return None


def number_domain(type_: pa.DataType, limits: Limits, *, fine: bool = False) -> Domain:
    """Of an integer, decimal or floating type. Raises `Unsatisfied`.

    Floating numbers have two digits after the point where there is room for that; ``fine`` three.
    """
    if pa.types.is_floating(type_):
        return _float_domain(type_, limits, 3 if fine else 2)
    if pa.types.is_decimal(type_):
        unit = Fraction(1, 10**type_.scale) if type_.scale >= 0 else Fraction(10**-type_.scale)
        low, high = -(10**type_.precision - 1) * unit, (10**type_.precision - 1) * unit
        scale = Scale(type_, unit, _number, lambda k: _decimals(k, type_))
    else:
        unit = Fraction(1)
        low, high = map(Fraction, _INTEGERS[type_])
        scale = Scale(type_, unit, _number, lambda k: pa.array(k, type_))
    limits = _with_format(limits)
    return _between(scale, bounds(limits, _number, low, high), limits)


def _with_format(limits: Limits) -> Limits:
    """With the bounds of a format such as `u8`."""
    extra = [
        Limit(kind, bound, limit.place)
        for limit in limits.of("format")
        for kind, bound in zip(
            ("minimum", "maximum"), _FORMATS.get(str(limit.value), ()), strict=False
        )
    ]
    return Limits((*limits.all, *extra), limits.column, limits.label)


def _between(scale: Scale, found: Bounds, limits: Limits) -> Domain:
    first, step, count = found.points(scale.unit)
    if count < 1:
        raise _empty(found, limits)
    low, high = first, first + step * (count - 1)
    one = max(int(1 / scale.unit), 1) if scale.unit <= 1 else 1
    wide = max(10_000 * one, 1_000 * step)
    if found.low_by and found.high_by:
        window = (low, high) if high - low < 100 * wide else (low, low + wide)
    elif found.low_by:
        window = (low, low + wide)
    elif found.high_by:
        window = (high - wide, high)
    else:
        window = (0, wide)
    edges = [0, one, -one, *([low] if found.low_by else []), *([high] if found.high_by else [])]
    if not found.high_by and high > 2**31 * one:
        edges.append(2**31 * one // step * step)
    return Points(scale, first, step, count, window, edges)


def _empty(found: Bounds, limits: Limits) -> Exception:
    by: tuple[Limit, ...] = (*found.low_by, *found.high_by, *found.multiple_by)
    said = " and ".join(f"{limit.kind} {limit.value}" for limit in by)
    places: list[Any] = list(by)
    if not found.low_by or not found.high_by or found.multiple_by:
        places.append(limits.with_type("physicalType"))
    return limits.unsatisfied(
        f"{said} leave no value of its type" if said else "its type is empty", places
    )


def _decimals(k: Sequence[int] | Integers, type_: pa.DataType) -> pa.Array:
    if isinstance(k, np.ndarray) and pa.types.is_decimal128(type_):
        parts = np.empty((len(k), 2), dtype=np.int64)
        parts[:, 0] = k
        parts[:, 1] = np.where(k < 0, -1, 0)
        return pa.Array.from_buffers(type_, len(k), [None, pa.py_buffer(parts)])
    return pa.array([Decimal(int(part)).scaleb(-type_.scale) for part in k], type_)


def _float_domain(type_: pa.DataType, limits: Limits, digits: int) -> Domain:
    far = Fraction(_FAR)
    stated = [_number(limit.value) for limit in limits.all if limit.kind.lower().endswith("imum")]
    far = max([far, *(2 * abs(value) for value in stated if value is not None)])
    found = bounds(limits, _number, -far, far)
    read = _number
    if found.multiple is not None:
        unit = found.multiple
    else:
        unit = Fraction(1, 10**digits)
        while found.points(unit)[2] < 100_000 and unit > Fraction(1, 10**12):
            unit /= 10
    exact = 2**53 if pa.types.is_float64(type_) else 2**24
    scale = Scale(type_, unit, read, lambda k: _floats(k, unit, type_))
    first, step, count = found.points(unit)
    if count < 1 and found.multiple is None and found.low <= found.high:
        return _neighbours(type_, found, limits)
    if count < 1:
        raise _empty(found, limits)
    if found.low_by and found.high_by and max(abs(first), abs(first + step * count)) > exact:
        return (
            _neighbours(type_, found, limits)
            if found.multiple is None
            else _between(scale, found, limits)
        )
    domain = _between(scale, found, limits)
    if pa.types.is_float64(type_):
        return domain
    return _neighbours(type_, found, limits) if found.low_by or found.high_by else domain


def _floats(k: Sequence[int] | Integers, unit: Fraction, type_: pa.DataType) -> pa.Array:
    if (
        isinstance(k, np.ndarray)
        and (len(k) == 0 or np.abs(k).max() * unit.numerator < 2**53)
        and unit.denominator < 2**53
    ):
        return pa.array(k * unit.numerator / unit.denominator).cast(type_, safe=False)
    return pa.array([float(int(part) * unit) for part in k], pa.float64()).cast(type_, safe=False)


def _neighbours(type_: pa.DataType, found: Bounds, limits: Limits) -> Domain:
    """Floating numbers by their place among all of them: for bounds too close for decimals."""
    wide = pa.types.is_float64(type_)
    letter, whole = ("d", "q") if wide else ("f", "i")

    def place(number: float) -> int:
        (bits,) = struct.unpack(f"<{whole}", struct.pack(f"<{letter}", number))
        return int(bits) if bits >= 0 else -int(bits & (2 ** (63 if wide else 31) - 1))

    def value(at: int) -> float:
        bits = at if at >= 0 else -at | (1 << (63 if wide else 31))
        raw = struct.pack(f"<{whole.upper()}", bits)
        return float(struct.unpack(f"<{letter}", raw)[0])

    largest = 1.7976931348623157e308 if wide else 3.4028234663852886e38
    low = place(max(-largest, min(largest, float(found.low))))
    high = place(max(-largest, min(largest, float(found.high))))

    def is_above(at: int) -> bool:
        number = Fraction(value(at))
        bound = Fraction(float(found.low))
        return number > bound or (number == bound and not found.low_is_open)

    def is_below(at: int) -> bool:
        number = Fraction(value(at))
        bound = Fraction(float(found.high))
        return number < bound or (number == bound and not found.high_is_open)

    while low <= high and not is_above(low):
        low += 1
    while low <= high and not is_below(high):
        high -= 1
    if low > high:
        raise _empty(found, limits)

    def read(given: Any) -> Fraction | None:
        number = _number(given)
        return None if number is None else Fraction(place(float(number)))

    scale = Scale(type_, Fraction(1), read, lambda k: pa.array([value(int(at)) for at in k], type_))
    return Points(scale, low, 1, high - low + 1, (low, high), [low, high, 0])


# Dates and times


def temporal_domain(type_: pa.DataType, limits: Limits, as_of: datetime) -> Domain:
    """Of a date, time or timestamp. Raises `Unsatisfied`."""
    now = microseconds(as_of)
    leap = _last_leap_day(as_of)
    if pa.types.is_date(type_):
        read = read_instant(round_to=_DAY)
        scale = Scale(type_, Fraction(1), read, lambda k: _dates(k, type_))
        low, high = (_days(FIRST_DAY), _days(LAST_DAY))
        today = now // _DAY
        edges = [
            *map(_days, (date(2000, 2, 29), date(1900, 1, 1), date(1970, 1, 1), LAST_DAY)),
            _days(leap),
            today,
        ]
        return _temporal(scale, limits, low, high, (today - 730, today), edges, 1)
    if pa.types.is_time(type_):
        scale = Scale(type_, Fraction(1), read_time, lambda k: pa.array(k, pa.int64()).cast(type_))
        edges = [0, _DAY // 2, _DAY - 1]
        return _temporal(scale, limits, 0, _DAY - 1, (0, _DAY - 1), edges, _SECOND)
    scale = Scale(type_, Fraction(1), read_instant(), lambda k: _timestamps(k, type_))
    low, high = _days(FIRST_DAY) * _DAY, _days(LAST_DAY) * _DAY + _DAY - 1
    if type_ == pa.timestamp("ns"):
        low, high = _days(date(1680, 1, 1)) * _DAY, _days(date(2260, 1, 1)) * _DAY
    midnight = now // _DAY * _DAY
    edges = [
        now,
        midnight,
        midnight - 1,
        _days(leap) * _DAY + 12 * 3600 * _SECOND,
        *(_days(day) * _DAY for day in (date(1900, 1, 1), date(1970, 1, 1), LAST_DAY)),
    ]
    # DuckDB, and so datacontract-cli, compares the clock reading of a bound, and not its instant.
    clock = read_instant(drop_offset=True)
    return _temporal(scale, limits, low, high, (now - 730 * _DAY, now), edges, _SECOND, clock)


def _temporal(
    scale: Scale,
    limits: Limits,
    low: int,
    high: int,
    usual: tuple[int, int],
    edges: list[int],
    coarse: int,
    also_read: Callable[[Any], Fraction | None] | None = None,
) -> Domain:
    found = bounds(limits, scale.read, Fraction(low), Fraction(high), also_read)
    first, step, count = found.points(scale.unit)
    if count < 1:
        raise _empty(found, limits)
    last = first + step * (count - 1)
    width = usual[1] - usual[0]
    if first > usual[1] or last < usual[0] or min(last, usual[1]) - max(first, usual[0]) < 10:
        usual = (
            (last - width, last) if found.high_by and not found.low_by else (first, first + width)
        )
    own = [*([first] if found.low_by else []), *([last] if found.high_by else [])]
    return Points(scale, first, step, count, usual, own + edges, coarse)


def microseconds(instant: datetime) -> int:
    if instant.tzinfo is not None:
        instant = instant.astimezone(UTC).replace(tzinfo=None)
    return (instant - _EPOCH) // timedelta(microseconds=1)


def _days(day: date) -> int:
    return (day - _EPOCH.date()).days


def _last_leap_day(as_of: datetime) -> date:
    years = (year for year in range(as_of.year, as_of.year - 9, -1) if _is_leap(year))
    days = (date(year, 2, 29) for year in years)
    return next(day for day in days if day <= as_of.date())


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def read_instant(
    round_to: int = 1, *, drop_offset: bool = False
) -> Callable[[Any], Fraction | None]:
    def read(value: Any) -> Fraction | None:
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value.strip())
            except ValueError:
                return None
        if isinstance(value, datetime):
            if drop_offset:
                value = value.replace(tzinfo=None)
            return Fraction(microseconds(value), round_to)
        if isinstance(value, date):
            return Fraction(_days(value) * _DAY, round_to)
        return None

    return read


def read_time(value: Any) -> Fraction | None:
    if isinstance(value, str):
        try:
            value = time.fromisoformat(value.strip())
        except ValueError:
            return None
    if not isinstance(value, time):
        return None
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return Fraction(seconds * _SECOND + value.microsecond)


def _dates(k: Sequence[int] | Integers, type_: pa.DataType) -> pa.Array:
    return pa.array(k, pa.int32()).cast(pa.date32()).cast(type_)


def _timestamps(k: Sequence[int] | Integers, type_: pa.DataType) -> pa.Array:
    found = pa.array(k, pa.int64()).cast(pa.timestamp("us"))
    if type_.unit in ("s", "ms"):
        found = pc.floor_temporal(found, unit="second" if type_.unit == "s" else "millisecond")
    return found.cast(pa.timestamp(type_.unit)).cast(type_)
