"""What a contract's data costs."""

from __future__ import annotations

from decimal import Decimal

from inseam.contracts.numbers import number
from inseam.gate.matching import Comparison
from inseam.gate.values import mapping


def amounts(comparison: Comparison) -> tuple[Decimal | None, Decimal | None]:
    """The old and the new amount."""
    old, new = (mapping(c.entry, "price") for c in (comparison.old, comparison.new))
    return number(old.get("priceAmount")), number(new.get("priceAmount"))
