from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.quality_changes import rule_pairs
from inseam.gate.rule import ContractRule
from inseam.gate.values import shown


class QualityRemoved(ContractRule):
    id = "quality-removed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "quality-added"
    what = "A quality rule is gone."
    why = "What it kept out of the data may come. A rule that only warned, or is words, kept less."
    fix = "Keep the rule."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in rule_pairs(comparison):
            if pair.old is not None and pair.new is None:
                enforced = pair.old.is_enforced and not pair.old.is_for_words
                yield self.change(
                    pair.label,
                    f"The quality rule {shown(pair.old.text)} is gone.",
                    old=pair.old.path,
                    new=pair.holder.path,
                    grade=None if enforced else Grade.RISKY,
                )
