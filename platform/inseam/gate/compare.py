"""Two contracts in, classified changes out. Pure: nothing is read, and no clock is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inseam.contracts.yaml_document import Document
from inseam.gate.catalogue import RULES
from inseam.gate.change import Change
from inseam.gate.grade import Grade
from inseam.gate.matching import Comparison, compare_elements
from inseam.gate.model import Contract
from inseam.gate.rule import ColumnRule, ContractRule, ObjectRule, Rule
from inseam.gate.settings import GRAVER, Settings


def compare(old: Document, new: Document, settings: Settings) -> tuple[Change, ...]:
    """By the place in the new contract, then in the old one.

    A document that is no good contract is compared as far as it can be read.
    """
    comparison = compare_elements(Contract(old), Contract(new), settings)
    found = {
        _for_readers(change, rule, settings)
        for rule in RULES
        if not rule.opt_in or rule.id in settings.opt_in
        for change in _changes(rule, comparison)
    }

    def in_order(change: Change) -> tuple[int, int, str, str, str]:
        lines = new.line(change.new or ()), old.line(change.old or ())
        return (*lines, change.rule, change.element, change.reason)

    return tuple(sorted(found, key=in_order))


def _changes(rule: Rule, comparison: Comparison) -> Iterator[Change]:
    if isinstance(rule, ContractRule):
        yield from rule.changes(comparison)
    elif isinstance(rule, ObjectRule):
        for pair in comparison.objects.pairs:
            yield from rule.changes(pair, comparison)
    elif isinstance(rule, ColumnRule):
        for column in comparison.changed_columns:
            yield from rule.changes(column, comparison)


def _for_readers(change: Change, rule: Rule, settings: Settings) -> Change:
    """Graver, where a kind of readers breaks more easily."""
    grade = change.grade
    for readers in settings.readers:
        graver = GRAVER[readers].get(change.rule, Grade.COMPATIBLE)
        # What the rule itself found to be less than usual stays less.
        if change.grade is rule.grade and graver.rank > grade.rank:
            grade = graver
    return change if grade is change.grade else replace(change, grade=grade, bump=grade.bump)
