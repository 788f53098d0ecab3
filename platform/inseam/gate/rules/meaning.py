"""Descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inseam.documents.yaml_document import Path
from inseam.gate.change import Change
from inseam.gate.element import Element
from inseam.gate.grade import Bump, Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.rule import ChangeRule, ContractRule
from inseam.gate.values import identity

# Of the contract, its objects and its columns.
OF_CONTRACT = ("name", "domain", "tenant", "dataProduct", "authoritativeDefinitions")
OF_DESCRIPTION = ("purpose", "authoritativeDefinitions")
OF_ELEMENTS = ("description", "businessName", "authoritativeDefinitions")
OF_COLUMNS = (
    *OF_ELEMENTS,
    "transformLogic",
    "transformDescription",
    "transformSourceObjects",
    "criticalDataElement",
)


@dataclass(frozen=True, slots=True)
class MeaningChange:
    label: str
    key: str
    old: Path
    new: Path


def meaning_changes(comparison: Comparison) -> Iterator[MeaningChange]:
    old, new = comparison.old, comparison.new
    yield from _changes(old.root, new.root, OF_CONTRACT, "contract")
    described = [Element(c, ("description",), _described(c.root)) for c in (old, new)]
    yield from _changes(described[0], described[1], OF_DESCRIPTION, "description")
    for pair in comparison.objects.pairs:
        yield from _changes(pair.old, pair.new, OF_ELEMENTS, pair.new.label)
    for column in comparison.changed_columns:
        yield from _changes(column.old, column.new, OF_COLUMNS, column.new.label)


def _described(root: Element) -> dict[str, object]:
    """In v3 a mapping; some files have one text, which is taken for the purpose."""
    value = root.entry.get("description")
    return value if isinstance(value, dict) else {"purpose": value}


def _changes(
    old: Element, new: Element, keys: tuple[str, ...], label: str
) -> Iterator[MeaningChange]:
    for key in keys:
        before, now = old.entry.get(key), new.entry.get(key)
        if before != now and _meant(before) != _meant(now):
            yield MeaningChange(label, key, old.at(key), new.at(key))


def _meant(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else identity(value)


class MeaningChanged(ContractRule):
    id = "meaning-changed"
    category = Category.MEANING
    grade = Grade.COMPATIBLE
    bump = Bump.PATCH
    mirror = "meaning-changed"
    opt_in = True
    what = "The description of the data changed."
    why = "No query fails, but a definition may have changed: which customers count as active."
    fix = "If the meaning changed and not only the wording, tell readers."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in meaning_changes(comparison):
            reason = f"`{found.key}` has other words."
            yield self.change(found.label, reason, old=found.old, new=found.new)


RULES: tuple[ChangeRule, ...] = (MeaningChanged(),)
