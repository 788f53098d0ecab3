from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule


class UniquenessAdded(ColumnRule):
    id = "uniqueness-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "uniqueness-removed"
    what = "A column's values, or the items of an array, are unique."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        if pair.new.says_unique and not pair.old.unique:
            yield self.at(pair, "Its values are unique.", "unique")
        old, new = (column.options.get("uniqueItems") is True for column in (pair.old, pair.new))
        if new and not old:
            yield self.at(pair, "Its items are unique.", "logicalTypeOptions", "uniqueItems")
