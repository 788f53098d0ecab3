from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule


class ColumnBecameNullable(ColumnRule):
    id = "column-became-nullable"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "column-became-required"
    what = "A column that always had a value may be null."
    why = "Joins on it drop rows, sums and comparisons skip them, and code that counts on it fails."
    fix = "Keep `required: true`, or offer the column with nulls under a new name."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        if pair.new.required:
            return
        by_type = pair.old.type_forbids_null and not pair.new.type_forbids_null
        if pair.old.says_required or by_type:
            key = "physicalType" if by_type else "required"
            yield self.at(pair, "It always had a value, and may be null.", key)
