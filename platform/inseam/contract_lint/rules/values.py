"""Bounds, patterns, and the values that a contract gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

from inseam.contract_lint.outline import ColumnOutline, ContractOutline, number
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.values import misfit, pattern_fault
from inseam.contract_lint.wording import shown
from inseam.odcs.lenient import mapping, text
from inseam.rules.rule import Rule

BOUNDS_CROSSED = Rule(
    id="contract-bounds-crossed",
    what="A minimum is not above its maximum: of values, lengths, items and properties, and in"
    " `mustBeBetween`.",
    why="No value keeps both, so every row would break the contract.",
    fix="Change one of the two.",
)
PATTERN_INVALID = Rule(
    id="contract-pattern-invalid",
    what="A pattern is a regular expression that RE2 reads: no look-ahead, look-behind or"
    " back-reference.",
    why="DuckDB and datacontract-cli check patterns with RE2. One that it does not read is never"
    " checked.",
    fix="Write it in [RE2's syntax](https://github.com/google/re2/wiki/Syntax).",
)
EXAMPLE_MISFIT = Rule(
    id="contract-example-misfit",
    what="An example of a column fits its `logicalType` and its other options: bounds,"
    " lengths, pattern, format, allowed values.",
    why="People and generators of test data take examples at their word.",
    fix="Write an example that fits, or correct what it breaks; text that looks like a number goes"
    " in quotes.",
)
ALLOWED_VALUE_MISFIT = Rule(
    id="contract-allowed-value-misfit",
    what="An allowed value of a column (`enum`, `validValues`) fits its `logicalType` and the"
    " bounds beside it.",
    why="Nobody can use a value that cannot occur, and it hides that another one was meant.",
    fix="Write a value that fits, or remove it.",
)
RULES = (BOUNDS_CROSSED, PATTERN_INVALID, EXAMPLE_MISFIT, ALLOWED_VALUE_MISFIT)

_PAIRS = (
    ("minimum", "maximum", False),
    ("exclusiveMinimum", "exclusiveMaximum", True),
    ("minimum", "exclusiveMaximum", True),
    ("exclusiveMinimum", "maximum", True),
    ("minLength", "maxLength", False),
    ("minItems", "maxItems", False),
    ("minProperties", "maxProperties", False),
)


def bounds_crossed(contract: ContractOutline) -> Iterator[Problem]:
    for column in contract.columns:
        options = column.options
        for low_key, high_key, is_open in _PAIRS:
            low, high = _ordered(options.get(low_key), options.get(high_key))
            if low is None or high is None:
                continue
            if low > high or (is_open and low == high):
                message = (
                    f"The column {shown(column.label)} has the {low_key}"
                    f" {shown(options[low_key])}, which no value below its {high_key}"
                    f" {shown(options[high_key])} can have."
                )
                yield Problem(
                    BOUNDS_CROSSED, (*column.path, "logicalTypeOptions", low_key), message
                )
    for rule, path, _ in contract.quality():
        for key in ("mustBeBetween", "mustNotBeBetween"):
            ends = rule.get(key)
            if isinstance(ends, list) and len(ends) == 2:
                low, high = number(ends[0]), number(ends[1])
                if low is not None and high is not None and low > high:
                    message = f"The quality rule's {key} goes from {shown(low)} to {shown(high)}."
                    fix = f"Write `{key}: [{shown(high)[1:-1]}, {shown(low)[1:-1]}]`."
                    yield Problem(BOUNDS_CROSSED, (*path, key), message, fix)


def _ordered(low: Any, high: Any) -> tuple[Any, Any]:
    """Both as numbers, or as dates, timestamps or times; Nones if they are not alike."""
    both = number(low), number(high)
    if None not in both:
        return both
    if isinstance(low, str) and isinstance(high, str) and len(low) + len(high) < 100:
        readers: tuple[Callable[[str], Any], ...] = (
            date.fromisoformat,
            datetime.fromisoformat,
            time.fromisoformat,
        )
        for read in readers:
            try:
                ends = read(low), read(high)
                _ = ends[0] > ends[1]  # one with and one without a zone have no order
            except (ValueError, TypeError):
                continue
            return ends
    return None, None


def pattern_invalid(contract: ContractOutline) -> Iterator[Problem]:
    for column in contract.columns:
        pattern = text(column.options, "pattern")
        if pattern is not None and (fault := pattern_fault(pattern)):
            message = f"The column {shown(column.label)} has the pattern {shown(pattern)}: {fault}."
            yield Problem(PATTERN_INVALID, (*column.path, "logicalTypeOptions", "pattern"), message)
    for rule, path, _ in contract.quality():
        pattern = text(mapping(rule, "arguments"), "pattern")
        if pattern is not None and (fault := pattern_fault(pattern)):
            message = f"The quality rule has the pattern {shown(pattern)}: {fault}."
            yield Problem(PATTERN_INVALID, (*path, "arguments", "pattern"), message)


def examples(contract: ContractOutline) -> Iterator[Problem]:
    for column in contract.columns:
        given = column.entry.get("examples")
        for index, value in enumerate(given if isinstance(given, list) else ()):
            if why := _example_misfit(value, column):
                of = f"of {shown(column.label)}"
                is_plain = not isinstance(value, (dict, list))
                example = f"The example {shown(value)} {of}" if is_plain else f"An example {of}"
                message = f"{example} {why}."
                yield Problem(EXAMPLE_MISFIT, (*column.path, "examples", index), message)


def _example_misfit(value: Any, column: ColumnOutline) -> str | None:
    """`examples` has sample values (ODCS 3.1, Property); of an array, its entries will do."""
    why = misfit(value, column)
    is_entry = why is not None and column.logical_type in ("array", "vector")
    if is_entry and (column.items is None or misfit(value, column.items) is None):
        return None
    return why


def allowed_values(contract: ContractOutline) -> Iterator[Problem]:
    for column in contract.columns:
        without_enum = ColumnOutline(
            {key: part for key, part in column.entry.items() if key != "enum"},
            column.path,
            column.label,
        )
        given = column.entry.get("enum")
        for index, entry in enumerate(given if isinstance(given, list) else ()):
            value = entry.get("value") if isinstance(entry, dict) else entry
            if why := misfit(value, without_enum):
                message = f"The allowed value {shown(value)} of {shown(column.label)} {why}."
                yield Problem(ALLOWED_VALUE_MISFIT, (*column.path, "enum", index), message)
        quality = column.entry.get("quality")
        for at, rule in enumerate(quality if isinstance(quality, list) else ()):
            arguments = mapping(rule, "arguments") if isinstance(rule, dict) else {}
            valid = arguments.get("validValues")
            for index, value in enumerate(valid if isinstance(valid, list) else ()):
                if why := misfit(value, without_enum):
                    message = f"The valid value {shown(value)} of {shown(column.label)} {why}."
                    path = (*column.path, "quality", at, "arguments", "validValues", index)
                    yield Problem(ALLOWED_VALUE_MISFIT, path, message)


CHECKS = (bounds_crossed, pattern_invalid, examples, allowed_values)
