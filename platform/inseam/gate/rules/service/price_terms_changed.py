from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import mapping, shown, text


class PriceTermsChanged(ContractRule):
    id = "price-terms-changed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "price-terms-changed"
    what = "The price is in another currency, or for another unit."
    why = "The same amount is another price."
    fix = "Agree on the price with those who pay it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        prices = mapping(comparison.old.entry, "price"), mapping(comparison.new.entry, "price")
        for key in ("priceCurrency", "priceUnit"):
            old, new = (text(price, key) for price in prices)
            if old != new:
                reason = f"`{key}` was {shown(old)}, and is {shown(new)}."
                yield self.change("price", reason, old=("price", key), new=("price", key))
