from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.price import prices
from inseam.gate.rule import ContractRule


class PriceRaised(ContractRule):
    id = "price-raised"
    category = Category.SERVICE
    grade = Grade.RISKY
    mirror = "price-lowered"
    what = "The price is higher."
    why = "Readers pay more than they agreed to."
    fix = "Agree on the price with those who pay it."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = prices(comparison)
        if (new.amount or 0) > (old.amount or 0):
            path = ("price", "priceAmount")
            yield self.change("price", f"The price was {old}, and is {new}.", old=path, new=path)
