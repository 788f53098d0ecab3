"""How the type of a column was changed, from its logical and its physical type together."""

from __future__ import annotations

from dataclasses import dataclass

from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.physical_types import PhysicalType
from inseam.gate.type_lattice import (
    Relation,
    logical_of,
    relate_logical,
    relate_physical,
    worst,
)
from inseam.gate.values import mappings, shown, text


@dataclass(frozen=True, slots=True)
class TypeChange:
    """``key`` of the column's entry is where the change is."""

    relation: Relation
    key: str = "logicalType"
    reason: str = ""


_SAME = TypeChange(Relation.SAME)


def type_change(pair: Pair[Column], comparison: Comparison) -> TypeChange:
    """The gravest of what the logical and the physical type say."""
    return comparison.once(_type_change, pair)


def _type_change(pair: Pair[Column]) -> TypeChange:
    physical, logical = _physical(pair), _logical(pair)
    if physical.relation is Relation.SAME:
        return _defined_elsewhere(pair) if logical is _SAME else logical
    gravest = worst(physical.relation, logical.relation)
    return physical if gravest is physical.relation else logical


def _defined_elsewhere(pair: Pair[Column]) -> TypeChange:
    """Tools take the type of a column that says none from the definition that it links to."""
    old, new = pair.old, pair.new
    if old.logical or new.logical or old.physical_text or new.physical_text:
        return _SAME
    was, now = (_definitions(column) for column in (old, new))
    if was == now:
        return _SAME
    reason = f"Its definition was {shown(was)}, and is {shown(now)}; it says no type itself."
    return TypeChange(Relation.UNCOMPARABLE, "authoritativeDefinitions", reason)


def _definitions(column: Column) -> str | None:
    found = mappings(column.entry, "authoritativeDefinitions")
    urls = [text(entry, "url") or "" for entry, _ in found if text(entry, "type") == "definition"]
    return ", ".join(sorted(urls)) or None


def _physical(pair: Pair[Column]) -> TypeChange:
    old, new = pair.old.physical_text, pair.new.physical_text
    if old is None and new is None:
        return _SAME
    key = "physicalType"
    if old is None or new is None:
        relation = Relation.ADDED if old is None else Relation.REMOVED
        word = "said" if old is None else "no longer said"
        return TypeChange(relation, key, f"The physical type {shown(new or old)} is {word}.")
    reason = f"The type was {shown(old)}, and is {shown(new)}."
    read = pair.old.physical, pair.new.physical
    if read[0] is None or read[1] is None:
        same = " ".join(old.lower().split()) == " ".join(new.lower().split())
        return _SAME if same else TypeChange(Relation.UNCOMPARABLE, key, reason)
    relation = relate_physical(read[0], read[1])
    return _SAME if relation is Relation.SAME else TypeChange(relation, key, reason)


def _logical(pair: Pair[Column]) -> TypeChange:
    old, new = pair.old.logical, pair.new.logical
    if old == new:
        return _SAME
    key = "logicalType"
    # Where one side says only its physical type, that may tell its logical one.
    known = old or _told(pair.old.physical), new or _told(pair.new.physical)
    if known[0] and known[1]:
        relation = relate_logical(known[0], known[1])
        if relation is not Relation.SAME:
            words = f"The logical type was {shown(known[0])}, and is {shown(known[1])}."
            return TypeChange(relation, key, words)
    # A field in the text of a nested type has no other way to say its logical type.
    if known[0] == known[1] and not (pair.old.is_written and pair.new.is_written):
        return _SAME
    if old is None:
        return TypeChange(Relation.ADDED, key, f"The logical type {shown(new)} is stated.")
    if new is None:
        return TypeChange(
            Relation.REMOVED, key, f"The logical type {shown(old)} is no longer said."
        )
    return _SAME


def _told(physical: PhysicalType | None) -> str | None:
    return logical_of(physical)
