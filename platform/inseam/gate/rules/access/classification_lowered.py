from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.classification import Step, classification_step
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown, text


class ClassificationLowered(ColumnRule):
    id = "classification-lowered"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "classification-raised"
    what = "A column is classified as less confidential."
    why = "Readers keep what they have, but more people may see it."
    fix = "Let the owner of privacy approve it."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        step = classification_step(pair, comparison.settings.classifications)
        if step is Step.LOWERED:
            old, new = (text(one.entry, "classification") for one in (pair.old, pair.new))
            reason = f"It was classified {shown(old)}, and is {shown(new)}."
            yield self.at(pair, reason, "classification")
