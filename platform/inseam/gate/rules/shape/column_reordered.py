from __future__ import annotations

from collections.abc import Iterator

from inseam.contracts.yaml_document import Path
from inseam.gate.change import Change
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
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
        places: dict[Path, list[tuple[Path, Path, str]]] = {}
        moved = {id(pair) for pair in comparison.moved_columns}
        for pair in comparison.columns:
            if (
                pair.new.is_named
                and pair.old.is_written
                and pair.new.is_written
                and id(pair) not in moved
            ):
                parent = pair.old.path[:-1]
                places.setdefault(parent, []).append(
                    (pair.old.path, pair.new.path, pair.new.parent.label)
                )
        positional = comparison.new.has_files_without_header
        for siblings in places.values():
            now = [new for _, new, _ in sorted(siblings)]
            others = [
                (one, other) for one, other in zip(now, sorted(now), strict=True) if one != other
            ]
            if others:
                old = next(old for old, new, _ in sorted(siblings) if new == others[0][1])
                yield self.change(
                    siblings[0][2],
                    "Its columns stand in another order.",
                    old=old,
                    new=others[0][1],
                    grade=Grade.BREAKING if positional else None,
                )
