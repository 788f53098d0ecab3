from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.type_changes import type_change
from inseam.gate.type_lattice import Relation


class TypeDeclarationRemoved(ColumnRule):
    id = "type-declaration-removed"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "type-declaration-added"
    what = "A column no longer says its physical or its logical type."
    why = "The type may be the same today, but nobody promises it any more."
    fix = "Write the type back."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.REMOVED:
            none_left = pair.new.logical is None and pair.new.physical_text is None
            grade = Grade.BREAKING if none_left else None
            yield self.at(pair, found.reason, found.key, grade=grade)
