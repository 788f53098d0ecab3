from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.model import Column
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown
from inseam.gate.vocabulary import Concept, CustomChange, custom_changes


class UnitChanged(ContractRule):
    id = "unit-changed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "unit-changed"
    what = "The unit or currency of a column, by a custom property, is another."
    why = (
        "Cents read as euros: every sum is wrong, and nothing fails. Of a table or a contract, "
        "nobody can tell which columns are meant: that is risky."
    )
    fix = "Offer the other unit as a column of a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in custom_changes(comparison, Concept.UNITS, comparison.settings):
            yield self.change(
                found.holder.label or found.name,
                f"The unit was {shown(found.old)}, and is {shown(found.new)}.",
                old=found.old_path,
                new=found.new_path,
                grade=_grade(found),
            )


def _grade(found: CustomChange) -> Grade | None:
    if found.old is None:
        return Grade.COMPATIBLE
    of_column = isinstance(found.holder, Column)
    return None if of_column and found.new is not None else Grade.RISKY
