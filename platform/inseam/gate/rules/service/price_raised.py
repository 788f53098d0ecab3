from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.price import amounts
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class PriceRaised(ContractRule):
    id = "price-raised"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "price-lowered"
    what = "The price is higher."
    why = "Readers pay more than they agreed to."
    fix = "Agree on the price with those who pay it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = amounts(comparison)
        if (new or 0) > (old or 0):
            reason = f"The price was {shown(str(old or 0))}, and is {shown(str(new))}."
            path = ("price", "priceAmount")
            yield self.change("price", reason, old=path, new=path)
