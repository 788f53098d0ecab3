from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.type_changes import type_change
from inseam.gate.type_lattice import Relation


class TypeDeclarationAdded(ColumnRule):
    id = "type-declaration-added"
    category = Category.TYPE
    grade = Grade.COMPATIBLE
    mirror = "type-declaration-removed"
    what = "A column says its physical or its logical type, and did not before."
    why = "It promises more than it did."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.ADDED:
            yield self.at(pair, found.reason, found.key)
