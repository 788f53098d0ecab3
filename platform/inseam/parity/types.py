"""Types of columns on two engines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inseam.parity.engine import Schema
from inseam.parity.forms import BuiltTable

_SIZED_TEXT = re.compile(r"\b(?:varchar|char)\(\d+\)|\btext\b")
_INTEGER = re.compile(r"tinyint|smallint|int|bigint")


def differing_types(table: BuiltTable, types: Schema) -> tuple[tuple[str, str, str], ...]:
    """Name, expected type and the engine's, of each column of another type.

    An output port's types are the contract's, to the letter: dbt refuses any other where a
    contract is enforced. Of another model only the kind counts, which decides how values behave:
    whether a number is exact and how many digits it has behind the point.
    """
    return tuple(_differing(table, {name.lower(): type_ for name, type_ in types}))


def _differing(table: BuiltTable, types: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for column in table.columns:
        found = types.get(column.name.lower())
        if found is None or found == "void":
            continue
        expected = _normalised(column.databricks)
        same = expected == found if table.port else _kind(expected) == _kind(found)
        if not same:
            yield column.name, expected, found


def _normalised(databricks: str) -> str:
    """As Spark writes it."""
    bare = re.sub(r"\s*([<>,:()])\s*", r"\1", databricks.strip().lower().replace("`", ""))
    bare = re.sub(r"\b(?:numeric|decimal)\((\d+)\)", r"decimal(\1,0)", bare)
    bare = re.sub(r"\binteger\b", "int", bare)
    return _SIZED_TEXT.sub("string", bare)


def _kind(type_: str) -> str:
    """A whole number is one in any width; of a decimal the digits behind the point count."""
    without_width = re.sub(r"decimal\(\d+,(\d+)\)", r"decimal(\1)", type_)
    whole = _INTEGER.sub("integer", without_width).replace("decimal(0)", "integer")
    return whole.replace("float", "double")
