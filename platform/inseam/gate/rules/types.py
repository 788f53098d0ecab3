"""Descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import ComparedColumn
from inseam.gate.physical_types import Family, PhysicalType
from inseam.gate.rule import ChangeRule, ColumnRule, ContractRule
from inseam.gate.type_lattice import Relation, logical_of, relate_logical, relate_physical, worst
from inseam.gate.values import identity, shown, text
from inseam.odcs.lenient import entries


@dataclass(frozen=True, slots=True)
class TypeChange:
    """``key`` of the column's entry is where the change is."""

    relation: Relation
    key: str = "logicalType"
    reason: str = ""


_SAME = TypeChange(Relation.SAME)


def type_change(pair: Pair[ComparedColumn], comparison: Comparison) -> TypeChange:
    """The worst of what the logical and the physical type say."""
    return comparison.once(_type_change, pair)


def _type_change(pair: Pair[ComparedColumn]) -> TypeChange:
    physical, logical = _physical(pair), _logical(pair)
    if physical.relation is Relation.SAME:
        return _defined_elsewhere(pair) if logical is _SAME else logical
    wider = worst(physical.relation, logical.relation)
    return physical if wider is physical.relation else logical


def _defined_elsewhere(pair: Pair[ComparedColumn]) -> TypeChange:
    """Tools take the type of a column that says none from the definition that it links to."""
    old, new = pair.old, pair.new
    if old.logical or new.logical or old.physical_text or new.physical_text:
        return _SAME
    was, now = (_definitions(column) for column in (old, new))
    if was == now:
        return _SAME
    reason = f"Its definition was {shown(was)}, and is {shown(now)}; it says no type itself."
    return TypeChange(Relation.UNCOMPARABLE, "authoritativeDefinitions", reason)


def _definitions(column: ComparedColumn) -> str | None:
    found = entries(column.entry, "authoritativeDefinitions")
    urls = [text(entry, "url") or "" for entry, _ in found if text(entry, "type") == "definition"]
    return ", ".join(sorted(urls)) or None


def _physical(pair: Pair[ComparedColumn]) -> TypeChange:
    old, new = pair.old.physical_text, pair.new.physical_text
    if old is None and new is None:
        return _SAME
    key = "physicalType"
    if old is None or new is None:
        relation = Relation.ADDED if old is None else Relation.REMOVED
        word = "stated" if old is None else "no longer stated"
        return TypeChange(relation, key, f"The physical type {shown(new or old)} is {word}.")
    reason = f"The type was {shown(old)}, and is {shown(new)}."
    read = pair.old.physical, pair.new.physical
    if read[0] is None or read[1] is None:
        same = " ".join(old.lower().split()) == " ".join(new.lower().split())
        return _SAME if same else TypeChange(Relation.UNCOMPARABLE, key, reason)
    relation = relate_physical(read[0], read[1])
    return _SAME if relation is Relation.SAME else TypeChange(relation, key, reason)


def _logical(pair: Pair[ComparedColumn]) -> TypeChange:
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
            Relation.REMOVED, key, f"The logical type {shown(old)} is no longer stated."
        )
    return _SAME


def _told(physical: PhysicalType | None) -> str | None:
    return logical_of(physical)


class ElementTypeAdded(ContractRule):
    id = "element-type-added"
    category = Category.TYPE
    grade = Grade.COMPATIBLE
    mirror = "element-type-removed"
    what = "The type of an array's items, or of a map's keys or values, is stated, and was not."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for added in comparison.added_columns:
            if not added.is_named:
                reason = f"The type of {shown(added.label)} is stated."
                yield self.change(added.label, reason, old=None, new=added.path)


class ElementTypeRemoved(ContractRule):
    id = "element-type-removed"
    category = Category.TYPE
    grade = Grade.BREAKING
    mirror = "element-type-added"
    what = "The type of an array's items, or of a map's keys or values, is no longer stated."
    why = "Readers that unpack the column rely on the type of its items."
    fix = "Write `items` or `map` back."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for gone in comparison.removed_columns:
            if not gone.is_named:
                now = comparison.now.get(gone.parent.path)
                reason = f"The type of {shown(gone.label)} is no longer stated."
                new = now.path if now else ("schema",)
                yield self.change(gone.label, reason, old=gone.path, new=new)


class FormatChanged(ColumnRule):
    id = "format-changed"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "format-changed"
    what = "The format of a column's values changed."
    why = (
        "Code that splits the text fails or gets other values. Values of other types only"
        " look different."
    )
    fix = "Offer the new format as a column of a new name."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.options.get("format"), pair.new.options.get("format")
        if identity(old) == identity(new):
            return
        grade = None
        if old is None:
            grade = Grade.COMPATIBLE
        elif _is_text(pair.new) or comparison.new.is_in_files:
            grade = Grade.BREAKING
        reason = f"The format was {shown(old)}, and is {shown(new)}."
        yield self.at(pair, reason, "logicalTypeOptions", "format", grade=grade)


def _is_text(column: ComparedColumn) -> bool:
    physical = column.physical
    family = physical.family.value if physical else column.logical
    return family in ("text", "padded text", "string")


class TimezoneChanged(ColumnRule):
    id = "timezone-changed"
    category = Category.TYPE
    grade = Grade.BREAKING
    mirror = "timezone-changed"
    what = "The same clock reading of a column means another instant."
    why = "Differences, days and joins of times shift by hours, and nothing fails."
    fix = "Offer the time with the other zone as a column of a new name."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.ZONE:
            yield self.at(pair, found.reason, found.key)
        if pair.old.options == pair.new.options:
            return
        for key in ("timezone", "defaultTimezone"):
            old, new = (_zone(column, key) for column in (pair.old, pair.new))
            if old != new:
                reason = f"`{key}` was {shown(old)}, and is {shown(new)}."
                yield self.at(pair, reason, "logicalTypeOptions", key)


def _default(column: ComparedColumn, key: str) -> str:
    """The standard's, but where the physical type says whether there is a zone."""
    if key == "defaultTimezone":
        return "Etc/UTC"
    zoned = column.physical is not None and column.physical.family in _WITH_ZONE
    return "true" if zoned else "false"


_WITH_ZONE = (Family.INSTANT, Family.ZONED_TIME)


def _zone(column: ComparedColumn, key: str) -> str:
    value = column.options.get(key)
    default = _default(column, key)
    word = (
        default if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    )
    return "Etc/UTC" if word.upper() in ("UTC", "Z", "ETC/UTC") else word


class TypeChanged(ColumnRule):
    id = "type-changed"
    category = Category.TYPE
    grade = Grade.BREAKING
    mirror = "type-changed"
    what = "A column's type changed, and neither type holds all values of the other."
    why = "Functions, comparisons and joins on the column fail, or give other results."
    fix = "Offer the new type as a column of a new name, and mark the old one deprecated."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.CHANGED:
            yield self.at(pair, found.reason, found.key)


class TypeDeclarationAdded(ColumnRule):
    id = "type-declaration-added"
    category = Category.TYPE
    grade = Grade.COMPATIBLE
    mirror = "type-declaration-removed"
    what = "A column says its physical or its logical type, and did not before."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.ADDED:
            yield self.at(pair, found.reason, found.key)


class TypeDeclarationRemoved(ColumnRule):
    id = "type-declaration-removed"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "type-declaration-added"
    what = "A column no longer says its physical or its logical type."
    why = "The type may be the same today, but nobody promises it any more."
    fix = "Write the type back."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.REMOVED:
            none_left = pair.new.logical is None and pair.new.physical_text is None
            grade = Grade.BREAKING if none_left else None
            yield self.at(pair, found.reason, found.key, grade=grade)


class TypeNarrowed(ColumnRule):
    id = "type-narrowed"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "type-widened"
    what = "A column's type holds fewer values than before."
    why = "All values still fit with readers, but some may have been cut off or refused on the way."
    fix = "Show that no value was lost, or keep the type."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.NARROWED:
            yield self.at(pair, found.reason, found.key)


class TypeUncomparable(ColumnRule):
    id = "type-uncomparable"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "type-uncomparable"
    what = "A column's type may have changed, and one of the two types is not known."
    why = (
        "It cannot be decided what readers get, so somebody has to review it. Where a column"
        " says no type "
        "itself, tools take it from the definition that it links to: then the link counts."
    )
    fix = "Write a type of the server's dialect, or check by hand what readers get."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.UNCOMPARABLE:
            yield self.at(pair, found.reason, found.key)


class TypeWidened(ColumnRule):
    id = "type-widened"
    category = Category.TYPE
    grade = Grade.RISKY
    mirror = "type-narrowed"
    what = "A column's type holds more values than before."
    why = "SQL still works. Targets of a fixed size overflow, and typed readers refuse the schema."
    fix = "Tell readers that copy the column into a typed target, and raise the minor version."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        found = type_change(pair, comparison)
        if found.relation is Relation.WIDENED:
            yield self.at(pair, found.reason, found.key)


_SHAPE = ("dimensions", "elementType")
_MODEL = ("embeddingModel", "embeddingModelVersion", "normalized")


class VectorChanged(ColumnRule):
    id = "vector-changed"
    category = Category.TYPE
    grade = Grade.BREAKING
    mirror = "vector-changed"
    what = "A vector has another length or element type, or comes from another model."
    why = "Vectors of different lengths cannot be compared; those of different models can, wrongly."
    fix = "Offer the new vectors as a column of a new name."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        if pair.old.options == pair.new.options:
            return
        for key in (*_SHAPE, *_MODEL):
            old, new = pair.old.options.get(key), pair.new.options.get(key)
            if identity(old) != identity(new):
                reason = f"`{key}` was {shown(old)}, and is {shown(new)}."
                grade = Grade.COMPATIBLE if old is None else None
                yield self.at(pair, reason, "logicalTypeOptions", key, grade=grade)


RULES: tuple[ChangeRule, ...] = (
    ElementTypeAdded(),
    ElementTypeRemoved(),
    FormatChanged(),
    TimezoneChanged(),
    TypeChanged(),
    TypeDeclarationAdded(),
    TypeDeclarationRemoved(),
    TypeNarrowed(),
    TypeUncomparable(),
    TypeWidened(),
    VectorChanged(),
)
