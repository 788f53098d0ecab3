"""Descriptions."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.model import ComparedColumn, ComparedObject
from inseam.gate.quality import QualityRule
from inseam.gate.rule import ChangeRule, ContractRule
from inseam.gate.values import identity, parted, shown


@dataclass(frozen=True, slots=True)
class RulePair:
    """A rule at ``holder``, the new one; one side is None for what is gone or new."""

    holder: ComparedObject | ComparedColumn
    old_holder: ComparedObject | ComparedColumn
    old: QualityRule | None
    new: QualityRule | None

    @property
    def label(self) -> str:
        rule = self.new or self.old
        return f"{self.holder.label}.quality.{rule.label if rule else ''}"

    @property
    def says_the_same(self) -> bool:
        """Of a rule on both sides, whether it measures what it did."""
        old, new = self.old, self.new
        if old is None or new is None:
            return False
        return old.says == new.says or _form(old, self.old_holder) == _form(new, self.holder)


def rule_pairs(comparison: Comparison) -> tuple[RulePair, ...]:
    """Without the rules that the guarantees of columns are compared by."""
    return comparison.once(_all, comparison)


def _all(comparison: Comparison) -> tuple[RulePair, ...]:
    return tuple(_rule_pairs(comparison))


def _rule_pairs(comparison: Comparison) -> Iterator[RulePair]:
    for pair in comparison.objects.pairs:
        yield from _pairs(pair.old, pair.new)
    for column in comparison.changed_columns:
        yield from _pairs(column.old, column.new)


def _pairs(
    old: ComparedObject | ComparedColumn, new: ComparedObject | ComparedColumn
) -> Iterator[RulePair]:
    if not old.quality and not new.quality:
        return
    for before, now in _matched(old, new):
        if before is not None and old.respells(before):
            if now is not None and before.metric == "missingValues" and not new.respells(now):
                yield RulePair(new, old, None, now)
            continue
        if before is None and now is not None and new.respells(now):
            continue
        if now is None and before is not None and _is_implied(before, new):
            continue
        yield RulePair(new, old, before, now)


_Holder = ComparedObject | ComparedColumn
_Key = Callable[[QualityRule, _Holder], Hashable | None]


def _form(rule: QualityRule, holder: _Holder) -> str:
    return rule.form(holder.contract.dialect)


# In this order: a rule with the same id is the same rule, whatever it says.
_KEYS: tuple[_Key, ...] = (
    lambda rule, holder: rule.id,
    lambda rule, holder: rule.name,
    lambda rule, holder: rule.says,
    _form,
)


def _matched(old: _Holder, new: _Holder) -> Iterator[tuple[QualityRule | None, QualityRule | None]]:
    left, right = list(old.quality), list(new.quality)
    for key in _KEYS:
        if not left or not right:
            break
        waiting: dict[Hashable, list[QualityRule]] = {}
        for rule in right:
            if found := key(rule, new):
                waiting.setdefault(found, []).append(rule)
        still = []
        taken: set[int] = set()
        for rule in left:
            candidates = waiting.get(key(rule, old) or "")
            if candidates:
                partner = candidates.pop(0)
                taken.add(id(partner))
                yield rule, partner
            else:
                still.append(rule)
        left, right = still, [rule for rule in right if id(rule) not in taken]
    alike = list(_alike(left, right))
    yield from alike
    paired = {id(rule) for pair in alike for rule in pair}
    yield from ((rule, None) for rule in left if id(rule) not in paired)
    yield from ((None, rule) for rule in right if id(rule) not in paired)


def _alike(
    left: Sequence[QualityRule], right: Sequence[QualityRule]
) -> Iterator[tuple[QualityRule, QualityRule]]:
    """Rules of one metric, and of one type where no name tells whether they are one.

    Those with most words in common first. In SQL or another tool's language, two that both are
    named are two.
    """
    common = [
        (-_common_words(before, now), first, second)
        for first, before in enumerate(left[:_COMPARED])
        for second, now in enumerate(right[:_COMPARED])
        if before.kind == now.kind
        and before.metric == now.metric
        and (before.metric or not (_is_named(before) and _is_named(now)))
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, first, second in sorted(common):
        if first not in taken[0] and second not in taken[1]:
            taken[0].add(first)
            taken[1].add(second)
            yield left[first], right[second]


# Of more rules than this at one place, the rest counts as gone and new.
_COMPARED = 200


def _is_named(rule: QualityRule) -> bool:
    return rule.id is not None or rule.name is not None


def _common_words(one: QualityRule, other: QualityRule) -> float:
    """From 0, none, to 1, all."""
    words = [set(_WORD.findall(rule.says.lower())) for rule in (one, other)]
    return len(words[0] & words[1]) / (len(words[0] | words[1]) or 1)


_WORD = re.compile(r"\w+")


def _is_implied(rule: QualityRule, column: ComparedObject | ComparedColumn) -> bool:
    """Whether a rule that is gone is kept by what the column says in another way."""
    if not isinstance(column, ComparedColumn) or rule.admits is None or not rule.admits.has_zero:
        return False
    match rule.metric:
        case "nullValues":
            return column.required and not rule.arguments
        case "duplicateValues":
            return column.unique and not rule.arguments
        case "invalidValues":
            return bool(rule.arguments) and all(
                _is_kept(key, value, column) for key, value in rule.arguments.items()
            )
        case _:
            return False


def _is_kept(key: str, value: object, column: ComparedColumn) -> bool:
    if key == "pattern":
        return value in column.patterns
    admitted = column.admitted_values
    if key != "validValues" or admitted is None or not isinstance(value, list):
        return False
    return admitted.keys() <= {identity(one) for one in value}


class QualityAdded(ContractRule):
    id = "quality-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "quality-removed"
    what = "A quality rule is new."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in rule_pairs(comparison):
            if pair.old is None and pair.new is not None:
                reason = f"The quality rule {shown(pair.new.text)} is new."
                yield self.change(pair.label, reason, old=None, new=pair.new.path)


class QualityChanged(ContractRule):
    id = "quality-changed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "quality-changed"
    what = "A quality rule measures something else than before."
    why = (
        "It cannot be decided whether a rule in SQL, words or another tool's language admits"
        " more. It "
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


class QualityStrengthened(ContractRule):
    id = "quality-strengthened"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "quality-weakened"
    what = "A quality rule admits less than before, or is more severe."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in rule_pairs(comparison):
            old, new = pair.old, pair.new
            if old is None or new is None or not pair.says_the_same:
                continue
            stricter = new.admits is not None and (
                old.admits is None or (new.admits <= old.admits and new.admits != old.admits)
            )
            if stricter or new.severity > old.severity:
                reason = "It admits less than before." if stricter else "It is more severe."
                yield self.change(pair.label, reason, old=old.path, new=new.path)


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


RULES: tuple[ChangeRule, ...] = (
    QualityAdded(),
    QualityChanged(),
    QualityRemoved(),
    QualityStrengthened(),
    QualityWeakened(),
)
