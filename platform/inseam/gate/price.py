"""What a contract's data costs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from inseam.contracts.numbers import number
from inseam.gate.matching import Comparison
from inseam.gate.model import Contract
from inseam.gate.values import mapping, shown, text


@dataclass(frozen=True, slots=True)
class Price:
    """``amount`` is None where nothing says it: then there is no price."""

    amount: Decimal | None
    currency: str | None
    unit: str | None

    def __str__(self) -> str:
        if self.amount is None:
            return "nothing"
        unit = f" per {self.unit}" if self.unit else ""
        return shown(" ".join(filter(None, (str(self.amount), self.currency))) + unit)


def prices(comparison: Comparison) -> tuple[Price, Price]:
    """The old and the new one."""
    return _price(comparison.old), _price(comparison.new)


def _price(contract: Contract) -> Price:
    entry = mapping(contract.entry, "price")
    amount = number(entry.get("priceAmount"))
    return Price(amount, text(entry, "priceCurrency"), text(entry, "priceUnit"))
