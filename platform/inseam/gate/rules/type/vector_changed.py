from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import identity, shown

_SHAPE = ("dimensions", "elementType")
_MODEL = ("embeddingModel", "embeddingModelVersion", "normalized")


class VectorChanged(ColumnRule):
    id = "vector-changed"
    category = Category.TYPE
    grade = Grade.BREAKING
    mirror = "vector-changed"
    what = "A vector has another length or element type, or comes from another model."
    why = "Vectors of different lengths cannot be compared; those of different models can, wrongly."
    fix = "Offer the new vectors as a column of a new name."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        if pair.old.options == pair.new.options:
            return
        for key in (*_SHAPE, *_MODEL):
            old, new = pair.old.options.get(key), pair.new.options.get(key)
            if identity(old) != identity(new):
                reason = f"`{key}` was {shown(old)}, and is {shown(new)}."
                grade = Grade.COMPATIBLE if old is None else None
                yield self.at(pair, reason, "logicalTypeOptions", key, grade=grade)
