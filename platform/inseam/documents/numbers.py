"""Numbers as contracts write them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

# No measure of anything, and too large to write out.
_MAX_EXPONENT = 400


def number(value: Any) -> Decimal | None:
    """A finite number, also one in quotes."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        read = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not read.is_finite() or abs(read.adjusted()) > _MAX_EXPONENT:
        return None
    return read
