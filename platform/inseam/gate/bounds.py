"""The smallest and largest that a column's values, lengths, items or fields may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from inseam.contracts.numbers import number
from inseam.contracts.yaml_document import Path
from inseam.gate.model import Column

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


def has_same_limits(old: Column, new: Column) -> bool:
    """Whether they are written alike and mean the same, so that none has to be read."""
    return (
        old.options == new.options
        and old.logical == new.logical
        and old.contract.has_boolean_exclusives == new.contract.has_boolean_exclusives
    )


def limits(column: Column) -> Limits:
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


def _value_limits(column: Column, end: str, word: str) -> Iterator[Limit]:
    plain, exclusive = f"m{word}", f"exclusiveM{word}"
    excluded = column.options.get(exclusive)
    is_open = excluded is True and column.contract.has_boolean_exclusives
    if (value := _value(column.options.get(plain))) is not None:
        yield _whole(column, Limit(value, is_open, column.option_path(plain)), end)
    if (value := _value(excluded)) is not None:
        yield _whole(column, Limit(value, True, column.option_path(exclusive)), end)


def _whole(column: Column, limit: Limit, end: str) -> Limit:
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
