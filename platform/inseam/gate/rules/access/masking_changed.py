from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown
from inseam.gate.vocabulary import Concept, custom_changes


class MaskingChanged(ContractRule):
    id = "masking-changed"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "masking-changed"
    what = "Values are masked or made anonymous in another way, by a custom property."
    why = (
        "What readers get is no longer what they got: joins find other rows or none, and what was "
        "hidden may be shown."
    )
    fix = "Offer the other form as a column of a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in custom_changes(comparison, Concept.MASKING, comparison.settings):
            yield self.change(
                found.holder.label or found.name,
                f"`{found.name}` was {shown(found.old)}, and is {shown(found.new)}.",
                old=found.old_path,
                new=found.new_path,
            )
