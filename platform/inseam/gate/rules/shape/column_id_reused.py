from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ColumnIdReused(ContractRule):
    id = "column-id-reused"
    category = Category.SHAPE
    grade = Grade.RISKY
    mirror = "column-id-reused"
    what = "An id that belonged to one column is on another one."
    why = "References by id, from other contracts and from tools, point at the wrong column."
    fix = "Give the new column an id of its own, and the old one its id back."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        stayed = {pair.old.id: pair for pair in comparison.columns if pair.old.id}
        others = [pair.new for pair in comparison.columns] + [*comparison.added_columns]
        for column in others:
            owner = stayed.get(column.id) if column.id else None
            if (
                owner is not None
                and owner.new is not column
                and owner.new.id != column.id
                and owner.new.path[:-1] == column.path[:-1]
            ):
                reason = f"Its id {shown(column.id)} belonged to {shown(owner.old.label)}."
                yield self.change(column.label, reason, old=owner.old.at("id"), new=column.at("id"))
