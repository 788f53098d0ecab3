"""Types of columns: the physical against the logical, and what tests can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from inseam.contract_lint.outline import ColumnOutline, ContractOutline
from inseam.contract_lint.problem import Problem
from inseam.contract_lint.wording import shown
from inseam.odcs.lenient import entries, text
from inseam.odcs.system_types import (
    LOGICAL_TYPES,
    Kind,
    is_known,
    is_made,
    logical_type,
    names_of_types,
    system_type,
)
from inseam.odcs.types import DEFAULT_DIALECT, dialect_of_types
from inseam.report.finding import Severity
from inseam.report.near_names import did_you_mean
from inseam.rules.rule import Rule

LOGICAL_DIFFERS = Rule(
    id="contract-logical-type-differs",
    what="The `physicalType` of a column, as Databricks sees it, holds what its `logicalType` says."
    " A whole number and a number count as the same; `VARIANT` and JSON hold anything.",
    why="The column has the physical type, so the test of the port can never find the logical one.",
    fix="Correct one of the two.",
)
FIELD_MISSING = Rule(
    id="contract-field-missing-in-type",
    what="Each of the `properties` of a column is a field of its physical type, `STRUCT<...>`.",
    why="The table has the fields of the physical type: the test of the port finds no other.",
    fix="Add the field to `physicalType`, or remove it from `properties`.",
)
FIELD_UNDESCRIBED = Rule(
    id="contract-field-undescribed",
    what="Each field of a column's physical type, `STRUCT<...>`, is one of its `properties`, if it"
    " lists any.",
    why="Readers get the field, and find nothing about it; or it was removed in one place only.",
    fix="Add it to `properties`, or remove it from `physicalType`.",
    severity=Severity.WARNING,
)
TYPE_UNKNOWN = Rule(
    id="contract-physical-type-unknown",
    what="A `physicalType` is a type of the contract's server.",
    why="Tests hold a column of another type by its `logicalType`, without its length or its"
    " digits.",
    fix="Write a type of the server, or remove `physicalType`.",
    severity=Severity.WARNING,
)
TYPE_NOT_MADE = Rule(
    id="contract-type-not-made",
    what="A column is neither an interval nor a union.",
    why="Tests make no values of these: every product that reads the table needs rows that"
    " somebody writes.",
    fix="Write input rows for its readers, or store it as a number or a text.",
    severity=Severity.WARNING,
)
TYPE_NOT_STORED = Rule(
    id="contract-type-not-stored",
    what="No column of an output port is a HUGEINT, nor has one in it.",
    why="A lake stores it as DOUBLE without a word, which loses digits beyond 2^53. Databricks has"
    " no such type.",
    fix="Write `BIGINT`; for more than 18 digits, `DECIMAL(38, 0)`.",
)
RULES = (
    LOGICAL_DIFFERS,
    FIELD_MISSING,
    FIELD_UNDESCRIBED,
    TYPE_UNKNOWN,
    TYPE_NOT_MADE,
    TYPE_NOT_STORED,
)

_NUMBERS = frozenset({"integer", "number"})
# What a column of another logical type may hold, for the test of a port.
_ALSO = {
    "integer": _NUMBERS,
    "number": _NUMBERS,
    "object": frozenset({"object", "map"}),
    "vector": frozenset({"array"}),
}
# In v3.0 all of them are dates, and `physicalType` says which.
_OF_V3_0 = {"date": frozenset({"timestamp", "time"})}
_NONE: frozenset[str] = frozenset()
# Before v3.2 a map is an object.
_WORDS = {"map": "object"}
_ARTICLES = {"integer": "an", "object": "an", "array": "an"}
_BYTES = "bytes"


def types(contract: ContractOutline) -> Iterator[Problem]:
    servers = [text(server, "type") or "" for server, _ in entries(contract.value, "servers")]
    dialect = dialect_of_types(servers)
    if dialect is None and servers:
        return  # the types of messages and files are of many systems
    of_v3_0 = (text(contract.value, "apiVersion") or "").startswith("v3.0.")
    for column in contract.columns:
        written = text(column.entry, "physicalType")
        if written is None:
            continue
        if dialect is not None and not is_known(written, dialect):
            yield _unknown(column, written, dialect)
        type_ = system_type(written, dialect or DEFAULT_DIALECT, column.logical_type)
        if type_ is not None:
            yield from _problems(column, type_, written, of_v3_0)
        if type_ is not None and contract.version_folder is not None:
            yield from _not_stored(column, type_, written)


def _unknown(column: ColumnOutline, written: str, dialect: str) -> Problem:
    message = (
        f"The column {shown(column.label)} has the physical type {shown(written)}, which {dialect}"
        " does not have."
    )
    name = re.split(r"[(<]", written)[0].strip()
    fix = did_you_mean(name, names_of_types(), TYPE_UNKNOWN.fix)
    return Problem(TYPE_UNKNOWN, (*column.path, "physicalType"), message, fix)


def _problems(
    column: ColumnOutline, type_: exp.DataType, written: str, of_v3_0: bool
) -> Iterator[Problem]:
    if not is_made(type_):
        message = (
            f"The column {shown(column.label)} is of type {shown(written)}, and tests make no"
            " values of it."
        )
        yield Problem(TYPE_NOT_MADE, (*column.path, "physicalType"), message)
        return
    held = logical_type(type_)
    logical = column.logical_type or ""
    allowed = _OF_V3_0.get(logical, _NONE) if of_v3_0 else _NONE
    if (
        held in {None, logical, *allowed, *_ALSO.get(logical, _NONE)}
        or logical not in LOGICAL_TYPES
    ):
        yield from _parts(column, type_, of_v3_0)
    else:
        yield _differs(column, logical, held or "", written, of_v3_0)


def _not_stored(column: ColumnOutline, type_: exp.DataType, written: str) -> Iterator[Problem]:
    if any(part.this is Kind.INT128 for part in type_.find_all(exp.DataType)):
        message = (
            f"The column {shown(column.label)} is of type {shown(written)}, and a lake does not"
            " store all digits of a HUGEINT."
        )
        yield Problem(TYPE_NOT_STORED, (*column.path, "physicalType"), message)


def _differs(
    column: ColumnOutline, logical: str, held: str, written: str, of_v3_0: bool
) -> Problem:
    a = _ARTICLES.get(logical, "a")
    holds = held if held == _BYTES else f"{_ARTICLES.get(held, 'a')} {held}"
    message = (
        f"The column {shown(column.label)} is {a} {logical}, and its physical type"
        f" {shown(written)} holds {holds}."
    )
    if held == _BYTES:
        fix = "Remove `logicalType`: the standard has none for bytes."
    else:
        word = "date" if of_v3_0 and held in _OF_V3_0["date"] else _WORDS.get(held, held)
        fix = f"Write `logicalType: {word}`, or a `physicalType` that holds {a} {logical}."
    return Problem(LOGICAL_DIFFERS, (*column.path, "logicalType"), message, fix)


def _parts(column: ColumnOutline, type_: exp.DataType, of_v3_0: bool) -> Iterator[Problem]:
    """What the physical type of the whole says of the parts that the contract describes."""
    inner = [part for part in type_.expressions if isinstance(part, exp.DataType)]
    if type_.this is exp.DataType.Type.STRUCT:
        yield from _fields(column, type_, of_v3_0)
    elif type_.this is exp.DataType.Type.ARRAY and column.items is not None:
        yield from _part(column.items, inner[0], of_v3_0)
    elif type_.this is exp.DataType.Type.MAP:
        sides = {part.path[-1]: part for part in column.parts if part.path[-2] == "map"}
        for key, part_type in zip(("key", "value"), inner, strict=True):
            if key in sides:
                yield from _part(sides[key], part_type, of_v3_0)


def _fields(column: ColumnOutline, type_: exp.DataType, of_v3_0: bool) -> Iterator[Problem]:
    described = [part for part in column.parts if part.path[-2] == "properties"]
    if not described:
        return
    fields = {field.name.lower(): field for field in type_.expressions}
    for part in described:
        name = text(part.entry, "physicalName") or part.name
        field = fields.pop((name or "").lower(), None)
        if field is not None:
            yield from _part(part, field.args["kind"], of_v3_0)
        elif name is not None:
            message = (
                f"The field {shown(part.label)} is not in the physical type of"
                f" {shown(column.label)}."
            )
            yield Problem(FIELD_MISSING, part.path, message)
    for field in fields.values():
        message = (
            f"The physical type of {shown(column.label)} has the field {shown(field.name)}, which"
            " `properties` does not have."
        )
        yield Problem(FIELD_UNDESCRIBED, (*column.path, "physicalType"), message)


def _part(part: ColumnOutline, type_: exp.DataType, of_v3_0: bool) -> Iterator[Problem]:
    """One with a physical type of its own is compared with that."""
    if text(part.entry, "physicalType") is None:
        yield from _problems(part, type_, type_.sql("databricks"), of_v3_0)


CHECKS = (types,)
