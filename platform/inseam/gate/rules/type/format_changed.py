from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.rule import ColumnRule
from inseam.gate.values import identity, shown


class FormatChanged(ColumnRule):
    id = "format-changed"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "format-changed"
    what = "The format of a column's values is another."
    why = "Who takes the text apart fails or gets other values. Values of other types only look so."
    fix = "Offer the new format as a column of a new name."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.options.get("format"), pair.new.options.get("format")
        if identity(old) == identity(new):
            return
        grade = None
        if old is None:
            grade = Grade.COMPATIBLE
        elif _is_text(pair.new) or comparison.new.is_in_files:
            grade = Grade.BREAKING
        reason = f"The format was {shown(old)}, and is {shown(new)}."
        yield self.at(pair, reason, "logicalTypeOptions", "format", grade=grade)


def _is_text(column: Column) -> bool:
    physical = column.physical
    family = physical.family.value if physical else column.logical
    return family in ("text", "padded text", "string")
