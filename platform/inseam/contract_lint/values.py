"""Whether a value that a contract gives fits the column that it is given for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from inseam.contract_lint.outline import ColumnOutline, number
from inseam.contract_lint.text_forms import has_format, is_date, is_time, is_timestamp
from inseam.contract_lint.wording import kind_of, shown
from inseam.odcs.lenient import text

_TEMPORAL = {
    "date": (is_date, "a date such as 2024-03-15"),
    "timestamp": (is_timestamp, "a timestamp such as 2024-03-15T10:00:00Z"),
    "time": (is_time, "a time such as 09:00:00"),
}


@cache
def pattern_fault(pattern: str) -> str | None:
    """Why RE2 does not read the pattern, as a part of a sentence; None if it does.

    RE2 is what DuckDB, and so datacontract-cli, checks a pattern with.
    """
    import duckdb  # only contracts with patterns wait for it

    try:
        duckdb.execute("select regexp_matches('', ?)", [pattern])
    except duckdb.Error as error:
        return str(error).splitlines()[0].rpartition("Error: ")[2].strip().rstrip(".")
    return None


def _matches(value: str, pattern: str) -> bool:
    """RE2 takes a time linear in the text, whatever the pattern."""
    import duckdb

    row = duckdb.execute("select regexp_matches(?, ?)", [value, pattern]).fetchone()
    return row is not None and bool(row[0])


def misfit(value: Any, column: ColumnOutline) -> str | None:
    """Why the column cannot have the value, as a part of a sentence; None if it may be one."""
    if value is None:
        return None
    return _of_other_type(value, column) or next(_breaks(value, column), None)


def _of_other_type(value: Any, column: ColumnOutline) -> str | None:
    type_ = column.logical_type
    has = f"is {kind_of(value)}"
    if type_ == "string" and not isinstance(value, str):
        return f"{has}, not text"
    if type_ == "boolean" and not isinstance(value, bool):
        return f"{has}, not true or false"
    if type_ == "integer" and (number(value) is None or value != value // 1):
        return f"{has}, not a whole number"
    if type_ == "number" and number(value) is None:
        return f"{has}, not a number"
    if type_ in _TEMPORAL and not column.options.get("format"):
        # In 3.0 all of them are dates, and `physicalType` says which.
        physical = (text(column.entry, "physicalType") or "").lower()
        is_one, such = _TEMPORAL["timestamp" if "timestamp" in physical else type_]
        if not isinstance(value, str) or not is_one(value):
            return f"is not {such}"
    if type_ in ("object", "map") and not isinstance(_from_json(value), dict):
        return f"{has}, not a mapping"
    if type_ in ("array", "vector") and not isinstance(_from_json(value), list):
        return f"{has}, not a list"
    return None


def _from_json(value: Any) -> Any:
    """Nested values are often given as the text that a file or message would hold."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value


def _breaks(value: Any, column: ColumnOutline) -> Iterator[str]:
    options = column.options
    if isinstance(value, str):
        yield from _length(len(value), options, "minLength", "maxLength", "characters")
        yield from _of_other_form(value, column)
    elif isinstance(value, list):
        yield from _length(len(value), options, "minItems", "maxItems", "entries")
        if column.items is not None:
            misfits = (why for part in value if (why := misfit(part, column.items)))
            yield from (f"has an entry that {why}" for why in misfits)
    elif (has := number(value)) is not None:
        yield from _outside(has, options)
    yield from _not_allowed(value, column)


def _of_other_form(value: str, column: ColumnOutline) -> Iterator[str]:
    pattern, format_ = text(column.options, "pattern"), text(column.options, "format")
    if pattern and pattern_fault(pattern) is None and not _matches(value, pattern):
        yield f"does not match the pattern {shown(pattern)}"
    if column.logical_type == "string" and format_ and has_format(value, format_) is False:
        yield f"is not {_with_article(format_)}"


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[:1] in "aeio" else f"a {noun}"


def _length(has: int, options: Any, least: str, most: str, of: str) -> Iterator[str]:
    if (low := number(options.get(least))) is not None and has < low:
        yield f"has {has} {of}, fewer than the {least} {shown(low)}"
    if (high := number(options.get(most))) is not None and has > high:
        yield f"has {has} {of}, more than the {most} {shown(high)}"


def _outside(has: int | float, options: Any) -> Iterator[str]:
    low, high = number(options.get("minimum")), number(options.get("maximum"))
    # In 3.0 these are flags beside `minimum` and `maximum`.
    above, below = options.get("exclusiveMinimum"), options.get("exclusiveMaximum")
    if low is not None and (has < low or (above is True and has == low)):
        yield f"is below the minimum {shown(low)}"
    if high is not None and (has > high or (below is True and has == high)):
        yield f"is above the maximum {shown(high)}"
    if (open_low := number(above)) is not None and has <= open_low:
        yield f"is not above the exclusiveMinimum {shown(open_low)}"
    if (open_high := number(below)) is not None and has >= open_high:
        yield f"is not below the exclusiveMaximum {shown(open_high)}"


def _not_allowed(value: Any, column: ColumnOutline) -> Iterator[str]:
    if column.allowed and not isinstance(value, (dict, list)) and value not in column.allowed:
        yield "is not among the values of `enum`"
