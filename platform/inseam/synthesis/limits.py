"""The statements of a contract that limit a column's values, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from inseam.odcs.constraints import WrittenRule
from inseam.odcs.contract import Property
from inseam.synthesis.unsatisfiable import UNSATISFIABLE, Conflict, Place

OPTIONS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "format",
    "minItems",
    "maxItems",
    "uniqueItems",
)
ENUM = "enum"
EXCLUDED = "excluded"
TYPE = "type"


@dataclass(frozen=True, slots=True)
class Limit:
    """``kind`` is an option's name, or `enum`, `excluded` (values) or `type`."""

    kind: str
    value: Any
    place: Place


class Unsatisfied(Exception):
    """No value, or not enough values, can keep the limits."""

    def __init__(
        self,
        message: str,
        limits: Iterable[Limit | Place],
        fix: str = "Change one of them.",
        rule: str = UNSATISFIABLE,
    ) -> None:
        places = tuple(part.place if isinstance(part, Limit) else part for part in limits)
        self.conflict = Conflict(message, fix, places, rule)
        super().__init__(message)


class Limits:
    """All limits of one column. Those of the columns that refer to it may be among them."""

    def __init__(self, limits: Iterable[Limit], column: Place, label: str) -> None:
        self.all = tuple(limits)
        self.column = column
        self.label = label

    def of(self, *kinds: str) -> tuple[Limit, ...]:
        return tuple(limit for limit in self.all if limit.kind in kinds)

    def unsatisfied(self, why: str, limits: Iterable[Limit | Place]) -> Unsatisfied:
        listed = tuple(limits) or (self.column,)
        return Unsatisfied(f"No value of `{self.label}` can be made: {why}.", listed)

    def with_type(self, statement: str | None) -> Place:
        """Where the column's type is written."""
        return Place(self.column.file, (*self.column.path, statement or "logicalType"))


def limits_of(column: Property, file: str) -> Iterator[Limit]:
    """The limits that the column itself states."""
    constraints = column.constraints
    for name in OPTIONS:
        stated = constraints.options.get(name)
        if stated is not None and stated.value is not None:
            yield Limit(name, stated.value, Place(file, stated.path))
    if constraints.enum is not None:
        yield Limit(ENUM, constraints.enum.value, Place(file, constraints.enum.path))
    for rule in constraints.rules:
        yield from _rule_limits(rule, file)


def _rule_limits(rule: WrittenRule, file: str) -> Iterator[Limit]:
    """Of a rule on values: none shall break it, if it allows that."""
    if rule.threshold is None:
        return
    place = Place(file, rule.path)
    if rule.metric == "invalidValues" and rule.threshold.allows(0):
        valid = rule.arguments.get("validValues")
        if isinstance(valid, list):
            yield Limit(ENUM, [value for value in valid if value is not None], place)
        if isinstance(pattern := rule.arguments.get("pattern"), str):
            yield Limit("pattern", pattern, place)
    elif rule.metric == "missingValues":
        missing = rule.arguments.get("missingValues")
        if isinstance(missing, list):
            yield Limit(EXCLUDED, [value for value in missing if value is not None], place)
