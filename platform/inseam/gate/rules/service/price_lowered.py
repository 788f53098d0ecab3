from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.price import amounts
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class PriceLowered(ContractRule):
    id = "price-lowered"
    category = Category.SERVICE
    grade = Grade.COMPATIBLE
    mirror = "price-raised"
    what = "The price is lower."
    why = "Readers pay less than they agreed to."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        old, new = amounts(comparison)
        if (new or 0) < (old or 0):
            reason = f"The price was {shown(str(old))}, and is {shown(str(new or 0))}."
            path = ("price", "priceAmount")
            yield self.change("price", reason, old=path, new=path)
