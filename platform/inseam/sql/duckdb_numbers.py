"""The types that DuckDB gives to numbers and moments that meet, as its `describe` shows them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from inseam.sql.sql_type import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    FLOAT,
    INTERVAL,
    NULL,
    TIMESTAMP,
    SqlType,
    decimal,
    list_of,
    struct_of,
)
from inseam.sql.value import Value

_SIGNED = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_UNSIGNED = ("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")
_INTEGERS = {*_SIGNED, *_UNSIGNED}
# The digits of the decimal that holds each.
_DIGITS = {
    "TINYINT": 3,
    "SMALLINT": 5,
    "INTEGER": 10,
    "BIGINT": 19,
    "HUGEINT": 38,
    "UTINYINT": 3,
    "USMALLINT": 5,
    "UINTEGER": 10,
    "UBIGINT": 20,
}
NUMBERS = {*_INTEGERS, "FLOAT", "DOUBLE", "DECIMAL"}
_BITS = (8, 16, 32, 64, 128)
MOMENTS = ("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")


def is_integer(kind: SqlType | None) -> bool:
    return kind is not None and kind.name in _INTEGERS


def is_unsigned(kind: SqlType) -> bool:
    return kind.name in _UNSIGNED


def holds(kind: SqlType, literal: Value) -> bool:
    """Whether an integer literal fits the type of an integer."""
    text = literal.literal or ""
    if not is_integer(kind) or not text.lstrip("-").isdigit():
        return False
    number, unsigned = int(text), is_unsigned(kind)
    bits = _BITS[(_UNSIGNED if unsigned else _SIGNED).index(kind.name)]
    low, high = (0, (1 << bits) - 1) if unsigned else (-(1 << bits - 1), (1 << bits - 1) - 1)
    return low <= number <= high


def common_of(kinds: Sequence[SqlType | None]) -> SqlType | None:
    if not kinds or any(kind is None for kind in kinds):
        return None
    return reduce(lambda one, two: None if one is None else common_type(one, two), kinds)


def common_type(one: SqlType, two: SqlType | None) -> SqlType | None:
    """The narrowest type that holds both; None if there is none or it is not known."""
    if two is None or one == two:
        return None if two is None else one
    if one == NULL or two == NULL:
        return two if one == NULL else one
    if one.name in _INTEGERS and two.name in _INTEGERS:
        return _common_integer(one, two)
    if one.name in NUMBERS and two.name in NUMBERS:
        if DOUBLE in (one, two):
            return DOUBLE
        if FLOAT in (one, two):
            return FLOAT
        (width_one, scale_one), (width_two, scale_two) = _as_decimal(one), _as_decimal(two)
        scale = max(scale_one, scale_two)
        whole = max(width_one - scale_one, width_two - scale_two)
        if one.name == two.name == "DECIMAL":
            # Digits behind the point go, for those before it.
            scale = min(scale, 38 - whole)
        return decimal(min(whole + scale, 38), scale)
    if BOOLEAN in (one, two) and {one.name, two.name} <= {"BOOLEAN", *_INTEGERS}:
        return two if one == BOOLEAN else one
    if one.name in MOMENTS and two.name in MOMENTS:
        return one if MOMENTS.index(one.name) > MOMENTS.index(two.name) else two
    if one.name == two.name == "LIST":
        element = common_type(one.element, two.element) if one.element else None
        return list_of(element) if element else None
    if one.name == two.name == "STRUCT":
        names = [name for name, _ in one.members]
        if names == [name for name, _ in two.members]:
            parts = [
                common_type(a, b) if a else None
                for (_, a), (_, b) in zip(one.members, two.members, strict=True)
            ]
            if all(parts):
                return struct_of(zip(names, parts, strict=True))
    return None


def _common_integer(one: SqlType, two: SqlType) -> SqlType:
    if is_unsigned(one) is is_unsigned(two):
        order = _UNSIGNED if is_unsigned(one) else _SIGNED
        return one if order.index(one.name) > order.index(two.name) else two
    signed, unsigned = (two, one) if is_unsigned(one) else (one, two)
    needed = _UNSIGNED.index(unsigned.name) + 1
    if unsigned.name == "UHUGEINT":
        # None holds both: DuckDB takes the next of the signed one.
        needed = _SIGNED.index(signed.name) + 1
    if needed == len(_SIGNED):
        return DOUBLE
    return SqlType(_SIGNED[max(needed, _SIGNED.index(signed.name))])


def _as_decimal(kind: SqlType) -> tuple[int, int]:
    if kind.name == "DECIMAL":
        return kind.digits[0], kind.digits[1]
    return _DIGITS.get(kind.name, 38), 0


def of_decimals(sign: str, one: SqlType, two: SqlType) -> SqlType | None:
    (width_one, scale_one), (width_two, scale_two) = _as_decimal(one), _as_decimal(two)
    widest = max(width_one, width_two)
    if sign == "*":
        width, scale = width_one + width_two, scale_one + scale_two
        if scale > 38:
            return None
    elif sign in ("+", "-"):
        scale = max(scale_one, scale_two)
        width = max(width_one - scale_one, width_two - scale_two) + scale + 1
    elif sign == "%":
        scale = max(scale_one, scale_two)
        width = max(width_one - scale_one, width_two - scale_two) + scale
        return decimal(width, scale) if width <= 38 else DOUBLE
    else:
        return DOUBLE if sign == "//" else None
    # The machine's own integers are kept to if the operands are such.
    limit = 18 if widest <= 18 and (sign != "*" or scale < 18) else 38
    return decimal(min(width, limit), scale)


def of_moments(sign: str, one: SqlType, two: SqlType) -> SqlType | None:
    """Arithmetic with dates, times and intervals."""
    left, right = one.name, two.name
    if left == "INTERVAL" and right == "INTERVAL" and sign in "+-":
        return INTERVAL
    if left == "INTERVAL" and right in NUMBERS and sign in "*/":
        return INTERVAL
    if right == "INTERVAL" and left in NUMBERS and sign == "*":
        return INTERVAL
    if sign == "+" and right in MOMENTS and left in ("INTERVAL", *_INTEGERS, "TIME"):
        return of_moments(sign, two, one)
    if left not in MOMENTS or sign not in "+-":
        return None
    if right == "INTERVAL":
        return TIMESTAMP if one == DATE or left == "DATE" else one
    if right in _INTEGERS and left == "DATE":
        return DATE
    if right == "TIME" and left == "DATE" and sign == "+":
        return TIMESTAMP
    if right in MOMENTS and sign == "-":
        return BIGINT if left == right == "DATE" else INTERVAL
    return None


def rounded(first: SqlType, values: Sequence[Value]) -> SqlType | None:
    if first.name != "DECIMAL":
        return first if first.name in NUMBERS and not is_unsigned(first) else None
    width, scale = first.digits
    if len(values) < 2:
        return decimal(width, 0)
    places = values[1].literal
    if places is None or not places.lstrip("-").isdigit():
        return None
    wanted = int(places)
    return decimal(width, max(0, min(scale, wanted)))
