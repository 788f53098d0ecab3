from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.type_changes import type_change
from inseam.gate.type_lattice import Relation


class TypeNarrowed(ColumnRule):
    id = "type-narrowed"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "type-widened"
    what = "A column's type holds fewer values than before."
    why = "All values still fit with readers, but some may have been cut off or refused on the way."
    fix = "Show that no value was lost, or keep the type."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.NARROWED:
            yield self.at(pair, found.reason, found.key)
