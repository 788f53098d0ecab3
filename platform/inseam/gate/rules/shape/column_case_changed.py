from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown


class ColumnCaseChanged(ColumnRule):
    id = "column-case-changed"
    category = Category.SHAPE
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "column-case-changed"
    what = "A column's name is written in another case."
    why = (
        "Engines of SQL find it all the same. Readers of files, topics and other places where "
        "names are exact do not."
    )
    fix = "Keep the case of the name."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old, pair.new
        names = {old.effective_name, new.effective_name}
        own_names = {old.name, new.name} if new.is_named else set()
        for found in (names, own_names):
            if len(found) == 2 and len({name.lower() for name in found}) == 1:
                exact = found is names and comparison.new.has_exact_names
                key = "physicalName" if found is names and "physicalName" in new.entry else "name"
                was, now = sorted(found, key=lambda name: name == new.effective_name)
                reason = f"The name was written {shown(was)}, and is {shown(now)}."
                yield self.at(pair, reason, key, grade=Grade.BREAKING if exact else None)
                return
