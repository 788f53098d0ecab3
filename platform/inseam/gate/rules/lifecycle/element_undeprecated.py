from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.deprecations import deprecation_changes
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule


class ElementUndeprecated(ContractRule):
    id = "element-undeprecated"
    category = Category.LIFECYCLE
    grade = Grade.COMPATIBLE
    mirror = "element-deprecated"
    what = "An object or a column is no longer deprecated."
    why = "Nobody loses anything."
    fix = "Nothing is to be done: raise the minor version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for old, new in deprecation_changes(comparison):
            if old.deprecated:
                yield self.change(
                    new.label,
                    "It is no longer deprecated.",
                    old=old.at("deprecated"),
                    new=new.path,
                )
