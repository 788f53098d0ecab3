from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.price import prices
from inseam.gate.rule import ContractRule


class PriceLowered(ContractRule):
    id = "price-lowered"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "price-raised"
    what = "The price is lower."
    why = "Readers pay less than they agreed to."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = prices(comparison)
        if (new.amount or 0) < (old.amount or 0):
            path = ("price", "priceAmount")
            yield self.change("price", f"The price was {old}, and is {new}.", old=path, new=path)
