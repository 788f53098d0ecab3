from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.type_changes import type_change
from inseam.gate.type_lattice import Relation


class TypeWidened(ColumnRule):
    id = "type-widened"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "type-narrowed"
    what = "A column's type holds more values than before."
    why = "SQL goes on. Targets of a fixed size overflow, and typed readers refuse the schema."
    fix = "Tell readers that copy the column into a typed target, and raise the minor version."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.WIDENED:
            yield self.at(pair, found.reason, found.key)
