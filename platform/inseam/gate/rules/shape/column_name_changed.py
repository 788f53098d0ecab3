from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown


class ColumnNameChanged(ColumnRule):
    id = "column-name-changed"
    category = Category.SHAPE
    grade = Grade.RISKY
    mirror = "column-name-changed"
    what = "The contract's own name for a column is another, and the column's name is not."
    why = "Queries go on, but references from other contracts and generated code use that name."
    fix = "Keep `name`, or tell those who refer to it."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old, pair.new
        same = old.effective_name.lower() == new.effective_name.lower()
        if new.is_named and same and old.name.lower() != new.name.lower():
            reason = f"Its name in the contract was {shown(old.name)}, and is {shown(new.name)}."
            yield self.at(pair, reason, "name")
