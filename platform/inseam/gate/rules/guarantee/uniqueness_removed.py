from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule


class UniquenessRemoved(ColumnRule):
    id = "uniqueness-removed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "uniqueness-added"
    what = "A column's values, or the items of an array, may come twice."
    why = "Joins on the column yield rows many times, and counts of rows are no counts of things."
    fix = "Keep `unique: true`, or offer the table with repeated values under a new name."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        if pair.old.says_unique and not pair.new.unique:
            yield self.at(pair, "Its values were unique, and may come twice.", "unique")
        old, new = (column.options.get("uniqueItems") is True for column in (pair.old, pair.new))
        if old and not new:
            reason = "Its items were unique, and may come twice."
            yield self.at(pair, reason, "logicalTypeOptions", "uniqueItems")
