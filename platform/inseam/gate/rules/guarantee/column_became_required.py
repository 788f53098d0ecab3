from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule


class ColumnBecameRequired(ColumnRule):
    id = "column-became-required"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "column-became-nullable"
    what = "A column that could be null always has a value."
    why = "Readers get less to care for. The burden is the producer's."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        if pair.new.says_required and not pair.old.required:
            yield self.at(pair, "It could be null, and always has a value.", "required")
