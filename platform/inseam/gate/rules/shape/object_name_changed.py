from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import SchemaObject
from inseam.gate.rule import ObjectRule
from inseam.gate.values import shown


class ObjectNameChanged(ObjectRule):
    id = "object-name-changed"
    category = Category.SHAPE
    grade = Grade.RISKY
    mirror = "object-name-changed"
    what = "The contract's own name for an object is another, and the table's name is not."
    why = "Queries go on, but references from other contracts and generated code use that name."
    fix = "Keep `name`, or tell those who refer to it."

    def changes(self, pair: Pair[SchemaObject], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old, pair.new
        if old.name != new.name and old.effective_name.lower() == new.effective_name.lower():
            reason = f"Its name in the contract was {shown(old.name)}, and is {shown(new.name)}."
            only_case = old.name.lower() == new.name.lower()
            yield self.change(
                new.label,
                reason,
                old=old.at("name"),
                new=new.at("name"),
                grade=Grade.COMPATIBLE if only_case else None,
                bump=Bump.PATCH if only_case else None,
            )
