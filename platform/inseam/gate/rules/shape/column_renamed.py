from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown


class ColumnRenamed(ColumnRule):
    id = "column-renamed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "column-renamed"
    what = "A column has another name, as readers type it."
    why = "Every query that names it fails, and one that finds another column there is wrong."
    fix = "Keep the old column beside the new one and mark it deprecated."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.effective_name, pair.new.effective_name
        if old.lower() == new.lower() or any(pair is moved for moved in comparison.moved_columns):
            return
        key = "physicalName" if "physicalName" in pair.new.entry else "name"
        was = "physicalName" if "physicalName" in pair.old.entry else "name"
        yield self.change(
            pair.old.label,
            f"Readers knew it as {shown(old)}, and now it is {shown(new)}.",
            old=pair.old.at(was),
            new=pair.new.at(key),
        )
