from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.classification import Step, classification_step
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import shown, text


class ClassificationRaised(ColumnRule):
    id = "classification-raised"
    category = Category.ACCESS
    grade = Grade.RISKY
    mirror = "classification-lowered"
    what = "A column is classified as more confidential, or in a word that is not in the order."
    why = "Grants may end and values may be masked."
    fix = "Tell readers what they have to do to keep access."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        step = classification_step(pair, comparison.settings.classifications)
        if step in (Step.RAISED, Step.UNKNOWN):
            old, new = (text(one.entry, "classification") for one in (pair.old, pair.new))
            reason = f"It was classified {shown(old)}, and is {shown(new)}."
            yield self.at(pair, reason, "classification")
