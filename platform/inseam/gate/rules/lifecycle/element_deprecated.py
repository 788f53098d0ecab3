from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.deprecations import deprecation_changes
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule


class ElementDeprecated(ContractRule):
    id = "element-deprecated"
    category = Category.LIFECYCLE
    grade = Grade.COMPATIBLE
    mirror = "element-undeprecated"
    what = "An object or a column is deprecated."
    why = "Nothing changes yet, and readers can begin to move."
    fix = "Say in its description what to read instead."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for old, new in deprecation_changes(comparison):
            if new.deprecated:
                path = new.at("deprecated")
                yield self.change(new.label, "It is deprecated.", old=old.path, new=path)
