"""Two contracts in, a verdict out. Pure: nothing is read, and no clock is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from inseam.documents.yaml_document import Document
from inseam.gate.catalogue import RULES
from inseam.gate.change import Change
from inseam.gate.grade import Bump, Grade
from inseam.gate.matching import Comparison, compare_elements
from inseam.gate.model import ComparedContract
from inseam.gate.rule import ChangeRule, ColumnRule, ContractRule, ObjectRule, VersionRule
from inseam.gate.settings import GRAVER, Settings
from inseam.gate.versions import needed_version, read_version


@dataclass(frozen=True, slots=True)
class Verdict:
    """On ``contract``, by its id.

    ``is_free`` is true where nothing was promised yet, or nothing is any more. ``needed`` is the
    lowest version that the changes allow; None if none has to be, or the old one cannot be read.
    """

    contract: str
    old: Document
    new: Document
    changes: tuple[Change, ...]
    is_free: bool
    old_version: str
    new_version: str
    needed: str | None

    @property
    def causes(self) -> tuple[Change, ...]:
        """Without what only follows from them, such as a version that was not raised."""
        return tuple(change for change in self.changes if not change.follows)

    @property
    def worst(self) -> Grade | None:
        """Of the causes."""
        return max((change.grade for change in self.causes), key=lambda g: g.rank, default=None)


# The old status decides, so that no change escapes by declaring itself a draft.
PROMISED = frozenset({"active", "deprecated"})


def compare(old: Document, new: Document, settings: Settings) -> Verdict:
    """A document that is not a good contract is compared as far as it can be read."""
    comparison = compare_elements(ComparedContract(old), ComparedContract(new), settings)
    found = set(_all_changes(comparison))
    is_free = comparison.old.status not in PROMISED
    bump = max((change.bump for change in found), default=Bump.NONE)
    before = read_version(comparison.old.version)
    if not is_free:
        found.update(change for rule in _OF_VERSIONS for change in rule.changes(comparison, bump))

    def in_order(change: Change) -> tuple[int, int, str, str, str]:
        lines = new.line(change.new or ()), old.line(change.old or ())
        return (*lines, change.rule, change.element, change.reason)

    return Verdict(
        contract=comparison.old.id or comparison.new.id,
        old=old,
        new=new,
        changes=tuple(sorted(found, key=in_order)),
        is_free=is_free,
        old_version=comparison.old.version,
        new_version=comparison.new.version,
        needed=str(needed_version(before, bump)) if before and bump and not is_free else None,
    )


_OF_CONTRACTS = tuple(rule for rule in RULES if isinstance(rule, ContractRule))
_OF_OBJECTS = tuple(rule for rule in RULES if isinstance(rule, ObjectRule))
_OF_COLUMNS = tuple(rule for rule in RULES if isinstance(rule, ColumnRule))
_OF_VERSIONS = tuple(rule for rule in RULES if isinstance(rule, VersionRule))


def _all_changes(comparison: Comparison) -> Iterator[Change]:
    for rule, change in _changes(comparison):
        if not rule.opt_in or rule.id in comparison.settings.opt_in:
            yield _for_readers(change, rule, comparison.settings)


def _changes(comparison: Comparison) -> Iterator[tuple[ChangeRule, Change]]:
    for of_contract in _OF_CONTRACTS:
        for change in of_contract.changes(comparison):
            yield of_contract, change
    for pair in comparison.objects.pairs:
        for of_object in _OF_OBJECTS:
            for change in of_object.changes(pair, comparison):
                yield of_object, change
    for column in comparison.changed_columns:
        for of_column in _OF_COLUMNS:
            for change in of_column.changes(column, comparison):
                yield of_column, change


def _for_readers(change: Change, rule: ChangeRule, settings: Settings) -> Change:
    """Graver, where a kind of readers breaks more easily."""
    grade = change.grade
    for readers in settings.readers:
        graver = GRAVER[readers].get(change.rule, Grade.COMPATIBLE)
        # What the rule itself found to be less than usual stays less.
        if change.grade is rule.grade and graver.rank > grade.rank:
            grade = graver
    return change if grade is change.grade else replace(change, grade=grade, bump=grade.bump)
