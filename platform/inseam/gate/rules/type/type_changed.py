from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.type_changes import type_change
from inseam.gate.type_lattice import Relation


class TypeChanged(ColumnRule):
    id = "type-changed"
    category = Category.TYPE
    grade = Grade.BREAKING
    mirror = "type-changed"
    what = "A column's type is another, and neither holds all values of the other as they were."
    why = "Functions, comparisons and joins on the column fail, or give other results."
    fix = "Offer the new type as a column of a new name, and mark the old one deprecated."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.CHANGED:
            yield self.at(pair, found.reason, found.key)
