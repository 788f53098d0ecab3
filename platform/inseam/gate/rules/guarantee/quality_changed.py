from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.quality import QualityRule
from inseam.gate.quality_changes import rule_pairs
from inseam.gate.rule import ContractRule
from inseam.gate.values import identity, parted


class QualityChanged(ContractRule):
    id = "quality-changed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "quality-changed"
    what = "A quality rule measures something else than before."
    why = (
        "Whether a rule in SQL, words or another tool's language admits more cannot be decided. It "
        "can for columns that are unique together: with more columns, more rows are admitted. And "
        "for what counts as missing: with fewer such values, more values are admitted."
    )
    fix = "Show that the new rule admits no more, or give it an id of its own beside the old one."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in rule_pairs(comparison):
            old, new = pair.old, pair.new
            if old is None or new is None:
                continue
            if not pair.says_the_same or old.other_limits != new.other_limits:
                reason = _reason(old, new)
                grade = _of_uniqueness(old, new) or _of_missing_values(old, new)
                yield self.change(pair.label, reason, old=old.path, new=new.path, grade=grade)


def _reason(old: QualityRule, new: QualityRule) -> str:
    for was, now in ((old.query, new.query), (old.implementation, new.implementation)):
        if was != now and was is not None and now is not None:
            before, after = parted(was, now)
            return f"It asked for {before}, and asks for {after}."
    return "It measures something else than before."


def _of_uniqueness(old: QualityRule, new: QualityRule) -> Grade | None:
    """Of no duplicates of some columns together: more columns admit more rows."""
    if not (old.metric == new.metric == "duplicateValues" and old.forbids_all and new.forbids_all):
        return None
    if old.arguments.keys() | new.arguments.keys() != {"properties"}:
        return None
    was, now = set(old.properties), set(new.properties)
    if was < now:
        return Grade.BREAKING
    return Grade.COMPATIBLE if now and now < was else None


def _of_missing_values(old: QualityRule, new: QualityRule) -> Grade | None:
    """Of no values that stand for nothing: fewer such values forbid less."""
    if not (old.metric == new.metric == "missingValues" and old.forbids_all and new.forbids_all):
        return None
    if old.arguments.keys() | new.arguments.keys() != {"missingValues"}:
        return None
    was, now = (_values(rule.arguments.get("missingValues")) for rule in (old, new))
    if was is None or now is None:
        return None
    return Grade.COMPATIBLE if was < now else Grade.BREAKING


def _values(listed: object) -> set[str] | None:
    return {identity(one) for one in listed} if isinstance(listed, list) else None
