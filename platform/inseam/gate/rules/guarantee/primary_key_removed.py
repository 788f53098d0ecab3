from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.keys import KeyChange, key_changes
from inseam.gate.matching import Comparison
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class PrimaryKeyRemoved(ContractRule):
    id = "primary-key-removed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "primary-key-added"
    what = "A table has no primary key any more."
    why = (
        "Rows may come twice or without a key: joins on it yield rows many times, or miss some. If "
        "its columns are still required, and unique together, only tools that look for a key miss "
        "it."
    )
    fix = "Keep the key."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for key in key_changes(comparison):
            if key.kind is KeyChange.REMOVED:
                reason = f"The key {shown(key.was)} is gone."
                grade = Grade.RISKY if key.is_kept_otherwise else None
                yield self.change(key.label, reason, old=key.old, new=key.new, grade=grade)
