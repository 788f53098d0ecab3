from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.change import Change
from inseam.gate.grade import Category, Grade
from inseam.gate.matching import Comparison, Pair
from inseam.gate.model import Column
from inseam.gate.physical_types import Family
from inseam.gate.rule import ColumnRule
from inseam.gate.type_changes import type_change
from inseam.gate.type_lattice import Relation
from inseam.gate.values import shown


class TimezoneChanged(ColumnRule):
    id = "timezone-changed"
    category = Category.TYPE
    grade = Grade.BREAKING
    mirror = "timezone-changed"
    what = "The same clock reading of a column stands for another instant."
    why = "Differences, days and joins of times shift by hours, and nothing fails."
    fix = "Offer the time with the other zone as a column of a new name."

    def changes(self, pair: Pair[Column], comparison: Comparison) -> Iterator[Change]:
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


def _default(column: Column, key: str) -> str:
    """The standard's, but where the physical type says whether there is a zone."""
    if key == "defaultTimezone":
        return "Etc/UTC"
    zoned = column.physical is not None and column.physical.family in _WITH_ZONE
    return "true" if zoned else "false"


_WITH_ZONE = (Family.INSTANT, Family.ZONED_TIME)


def _zone(column: Column, key: str) -> str:
    value = column.options.get(key)
    default = _default(column, key)
    word = (
        default if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    )
    return "Etc/UTC" if word.upper() in ("UTC", "Z", "ETC/UTC") else word
