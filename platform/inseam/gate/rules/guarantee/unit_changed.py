from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown


class UnitChanged(ColumnRule):
    id = "unit-changed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "unit-changed"
    what = "A column's unit, said by the custom property `unit`, is another."
    why = "Cents read as euros: every sum is wrong, and nothing fails."
    fix = "Offer the other unit as a column of a new name."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.unit, pair.new.unit
        if old == new:
            return
        grade = Grade.COMPATIBLE if old is None else Grade.RISKY if new is None else None
        places = pair.old.custom("unit"), pair.new.custom("unit")
        yield self.change(
            pair.new.label,
            f"The unit was {shown(old)}, and is {shown(new)}.",
            old=places[0][1] if places[0] else pair.old.path,
            new=places[1][1] if places[1] else pair.new.path,
            grade=grade,
        )
