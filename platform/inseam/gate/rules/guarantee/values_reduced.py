from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.rules.guarantee.values_extended import listed


class ValuesReduced(ColumnRule):
    id = "values-reduced"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "values-extended"
    what = "A column no longer has one of its values."
    why = "Readers may keep a branch for it that nothing takes."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.admitted_values, pair.new.admitted_values
        if old is None or new is None or not (fewer := old.keys() - new.keys()):
            return
        yield self.change(
            pair.new.label,
            f"It may no longer be {listed(old[key] for key in fewer)}.",
            old=pair.old.values_path,
            new=pair.new.values_path,
        )
