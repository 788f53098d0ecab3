from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.quality import QualityRule
from inseam.gate.quality_changes import rule_pairs
from inseam.gate.rule import ContractRule


class QualityWeakened(ContractRule):
    id = "quality-weakened"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "quality-strengthened"
    what = "A quality rule admits more than before, or only warns."
    why = "What it kept out of the data may come."
    fix = "Keep the threshold and the severity."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in rule_pairs(comparison):
            old, new = pair.old, pair.new
            if old is None or new is None or not pair.says_the_same:
                continue
            reason = None
            if old.admits is not None and (new.admits is None or not new.admits <= old.admits):
                reason = "It admits more than before."
            elif new.severity < old.severity:
                reason = "Its severity is lower than before."
            if reason:
                yield self.change(
                    pair.label,
                    reason,
                    old=old.path,
                    new=new.path,
                    grade=_grade(old),
                )


def _grade(old: QualityRule) -> Grade | None:
    return None if old.is_enforced else Grade.RISKY
