from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.type_changes import type_change
from inseam.gate.type_lattice import Relation


class TypeUncomparable(ColumnRule):
    id = "type-uncomparable"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "type-uncomparable"
    what = "A column's type may be another, and one of the two is not known."
    why = (
        "What readers get cannot be decided, so somebody has to look. Where a column says no type "
        "itself, tools take it from the definition that it links to: then the link counts."
    )
    fix = "Write a type of the server's dialect, or check by hand what readers get."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.UNCOMPARABLE:
            yield self.at(pair, found.reason, found.key)
