from __future__ import annotations

from collections.abc import Iterator

from inseam.contracts.numbers import number
from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.model import Column, SchemaObject
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class PartitioningChanged(ContractRule):
    id = "partitioning-changed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "partitioning-changed"
    what = "A table is partitioned by other columns, or in another order."
    why = "Answers stay, but queries that read few partitions may read them all."
    fix = "Tell readers which column to filter by."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in comparison.objects.pairs:
            old, new = _partitions(pair.old), _partitions(pair.new)
            was = [
                str(comparison.now[c.path].path if c.path in comparison.now else c.label)
                for c in old
            ]
            if was != [str(column.path) for column in new]:
                yield self.change(
                    pair.new.label,
                    f"It was partitioned by {_words(old)}, and is by {_words(new)}.",
                    old=old[0].at("partitioned") if old else pair.old.path,
                    new=new[0].at("partitioned") if new else pair.new.path,
                )


def _partitions(table: SchemaObject) -> list[Column]:
    found = [column for column in table.all_columns if column.entry.get("partitioned") is True]
    return sorted(found, key=lambda column: number(column.entry.get("partitionKeyPosition")) or 1)


def _words(columns: list[Column]) -> str:
    return shown(", ".join(column.effective_name for column in columns) or None)
