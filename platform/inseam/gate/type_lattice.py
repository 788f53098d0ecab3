"""What the change of a column's type does to those who read it.

WIDENED: every old value is a value of the new type, and comes out as the same value. NARROWED: the
other way round; the readers are safe, the producer may have cut something off. CHANGED: readers
fail, or get other values. ZONE: the same clock readings stand for other instants.
"""

from __future__ import annotations

from enum import Enum

from inseam.gate.physical_types import Family, PhysicalType


class Relation(Enum):
    """In the order of how grave it is."""

    SAME = "same"
    ADDED = "added"
    NARROWED = "narrowed"
    WIDENED = "widened"
    REMOVED = "removed"
    UNCOMPARABLE = "uncomparable"
    ZONE = "zone"
    CHANGED = "changed"


_RANKS = {relation: rank for rank, relation in enumerate(Relation)}


def worst(*relations: Relation) -> Relation:
    return max(relations, key=_RANKS.__getitem__)


LOGICAL_TYPES = frozenset(
    {
        "array",
        "boolean",
        "date",
        "integer",
        "map",
        "number",
        "object",
        "string",
        "time",
        "timestamp",
        "vector",
    }
)
# What real files of v3.0 have, which knew neither `timestamp` nor `time`.
_LOGICAL_ALIASES = {
    "bool": "boolean",
    "datetime": "timestamp",
    "decimal": "number",
    "double": "number",
    "float": "number",
    "int": "integer",
    "list": "array",
    "long": "integer",
    "record": "object",
    "struct": "object",
    "text": "string",
}
_LOGICAL_OF = {
    Family.INTEGER: "integer",
    Family.FLOAT: "number",
    Family.DECIMAL: "number",
    Family.TEXT: "string",
    Family.PADDED: "string",
    Family.BOOLEAN: "boolean",
    Family.DATE: "date",
    Family.TIME: "time",
    Family.ZONED_TIME: "time",
    Family.TIMESTAMP: "timestamp",
    Family.INSTANT: "timestamp",
    Family.ARRAY: "array",
    Family.STRUCT: "object",
    Family.MAP: "map",
}


def logical_type(word: str) -> str:
    word = word.strip().lower()
    return _LOGICAL_ALIASES.get(word, word)


def logical_of(physical: PhysicalType | None) -> str | None:
    """The logical type that a physical type has, if it is the only one it can have."""
    if physical is None or (physical.family is Family.DECIMAL and _scale(physical) == 0):
        return None  # a decimal without fractions holds integers and numbers
    return _LOGICAL_OF.get(physical.family)


def relate_logical(old: str, new: str) -> Relation:
    """Of two words that `logical_type` gave."""
    if old == new:
        return Relation.SAME
    if (old, new) == ("number", "integer"):
        return Relation.NARROWED
    known = (old in LOGICAL_TYPES) + (new in LOGICAL_TYPES)
    return Relation.CHANGED if known == 2 else Relation.UNCOMPARABLE


def relate_physical(old: PhysicalType, new: PhysicalType) -> Relation:
    """Of nested types only the kind counts: their parts are compared as columns are."""
    if old.family is not new.family:
        return _across_families(old, new)
    if old.family is Family.OTHER:
        return Relation.SAME if old.name == new.name else Relation.UNCOMPARABLE
    if old.family is Family.INSTANT and old.sizes == new.sizes and old.name != new.name:
        return _instants(old, new)
    if old.family is Family.DECIMAL:
        return _decimals(old.sizes, new.sizes)
    if old.family is Family.INTEGER:
        return _integers(old, new)
    return worst(_sized(old.sizes, new.sizes), _characters(old, new))


def _characters(old: PhysicalType, new: PhysicalType) -> Relation:
    """What is not in the code page is lost, or may come."""
    if old.is_national == new.is_national:
        return Relation.SAME
    return Relation.WIDENED if new.is_national else Relation.NARROWED


def _across_families(old: PhysicalType, new: PhysicalType) -> Relation:
    families = (old.family, new.family)
    if families in _ZONES:
        return Relation.ZONE
    if families == (Family.TEXT, Family.PADDED):
        return Relation.NARROWED
    if families == (Family.PADDED, Family.TEXT):
        # The padding goes, and so may what does not fit.
        return Relation.WIDENED if _fits(old.sizes, new.sizes) else Relation.NARROWED
    if families == (Family.DECIMAL, Family.INTEGER):
        return Relation.NARROWED if _holds_integers(old, new) else Relation.CHANGED
    if families == (Family.FLOAT, Family.INTEGER):
        return Relation.NARROWED
    return Relation.CHANGED


_ZONES = {
    (Family.TIMESTAMP, Family.INSTANT),
    (Family.INSTANT, Family.TIMESTAMP),
    (Family.TIME, Family.ZONED_TIME),
    (Family.ZONED_TIME, Family.TIME),
}


def _instants(old: PhysicalType, new: PhysicalType) -> Relation:
    """Where a dialect has two kinds of instants: the kinds are other types, the spellings not."""
    kinds = {"TIMESTAMPTZ", "TIMESTAMPLTZ"}
    return Relation.ZONE if {old.name, new.name} == kinds else Relation.SAME


def _integers(old: PhysicalType, new: PhysicalType) -> Relation:
    (old_bits,), (new_bits,) = old.sizes or (0,), new.sizes or (0,)
    if old_bits == new_bits:
        return Relation.SAME
    if new.is_unsigned and not old.is_unsigned:
        return Relation.NARROWED  # negative numbers are gone
    return Relation.WIDENED if new_bits > old_bits else Relation.NARROWED


def _decimals(old: tuple[int, ...] | None, new: tuple[int, ...] | None) -> Relation:
    if old == new:
        return Relation.SAME
    if new is None:
        return Relation.WIDENED
    if old is None:
        return Relation.CHANGED
    (old_digits, old_scale), (new_digits, new_scale) = old[:2], new[:2]
    if new_scale >= old_scale and new_digits - new_scale >= old_digits - old_scale:
        return Relation.WIDENED
    return Relation.CHANGED


def _sized(old: tuple[int, ...] | None, new: tuple[int, ...] | None) -> Relation:
    if old == new:
        return Relation.SAME
    return Relation.WIDENED if _fits(old, new) else Relation.NARROWED


def _fits(old: tuple[int, ...] | None, new: tuple[int, ...] | None) -> bool:
    return new is None or (old is not None and new[0] >= old[0])


def _holds_integers(decimal: PhysicalType, integer: PhysicalType) -> bool:
    if decimal.sizes is None:
        return True
    digits, scale = decimal.sizes[:2]
    bits = (integer.sizes or (64,))[0]
    return bool(10 ** (digits - scale) > 2 ** (bits - 1)) if digits >= scale else False


def _scale(physical: PhysicalType) -> int | None:
    return physical.sizes[1] if physical.sizes and len(physical.sizes) > 1 else None
