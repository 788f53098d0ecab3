"""Which quality rule of the old contract is which of the new one, and what was promised anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from inseam.gate.matching import Comparison
from inseam.gate.model import Column, SchemaObject
from inseam.gate.quality import QualityRule
from inseam.gate.values import identity


@dataclass(frozen=True, slots=True)
class RulePair:
    """A rule at ``holder``, the new one; one side is None for what is gone or new."""

    holder: SchemaObject | Column
    old_holder: SchemaObject | Column
    old: QualityRule | None
    new: QualityRule | None

    @property
    def label(self) -> str:
        rule = self.new or self.old
        return f"{self.holder.label}.quality.{rule.label if rule else ''}"


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


def _pairs(old: SchemaObject | Column, new: SchemaObject | Column) -> Iterator[RulePair]:
    if not old.quality and not new.quality:
        return
    for before, now in _matched(old.quality, new.quality):
        if before is not None and old.respells(before):
            continue
        if before is None and now is not None and new.respells(now):
            continue
        if now is None and before is not None and _is_implied(before, new):
            continue
        yield RulePair(new, old, before, now)


# In this order: a rule with the same id is the same rule, whatever it says.
_KEYS: tuple[Callable[[QualityRule], str | None], ...] = (
    lambda rule: rule.id,
    lambda rule: rule.name,
    lambda rule: rule.says,
    lambda rule: rule.metric,
)


def _matched(
    old: Sequence[QualityRule], new: Sequence[QualityRule]
) -> Iterator[tuple[QualityRule | None, QualityRule | None]]:
    left, right = list(old), list(new)
    for key in _KEYS:
        waiting: dict[Hashable, list[QualityRule]] = {}
        for rule in right:
            if found := key(rule):
                waiting.setdefault(found, []).append(rule)
        still = []
        taken: set[int] = set()
        for rule in left:
            candidates = waiting.get(key(rule) or "")
            if candidates:
                partner = candidates.pop(0)
                taken.add(id(partner))
                yield rule, partner
            else:
                still.append(rule)
        left, right = still, [rule for rule in right if id(rule) not in taken]
    for rule in left:
        yield rule, None
    for rule in right:
        yield None, rule


def _is_implied(rule: QualityRule, column: SchemaObject | Column) -> bool:
    """Whether a rule that is gone is kept by what the column says in another way."""
    if not isinstance(column, Column) or rule.admits is None or not rule.admits.has_zero:
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


def _is_kept(key: str, value: object, column: Column) -> bool:
    if key == "pattern":
        return value in column.patterns
    admitted = column.admitted_values
    if key != "validValues" or admitted is None or not isinstance(value, list):
        return False
    return admitted.keys() <= {identity(one) for one in value}
