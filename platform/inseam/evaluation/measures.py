"""Which rows break a statement, as conditions in DuckDB's SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from inseam.evaluation.formats import breaks_format, is_text, is_whole
from inseam.evaluation.place import Place, quoted
from inseam.evaluation.texts import literal
from inseam.odcs.constraints import WrittenRule
from inseam.odcs.contract import Property
from inseam.odcs.types import duckdb_type

Condition = Callable[[str], str]

_BOUND_OF_TEXT = {
    "date": "DATE",
    "integer": "HUGEINT",
    "number": "DOUBLE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
}
_INEXACT = frozenset({"DOUBLE", "FLOAT", "REAL"})
_NUMERIC = re.compile(r"DECIMAL\(.*|DOUBLE|FLOAT|REAL")


def bad_values(rule: WrittenRule) -> Condition:
    """Of which values the metric of a column counts: nulls, missing or invalid ones."""
    if rule.metric == "nullValues":
        return lambda v: f"{v} is null"
    if rule.metric == "missingValues":
        missing = [x for x in _listed(rule, "missingValues") if x is not None]
        return lambda v: f"({v} is null{' or ' if missing else ''}{_is_among(v, missing)})"
    assert rule.metric == "invalidValues"
    valid = rule.arguments.get("validValues")
    pattern = rule.arguments.get("pattern")

    def is_bad(v: str) -> str:
        conditions = []
        if isinstance(valid, list):
            among = _is_among(v, [value for value in valid if value is not None])
            conditions.append(f"not ({among})" if among else "true")
        if isinstance(pattern, str):
            conditions.append(f"not regexp_matches({v}::varchar, {literal(pattern)})")
        return f"({v} is not null and ({' or '.join(conditions)}))"

    return is_bad


def _listed(rule: WrittenRule, name: str) -> list[Any]:
    listed = rule.arguments.get(name)
    return listed if isinstance(listed, list) else []


def _is_among(value: str, listed: Iterable[Any]) -> str:
    """Whether ``value`` is one of those listed, whatever its type: `N/A` is not a number."""
    equal = [
        f"coalesce(try({value} = {literal(wanted)}), false)"
        if isinstance(wanted, (bool, int, float))
        else f"({value}::varchar = {literal(wanted)}"
        f" or coalesce(try({value} = {literal(wanted)}), false))"
        for wanted in listed
    ]
    return " or ".join(equal)


def breaks_option(column: Property, option: str, value: Any, dialect: str) -> Condition:
    """Which values break one of `unanswerable.OWN_OPTIONS`."""
    type_ = duckdb_type(column, dialect)
    if option == "format":
        return _known(lambda v: breaks_format(str(value), column.logical_type, type_, v) or "false")
    if option == "multipleOf":
        number = f"try_cast({{}} as {_BOUND_OF_TEXT['number']})" if is_text(type_) else "{}"
        return _known(lambda v: _is_no_multiple(number.format(v), value, type_))
    compared = _bound_type(column, type_)
    sign = {"exclusiveMinimum": "<=", "exclusiveMaximum": ">="}[option]
    bound = f"cast({literal(value)} as {compared})"
    return _known(lambda v: f"{_read(v, type_, compared)} {sign} {bound}")


def _known(condition: Condition) -> Condition:
    return lambda v: f"coalesce({v} is not null and {condition(v)}, false)"


def _read(value: str, type_: str, compared: str) -> str:
    """``value`` as what its bounds are: a text column may hold numbers or dates."""
    return f"try_cast({value} as {compared})" if is_text(type_) else value


def _bound_type(column: Property, type_: str) -> str:
    if is_text(type_):
        return _BOUND_OF_TEXT.get(column.logical_type or "", "VARCHAR")
    if is_whole(type_) or type_.startswith("DECIMAL"):
        return "DECIMAL(38, 9)"
    return "TIMESTAMP" if type_ == "DATE" else type_


def _is_no_multiple(value: str, step: Any, type_: str) -> str:
    if is_whole(type_) or type_.startswith("DECIMAL"):
        return f"{value} % {_decimal(step)} <> 0"
    quotient = f"({value}) / {literal(step)}::double"
    # What rounding to the type may take away.
    relative = 2e-7 if type_ in ("FLOAT", "REAL") else 1e-15
    return f"abs({quotient} - round({quotient})) > 1e-9 + {relative} * abs({quotient})"


def _decimal(step: Any) -> str:
    """The digits that the contract has, in full: 1e-05 would be a DOUBLE in SQL, and the nearest
    binary number to 0.01 has no multiples in cents."""
    return f"{Decimal(str(step)):f}"


def rows_with_repeated(names: Iterable[str], relation: str) -> str:
    """The values that occur more than once and how often: with a null in it, a key is none."""
    keys = list(names)
    known = " and ".join(f"{key} is not null" for key in keys)
    columns = ", ".join(keys)
    return (
        f"select {columns}, count(*) as occurrences from {relation} where {known}"
        f" group by {columns} having count(*) > 1"
    )


def list_repeats(place: Place) -> tuple[Place, Condition]:
    """The place of the list, and the condition that it has one value several times."""
    inner = place.steps[::-1]
    depth = next(i for i, step in enumerate(inner) if step.startswith("["))
    fields = "".join(f".{quoted(step)}" for step in reversed(inner[:depth]))
    of_list = Place(place.described, place.column, place.steps[: len(inner) - depth - 1])

    def repeats(value: str) -> str:
        values = (
            f"list_filter(list_transform({value}, lambda x: x{fields}), lambda y: y is not null)"
        )
        return f"coalesce(array_length(list_distinct({values})) < array_length({values}), false)"

    return of_list, repeats
