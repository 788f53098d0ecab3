"""Which foreign keys are gone, new, or lead elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inseam.contracts.yaml_document import Path
from inseam.gate.matching import Comparison
from inseam.gate.model import Column
from inseam.gate.relationships import End, Reference, references


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
    """Not for a column that is gone: that is said of the column."""
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
    now: Column | None = comparison.now.get(end.path) if old else end
    return end.label if now is None else now.path
