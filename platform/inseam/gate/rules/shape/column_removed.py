from __future__ import annotations

from collections.abc import Iterator

from inseam.contracts.yaml_document import Path
from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.model import Column, SchemaObject
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class ColumnRemoved(ContractRule):
    id = "column-removed"
    category = Category.SHAPE
    grade = Grade.BREAKING
    mirror = "column-added"
    what = "A column, or a field of one, is gone."
    why = "Every query that names it fails."
    fix = "Keep the column and mark it deprecated; leave it out of the next major version."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in comparison.removed_columns:
            if gone.is_named:
                parent = comparison.now.get(gone.parent.path)
                new = parent.path if parent else _table_path(gone.parent, comparison)
                reason = f"The column {shown(gone.effective_name)} is gone{_still(gone, parent)}."
                yield self.change(gone.label, reason, old=gone.path, new=new)


def _still(gone: Column, parent: Column | None) -> str:
    """Where its own parent contradicts itself: `properties` and `physicalType` name fields."""
    left = parent.parts_by_name.get(gone.effective_name.lower()) if parent else None
    if left is None:
        return ""
    where = ("physicalType", "properties") if left.is_written else ("properties", "physicalType")
    return f" from `{where[0]}`, and `{where[1]}` still has it"


def _table_path(table: SchemaObject | Column, comparison: Comparison) -> Path:
    now = (pair.new.path for pair in comparison.objects.pairs if pair.old is table)
    return next(now, ("schema",))
