from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule


class ValuesConstraintRemoved(ColumnRule):
    id = "values-constraint-removed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "values-constraint-added"
    what = "A column that had a list of values may have any."
    why = "What a `case`, a filter or a lookup by the column knew to be complete is not."
    fix = "Keep the list, with the new values in it."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        if pair.old.admitted_values is not None and pair.new.admitted_values is None:
            yield self.change(
                pair.new.label,
                "Its values were listed, and may be any.",
                old=pair.old.values_path,
                new=pair.new.path,
            )
