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
        if pair.old.required:
            return
        # A type that is new says more than this.
        by_type = pair.new.type_forbids_null and pair.old.physical_text is not None
        if pair.new.says_required or (by_type and not pair.old.type_forbids_null):
            yield self.at(pair, "It could be null, and always has a value.", "required")
