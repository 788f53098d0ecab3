from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column, SchemaObject
from inseam.gate.rule import ContractRule


class ColumnReordered(ContractRule):
    id = "column-reordered"
    category = Category.SHAPE
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "column-reordered"
    what = "Columns that stayed stand in another order."
    why = "Only who counts columns notices: `select *` into a fixed list, or a file without header."
    fix = "Add new columns at the end, and leave the others where they are."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        siblings: dict[int, list[Pair[Column]]] = {}
        moved = {id(pair) for pair in comparison.moved_columns}
        for pair in comparison.columns:
            if pair.new.is_named and id(pair) not in moved:
                siblings.setdefault(id(pair.old.parent), []).append(pair)
        positional = comparison.new.has_files_without_header
        for pairs in siblings.values():
            if (first := _out_of_order(pairs)) is not None:
                yield self.change(
                    first.new.parent.label,
                    "Its columns stand in another order.",
                    old=first.old.path,
                    new=first.new.path,
                    grade=Grade.BREAKING if positional else None,
                )


def _out_of_order(pairs: list[Pair[Column]]) -> Pair[Column] | None:
    """The first in the new order that stood elsewhere among those that stayed."""
    if len(pairs) < 2:
        return None
    was = _places(pairs[0].old.parent)
    now = _places(pairs[0].new.parent)
    before = sorted(pairs, key=lambda pair: was[id(pair.old)])
    after = sorted(pairs, key=lambda pair: now[id(pair.new)])
    return next((b for a, b in zip(before, after, strict=True) if a is not b), None)


def _places(parent: SchemaObject | Column) -> dict[int, int]:
    parts = parent.parts if isinstance(parent, Column) else parent.columns
    return {id(part): place for place, part in enumerate(parts)}
