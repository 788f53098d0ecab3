from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import SchemaObject
from inseam.gate.rule import ObjectRule
from inseam.gate.values import shown


class ObjectPhysicalNameChanged(ObjectRule):
    id = "object-physical-name-changed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "object-physical-name-changed"
    what = "The name of a table, as readers type it, is another."
    why = "Queries name the table by its `physicalName`, or by its `name` where it has none."
    fix = "Keep the name, or offer the table under both names until the next major version."

    def changes(self, pair: Pair[SchemaObject], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.effective_name, pair.new.effective_name
        if old.lower() == new.lower() and not (old != new and comparison.new.has_exact_names):
            return
        key = "physicalName" if "physicalName" in pair.new.entry else "name"
        was = "physicalName" if "physicalName" in pair.old.entry else "name"
        reason = f"Readers knew it as {shown(old)}, and now it is {shown(new)}."
        yield self.change(pair.new.label, reason, old=pair.old.at(was), new=pair.new.at(key))
