from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.price import prices
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class PriceTermsChanged(ContractRule):
    id = "price-terms-changed"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "price-terms-changed"
    what = "The price is in another currency, or for another unit."
    why = "The same amount is another price."
    fix = "Agree on the price with those who pay it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = prices(comparison)
        if old.amount is None or new.amount is None:
            return  # a price that is new or gone says it all
        for key, was, now in (
            ("priceCurrency", old.currency, new.currency),
            ("priceUnit", old.unit, new.unit),
        ):
            if was != now:
                reason = f"`{key}` was {shown(was)}, and is {shown(now)}."
                yield self.change("price", reason, old=("price", key), new=("price", key))
