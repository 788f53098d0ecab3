"""Descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inseam.documents.yaml_document import Path
from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison
from inseam.gate.model import ComparedColumn, ComparedContract, ComparedObject
from inseam.gate.rule import ChangeRule, ContractRule
from inseam.gate.values import shown, text
from inseam.odcs.lenient import Entry, entries

End = ComparedColumn | str


@dataclass(frozen=True, slots=True)
class Reference:
    """``ends`` are pairs of a column and what it refers to.

    What cannot be resolved is text: a column of another file, or one that is not there.
    """

    table: ComparedObject
    path: Path
    type: str
    ends: tuple[tuple[End, End], ...]

    @property
    def label(self) -> str:
        sources = ", ".join(sorted(label_of(source) for source, _ in self.ends))
        return sources or self.table.label

    @property
    def target(self) -> str:
        return ", ".join(label_of(target) for _, target in self.ends)


def label_of(end: End) -> str:
    return end if isinstance(end, str) else end.label


def references(table: ComparedObject) -> Iterator[Reference]:
    for entry, path in entries(table.entry, "relationships", table.path):
        sources = [_resolve(ref, table) for ref in _listed(entry, "from")]
        yield from _reference(table, entry, path, sources)
    for column in table.all_columns:
        for entry, path in entries(column.entry, "relationships", column.path):
            yield from _reference(table, entry, path, [column])


def _reference(
    table: ComparedObject, entry: Entry, path: Path, sources: list[End]
) -> Iterator[Reference]:
    targets: list[End] = [_resolve(ref, table) for ref in _listed(entry, "to")]
    if not targets:
        return
    if len(sources) != len(targets):
        # No pairs can be made: the two lists as they are.
        sources = [", ".join(label_of(source) for source in sources)]
        targets = [", ".join(label_of(target) for target in targets)]
    kind = (text(entry, "type") or "foreignKey").lower()
    yield Reference(table, path, kind, tuple(zip(sources, targets, strict=True)))


def _listed(entry: Entry, key: str) -> list[str]:
    value = entry.get(key)
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str) and one]


def _resolve(reference: str, table: ComparedObject) -> End:
    contract = table.contract
    plain = reference.removeprefix("#").strip()
    if "/" in plain:
        found = _by_ids([step for step in plain.split("/") if step], contract)
    else:
        found = _by_names(plain.split("."), contract, table)
    return reference if found is None else found


def _by_ids(steps: list[str], contract: ComparedContract) -> ComparedColumn | None:
    if len(steps) < 4 or steps[0] != "schema":
        return None
    columns: tuple[ComparedColumn, ...] = ()
    found: ComparedColumn | None = None
    for table in contract.objects:
        if _is_named(table, steps[1]):
            columns = table.columns
            break
    for kind, name in zip(steps[2::2], steps[3::2], strict=False):
        if kind != "properties":
            return None
        found = next((column for column in columns if _is_named(column, name)), None)
        if found is None:
            return None
        columns = found.parts
    return found


def _is_named(element: ComparedObject | ComparedColumn, name: str) -> bool:
    """By its id, and where it has none by its name."""
    return (element.id or element.name) == name


def _by_names(
    steps: list[str], contract: ComparedContract, table: ComparedObject
) -> ComparedColumn | None:
    if len(steps) > 1:
        for one in contract.objects_by_name.get(steps[0].lower(), ()):
            found = _below(one, steps[1:])
            if found is not None:
                return found
    return _below(table, steps)


def _below(table: ComparedObject, steps: list[str]) -> ComparedColumn | None:
    holder: ComparedObject | ComparedColumn = table
    found: ComparedColumn | None = None
    for step in steps:
        found = holder.parts_by_name.get(step.lower())
        if found is None:
            return None
        holder = found
    return found


@dataclass(frozen=True, slots=True)
class RelationshipChange:
    """``new_place`` is where in the new contract something is gone from."""

    old: Reference | None
    new: Reference | None
    new_place: Path


Ends = frozenset[tuple[object, ...]]


def relationship_changes(comparison: Comparison) -> tuple[RelationshipChange, ...]:
    return comparison.once(_all, comparison)


def _all(comparison: Comparison) -> tuple[RelationshipChange, ...]:
    return tuple(_relationship_changes(comparison))


def _relationship_changes(comparison: Comparison) -> Iterator[RelationshipChange]:
    for pair in comparison.objects.pairs:
        old = {_key(r, comparison, old=True): r for r in references(pair.old)}
        new = {_key(r, comparison, old=False): r for r in references(pair.new)}
        gone = [(key, r) for key, r in old.items() if key not in new and _stayed(r, comparison)]
        come: dict[frozenset[object], list[Reference]] = {}
        for key, now in new.items():
            if key not in old:
                come.setdefault(_sources(key), []).append(now)
        for key, before in gone:
            partners = come.get(_sources(key))
            partner = partners.pop(0) if partners else None
            yield RelationshipChange(before, partner, pair.new.path)
        for rest in come.values():
            for now in rest:
                yield RelationshipChange(None, now, pair.new.path)


def _stayed(reference: Reference, comparison: Comparison) -> bool:
    """Not for a column that is gone: the column's own finding says so."""
    return all(
        isinstance(source, str) or source.path in comparison.now for source, _ in reference.ends
    )


def _key(reference: Reference, comparison: Comparison, old: bool) -> Ends:
    return frozenset(
        (reference.type, _end(source, comparison, old), _end(target, comparison, old))
        for source, target in reference.ends
    )


def _sources(key: Ends) -> frozenset[object]:
    return frozenset(source for _, source, _ in key)


def _end(end: End, comparison: Comparison, old: bool) -> object:
    if isinstance(end, str):
        return end.lower()
    now: ComparedColumn | None = comparison.now.get(end.path) if old else end
    return end.label if now is None else now.path


class RelationshipAdded(ContractRule):
    id = "relationship-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "relationship-removed"
    what = "A column refers to another one."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in relationship_changes(comparison):
            if found.old is None and found.new is not None:
                reason = f"It refers to {shown(found.new.target)}."
                yield self.change(found.new.label, reason, old=None, new=found.new.path)


class RelationshipRemoved(ContractRule):
    id = "relationship-removed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "relationship-added"
    what = "A column no longer refers to another one."
    why = "An inner join of the two may drop rows."
    fix = "Keep the relationship, or tell readers that values may lack their counterpart."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in relationship_changes(comparison):
            if found.old is not None and found.new is None:
                yield self.change(
                    found.old.label,
                    f"It no longer refers to {shown(found.old.target)}.",
                    old=found.old.path,
                    new=found.new_place,
                )


class RelationshipRetargeted(ContractRule):
    id = "relationship-retargeted"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "relationship-retargeted"
    what = "A column refers to another column than before."
    why = "Joins with the old target drop rows, or find the wrong ones."
    fix = "Offer the new reference as a column of a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in relationship_changes(comparison):
            if found.old is not None and found.new is not None:
                old, new = found.old, found.new
                if old.target != new.target:
                    targets = shown(old.target), shown(new.target)
                    reason = f"It referred to {targets[0]}, and refers to {targets[1]}."
                else:
                    types = shown(old.type), shown(new.type)
                    reason = f"The relationship was a {types[0]}, and is a {types[1]}."
                yield self.change(
                    found.new.label,
                    reason,
                    old=found.old.path,
                    new=found.new.path,
                )


RULES: tuple[ChangeRule, ...] = (
    RelationshipAdded(),
    RelationshipRemoved(),
    RelationshipRetargeted(),
)
