from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule


class ValuesConstraintAdded(ColumnRule):
    id = "values-constraint-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "values-constraint-removed"
    what = "A column that could have any value has a list of values."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        if pair.old.admitted_values is None and pair.new.admitted_values is not None:
            yield self.change(
                pair.new.label,
                "Its values are listed.",
                old=pair.old.path,
                new=pair.new.values_path,
            )
