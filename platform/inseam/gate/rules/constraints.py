"""Descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from inseam.documents.numbers import number
from inseam.documents.yaml_document import Path
from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import ComparedColumn, ComparedObject
from inseam.gate.rule import ChangeRule, ColumnRule, ContractRule, ObjectRule
from inseam.gate.values import identity, shown, text
from inseam.gate.vocabulary import Concept, CustomChange, custom_changes

# Of what, and the option for its low and its high end.
_COUNTED = {
    "length": ("minLength", "maxLength"),
    "number of items": ("minItems", "maxItems"),
    "number of fields": ("minProperties", "maxProperties"),
}

Value = Decimal | datetime | str


@dataclass(frozen=True, slots=True)
class Limit:
    """``is_open`` excludes the value itself."""

    value: Value
    is_open: bool
    path: Path

    def key(self) -> tuple[str, Value]:
        return (type(self.value).__name__, self.value)


Limits = dict[tuple[str, str], Limit]


def has_same_limits(old: ComparedColumn, new: ComparedColumn) -> bool:
    """Whether they are written alike and mean the same, so that none has to be read."""
    return (
        old.options == new.options
        and old.logical == new.logical
        and old.contract.has_boolean_exclusives == new.contract.has_boolean_exclusives
    )


def limits(column: ComparedColumn) -> Limits:
    """By what is limited, and whether it is the `low` or the `high` end."""
    found: Limits = {}
    if not column.options:
        return found
    for what, ends in _COUNTED.items():
        for end, option in zip(("low", "high"), ends, strict=True):
            value = number(column.options.get(option))
            if value is not None and (end == "high" or value > 0):
                found[what, end] = Limit(value, False, column.option_path(option))
    for end, word in (("low", "inimum"), ("high", "aximum")):
        stated = list(_value_limits(column, end, word))
        if stated:
            found["value", end] = _strongest(stated, end)
    return found


def _value_limits(column: ComparedColumn, end: str, word: str) -> Iterator[Limit]:
    plain, exclusive = f"m{word}", f"exclusiveM{word}"
    excluded = column.options.get(exclusive)
    is_open = excluded is True and column.contract.has_boolean_exclusives
    if (value := _value(column.options.get(plain))) is not None:
        yield _whole(column, Limit(value, is_open, column.option_path(plain)), end)
    if (value := _value(excluded)) is not None:
        yield _whole(column, Limit(value, True, column.option_path(exclusive)), end)


def _whole(column: ComparedColumn, limit: Limit, end: str) -> Limit:
    """Of integers, more than 0 is at least 1."""
    if column.logical != "integer" or not isinstance(limit.value, Decimal) or not limit.is_open:
        return limit
    if limit.value != limit.value.to_integral_value():
        return limit
    step = Decimal(1) if end == "low" else Decimal(-1)
    return Limit(limit.value + step, False, limit.path)


def _value(stated: object) -> Value | None:
    if (read := number(stated)) is not None:
        return read
    return _moment(stated) if isinstance(stated, str) and stated else None


def _moment(stated: str) -> Value:
    """A date, time or timestamp on one line of time; the text itself if it is neither."""
    try:
        moment = datetime.fromisoformat(stated.strip())
    except ValueError:
        try:
            moment = datetime.combine(date(1, 1, 2), time.fromisoformat(stated.strip()))
        except ValueError:
            return stated
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return stated


def _strongest(stated: list[Limit], end: str) -> Limit:
    strongest = stated[0]
    for limit in stated[1:]:
        if is_within(limit, strongest, end):
            strongest = limit
    return strongest


def is_within(new: Limit | None, old: Limit | None, end: str) -> bool | None:
    """Whether the new limit admits nothing that the old one did not. None: cannot be decided."""
    if old is None:
        return True
    if new is None:
        return False
    if type(new.value) is not type(old.value) or isinstance(new.value, str):
        return True if new.key() == old.key() and new.is_open == old.is_open else None
    if new.value == old.value:
        return new.is_open or not old.is_open
    higher: bool = new.value > old.value  # type: ignore[operator]
    return higher if end == "low" else not higher


class BoundLoosened(ColumnRule):
    id = "bound-loosened"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "bound-tightened"
    what = "Values, lengths or numbers of items may be smaller or larger than before."
    why = "Targets of a fixed size overflow, and checks that readers have of their own fail."
    fix = "Keep the bound, or tell readers of it."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        if has_same_limits(pair.old, pair.new):
            return
        old, new = (comparison.once(limits, column) for column in (pair.old, pair.new))
        for (what, end), limit in old.items():
            now = new.get((what, end))
            within = is_within(now, limit, end)
            if not within:
                side = "smaller" if end == "low" else "larger"
                decided = "may be" if within is False else "may be, as far as the types show,"
                yield self.change(
                    pair.new.label,
                    f"Its {what} {decided} {side} than before.",
                    old=limit.path,
                    new=now.path if now else pair.new.path,
                )
        before, after = (number(c.options.get("multipleOf")) for c in (pair.old, pair.new))
        if before and (after is None or after % before != 0):
            reason = f"Its values need no longer be multiples of {before}."
            yield self.at(pair, reason, "logicalTypeOptions", "multipleOf")


class BoundTightened(ColumnRule):
    id = "bound-tightened"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "bound-loosened"
    what = "Values, lengths or numbers of items have a narrower bound than before."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        if has_same_limits(pair.old, pair.new):
            return
        old, new = (comparison.once(limits, column) for column in (pair.old, pair.new))
        for (what, end), limit in new.items():
            before = old.get((what, end))
            if is_within(limit, before, end) and not is_within(before, limit, end):
                yield self.change(
                    pair.new.label,
                    f"Its {what} has a narrower bound.",
                    old=before.path if before else pair.old.path,
                    new=limit.path,
                )
        was, now = (number(c.options.get("multipleOf")) for c in (pair.old, pair.new))
        if now and (was is None or (was and was != now and now % was == 0)):
            reason = f"Its values are multiples of {now}."
            yield self.at(pair, reason, "logicalTypeOptions", "multipleOf")


class ColumnBecameNullable(ColumnRule):
    id = "column-became-nullable"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "column-became-required"
    what = "A column that always had a value may be null."
    why = "Joins on it drop rows, sums and comparisons skip them, and code that counts on it fails."
    fix = "Keep `required: true`, or offer the column with nulls under a new name."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        if pair.new.required:
            return
        by_type = pair.old.type_forbids_null and not pair.new.type_forbids_null
        if pair.old.says_required or by_type:
            key = "physicalType" if by_type else "required"
            yield self.at(pair, "It always had a value, and may be null.", key)


class ColumnBecameRequired(ColumnRule):
    id = "column-became-required"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "column-became-nullable"
    what = "A column that could be null always has a value."
    why = "Readers have one case less to handle. The burden is the producer's."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        if pair.old.required:
            return
        # A type that is new says more than this.
        by_type = pair.new.type_forbids_null and pair.old.physical_text is not None
        if pair.new.says_required or (by_type and not pair.old.type_forbids_null):
            yield self.at(pair, "It could be null, and always has a value.", "required")


class PatternAdded(ColumnRule):
    id = "pattern-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "pattern-removed"
    what = "A column's values fit a pattern."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.patterns, pair.new.patterns
        if new - old and not old - new:
            yield self.change(
                pair.new.label,
                f"Its values fit the pattern {shown(min(new - old))}.",
                old=pair.old.path,
                new=pair.new.pattern_path,
            )


class PatternChanged(ColumnRule):
    id = "pattern-changed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "pattern-changed"
    what = "The pattern of a column's values changed."
    why = "It cannot be decided whether the new pattern accepts more than the old one."
    fix = "Show that every new value fits the old pattern, or tell readers."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.patterns, pair.new.patterns
        if old - new and new - old:
            yield self.change(
                pair.new.label,
                f"The pattern was {shown(min(old - new))}, and is {shown(min(new - old))}.",
                old=pair.old.pattern_path,
                new=pair.new.pattern_path,
            )


class PatternRemoved(ColumnRule):
    id = "pattern-removed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "pattern-added"
    what = "A column's values need no longer fit a pattern."
    why = "Code that splits the value by the pattern fails, or gets other parts."
    fix = "Keep the pattern."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.patterns, pair.new.patterns
        if old - new and not new - old:
            yield self.change(
                pair.new.label,
                f"The pattern {shown(min(old - new))} is gone.",
                old=pair.old.pattern_path,
                new=pair.new.path,
            )


class ValuesConstraintAdded(ColumnRule):
    id = "values-constraint-added"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "values-constraint-removed"
    what = "A column that could have any value has a list of values."
    why = "It promises more than it did."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        if pair.old.admitted_values is None and pair.new.admitted_values is not None:
            yield self.change(
                pair.new.label,
                "Its values are listed.",
                old=pair.old.path,
                new=pair.new.values_path,
            )


class ValuesConstraintRemoved(ColumnRule):
    id = "values-constraint-removed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "values-constraint-added"
    what = "A column that had a list of values may have any."
    why = "A `case`, a filter or a lookup by the column may be incomplete now."
    fix = "Keep the list, with the new values in it."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        if pair.old.admitted_values is not None and pair.new.admitted_values is None:
            yield self.change(
                pair.new.label,
                "Its values were listed, and may be any.",
                old=pair.old.values_path,
                new=pair.new.path,
            )


class ValuesExtended(ColumnRule):
    id = "values-extended"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "values-reduced"
    what = "A column may have a value that was not among its values."
    why = (
        "A `case` without that value gives null, and a filter leaves it out. A column with the "
        "custom property `extensible: true` has warned its readers."
    )
    fix = "Tell readers of the new value, or declare the column extensible and wait."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.admitted_values, pair.new.admitted_values
        if old is None or new is None or not (more := new.keys() - old.keys()):
            return
        grade = Grade.COMPATIBLE if pair.old.is_extensible else None
        yield self.change(
            pair.new.label,
            f"It may be {listed(new[key] for key in more)} too.",
            old=pair.old.values_path,
            new=pair.new.values_path,
            grade=grade,
        )


def listed(values: Iterable[object]) -> str:
    """A few of the values, in order."""
    # In quotes where it could be taken for a number.
    texts = sorted(shown(identity(v) if number(v) is not None else v) for v in values)
    rest = f" and {len(texts) - 3} more" if len(texts) > 3 else ""
    return ", ".join(texts[:3]) + rest


class ValuesReduced(ColumnRule):
    id = "values-reduced"
    category = Category.GUARANTEE
    grade = Grade.COMPATIBLE
    mirror = "values-extended"
    what = "A column no longer has one of its values."
    why = "Readers may keep a branch that no value reaches."
    fix = "Raise the minor version; there is nothing else to do."

    def changes(self, pair: Pair[ComparedColumn], comparison: Comparison) -> Iterator[Change]:
        old, new = pair.old.admitted_values, pair.new.admitted_values
        if old is None or new is None or not (fewer := old.keys() - new.keys()):
            return
        yield self.change(
            pair.new.label,
            f"It may no longer be {listed(old[key] for key in fewer)}.",
            old=pair.old.values_path,
            new=pair.new.values_path,
        )


class UnitChanged(ContractRule):
    id = "unit-changed"
    category = Category.GUARANTEE
    grade = Grade.BREAKING
    mirror = "unit-changed"
    what = "The unit or currency of a column, by a custom property, changed."
    why = (
        "Cents read as euros: every sum is wrong, and nothing fails. Of a table or a contract, "
        "nobody can tell which columns are meant: that is risky."
    )
    fix = "Offer the other unit as a column of a new name."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for found in custom_changes(comparison, Concept.UNITS, comparison.settings):
            yield self.change(
                found.holder.label or found.name,
                f"The unit was {shown(found.old)}, and is {shown(found.new)}.",
                old=found.old_path,
                new=found.new_path,
                grade=_grade(found),
            )


def _grade(found: CustomChange) -> Grade | None:
    if found.old is None:
        return Grade.COMPATIBLE
    of_column = isinstance(found.holder, ComparedColumn)
    return None if of_column and found.new is not None else Grade.RISKY


class GranularityChanged(ObjectRule):
    id = "granularity-changed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "granularity-changed"
    what = "The description of what one row of a table is has changed."
    why = "If a row is something else, so are counts and sums; the words alone do not show it."
    fix = "If only the wording changed, say so in the pull request."

    def changes(self, pair: Pair[ComparedObject], comparison: Comparison) -> Iterator[Change]:
        key = "dataGranularityDescription"
        old, new = (" ".join((text(one.entry, key) or "").split()) for one in (pair.old, pair.new))
        if old != new:
            yield self.change(
                pair.new.label,
                f"A row was {shown(old or None)}, and is {shown(new or None)}.",
                old=pair.old.at(key),
                new=pair.new.at(key),
                grade=None if old else Grade.COMPATIBLE,
            )


class PartitioningChanged(ContractRule):
    id = "partitioning-changed"
    category = Category.GUARANTEE
    grade = Grade.RISKY
    mirror = "partitioning-changed"
    what = "A table is partitioned by other columns, or in another order."
    why = "Results stay the same, but queries that read few partitions may read all of them."
    fix = "Tell readers which column to filter by."

    def changes(self, comparison: Comparison) -> Iterator[Change]:
        for pair in comparison.objects.pairs:
            old, new = _partitions(pair.old), _partitions(pair.new)
            was = [
                str(comparison.now[c.path].path if c.path in comparison.now else c.label)
                for c in old
            ]
            if was != [str(column.path) for column in new]:
                yield self.change(
                    pair.new.label,
                    f"It was partitioned by {_words(old)}, and is by {_words(new)}.",
                    old=old[0].at("partitioned") if old else pair.old.path,
                    new=new[0].at("partitioned") if new else pair.new.path,
                )


def _partitions(table: ComparedObject) -> list[ComparedColumn]:
    found = [column for column in table.all_columns if column.entry.get("partitioned") is True]
    return sorted(found, key=lambda column: number(column.entry.get("partitionKeyPosition")) or 1)


def _words(columns: list[ComparedColumn]) -> str:
    return shown(", ".join(column.effective_name for column in columns) or None)


RULES: tuple[ChangeRule, ...] = (
    BoundLoosened(),
    BoundTightened(),
    ColumnBecameNullable(),
    ColumnBecameRequired(),
    PatternAdded(),
    PatternChanged(),
    PatternRemoved(),
    ValuesConstraintAdded(),
    ValuesConstraintRemoved(),
    ValuesExtended(),
    ValuesReduced(),
    UnitChanged(),
    GranularityChanged(),
    PartitioningChanged(),
)
