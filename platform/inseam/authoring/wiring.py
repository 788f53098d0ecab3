"""Which columns of a new output port come from which columns of what the product reads.

A column is wired where an input's table has one of the same name, of a type that fits, and what
the input promises of it implies what the port promises. All others are written by a person: until
then they are NULL, of the contract's type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlglot.expressions as exp

from inseam.odcs.constraints import ColumnConstraints, WrittenRule
from inseam.odcs.contract import Contract, Property, SchemaObject
from inseam.odcs.types import databricks_type, dialect_of, duckdb_type

# Options that say how a value is written or meant, and forbid none.
_NO_LIMITS = frozenset({"timezone", "defaultTimezone", "format"})
_CLASSIFICATIONS = ("public", "internal", "confidential", "restricted")
_WHOLE = ("TINYINT", "SMALLINT", "INT", "BIGINT")


@dataclass(frozen=True, slots=True)
class InputTable:
    """A table that the product reads. ``model`` is its staging model."""

    contract: Contract
    table: SchemaObject
    model: str

    def column(self, name: str) -> Property | None:
        return next(
            (c for c in self.table.properties if c.physical_name.lower() == name.lower()), None
        )


@dataclass(frozen=True, slots=True)
class PortColumn:
    """``source`` is the input's column; None where a person has to write it, as ``reason`` says."""

    column: Property
    databricks: str
    duckdb: str
    source: Property | None = None
    is_cast: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WiredObject:
    """An object of the port. ``reads`` is None where no input has a column for it.

    Rows in which one of ``not_null`` is NULL are left out, so that what is not written yet breaks
    no promise. Of rows with the same ``one_row_per`` one is taken; none where the input promises
    that there is one.
    """

    object: SchemaObject
    reads: InputTable | None
    columns: tuple[PortColumn, ...]
    not_null: tuple[str, ...] = ()
    one_row_per: tuple[str, ...] = ()
    only_by_hand: tuple[str, ...] = field(default=())

    @property
    def to_be_written(self) -> tuple[PortColumn, ...]:
        return tuple(column for column in self.columns if column.source is None)

    @property
    def has_no_rows(self) -> bool:
        """Until a person has written what is required."""
        unwritten = {column.column.physical_name for column in self.to_be_written}
        return any(name in unwritten for name in self.not_null)


def wire(port: Contract, object_: SchemaObject, inputs: Sequence[InputTable]) -> WiredObject:
    """Reads the input with the most columns that can be wired; the first of several."""
    dialect = dialect_of(port)
    best: tuple[PortColumn, ...] = tuple(
        _by_hand(column, dialect, "no input is read") for column in object_.properties
    )
    reads: InputTable | None = None
    most = 0
    for table in inputs:
        columns = tuple(_column(c, dialect, table, inputs) for c in object_.properties)
        wired = sum(column.source is not None for column in columns)
        if wired > most or reads is None:
            best, reads, most = columns, table, wired
    not_null = tuple(
        c.column.physical_name
        for c in best
        if c.column.required and not (c.source is not None and c.source.required)
    )
    return WiredObject(
        object_,
        reads,
        best,
        not_null,
        _one_row_per(object_, reads, best),
        tuple(_only_by_hand(object_)),
    )


def _by_hand(column: Property, dialect: str, reason: str) -> PortColumn:
    return PortColumn(
        column, databricks_type(column, dialect), duckdb_type(column, dialect), reason=reason
    )


def _column(
    column: Property, dialect: str, table: InputTable, inputs: Iterable[InputTable]
) -> PortColumn:
    source = table.column(column.physical_name)
    if source is None:
        having = [other.model for other in inputs if other.column(column.physical_name)]
        elsewhere = f"; {' and '.join(having)} has one: join it" if having else ""
        return _by_hand(column, dialect, f"{table.model} has no such column{elsewhere}")
    here = _by_hand(column, dialect, "")
    of_input = duckdb_type(source, dialect_of(table.contract))
    if not _fits(_plain(of_input), _plain(here.duckdb)):
        return _by_hand(column, dialect, f"in {table.model} it is {of_input}")
    if _is_lowered(column, source):
        how = f"classified `{source.classification}`, and here `{column.classification}`"
        return _by_hand(column, dialect, f"in {table.model} it is {how}")
    if (more := _promised_more(column, source, table.table)) is not None:
        return _by_hand(column, dialect, f"{table.model} does not promise {more}")
    return PortColumn(
        column, here.databricks, here.duckdb, source, _plain(of_input) != _plain(here.duckdb)
    )


def _is_lowered(column: Property, source: Property) -> bool:
    """As the policy `classification-lowered` has it."""
    here, there = column.classification, source.classification
    if here not in _CLASSIFICATIONS or there not in _CLASSIFICATIONS:
        return False
    return _CLASSIFICATIONS.index(here) < _CLASSIFICATIONS.index(there)


def _plain(type_: str) -> str:
    """DuckDB has two names for a text."""
    return "VARCHAR" if type_ == "TEXT" else type_


def _fits(given: str, wanted: str) -> bool:
    """Whether every value of one DuckDB type is one of the other."""
    if given == wanted or (wanted == "DOUBLE" and given in ("REAL", "FLOAT")):
        return True
    if given in _WHOLE and wanted in _WHOLE:
        return _WHOLE.index(given) <= _WHOLE.index(wanted)
    first, second = (exp.DataType.build(type_, dialect="duckdb") for type_ in (given, wanted))
    if exp.DType.DECIMAL is first.this is second.this:
        (digits, scale), (more, finer) = map(_digits, (first, second))
        return finer >= scale and more - finer >= digits - scale
    # A text of some length is a text.
    return wanted == "VARCHAR" and first.is_type(*exp.DataType.TEXT_TYPES)


def _digits(type_: exp.DataType) -> tuple[int, int]:
    numbers = [int(part.name) for part in type_.expressions]
    return (numbers[0], numbers[1] if len(numbers) > 1 else 0) if numbers else (18, 3)


def _promised_more(column: Property, source: Property, table: SchemaObject) -> str | None:
    """What the port promises of the values and the input does not; None if that is nothing."""
    wanted, given = column.constraints, source.constraints
    for name, stated in wanted.options.items():
        if name in _NO_LIMITS or name == "enum":
            continue
        if name not in given.options or given.options[name].value != stated.value:
            return f"`{name}: {stated.value}`"
    if wanted.enum is not None:
        allowed = {str(value) for value in wanted.enum.value}
        if given.enum is None or not {str(value) for value in given.enum.value} <= allowed:
            return "these allowed values"
    if column.unique and column.primary_key_position is None and not _is_unique(source, table):
        return "that it is unique"
    for rule in wanted.rules:
        if not _is_kept(rule, column, given):
            return f"the rule `{rule.id or rule.stated_metric or rule.kind}`"
    if wanted.relationships and not given.relationships:
        return "the relationship"
    return None


def _is_unique(source: Property, table: SchemaObject) -> bool:
    return source.unique or [c.path for c in table.primary_key] == [source.path]


def _is_kept(rule: WrittenRule, column: Property, given: ColumnConstraints) -> bool:
    """By the port's own promises, which are seen to elsewhere, or by the same rule of the input."""
    of_nothing = (
        rule.threshold is not None and rule.threshold.allows(0) and rule.threshold.high == 0
    )
    if of_nothing and rule.metric == "nullValues" and column.required:
        return True
    if of_nothing and rule.metric == "duplicateValues" and column.primary_key_position is not None:
        return True
    same = (rule.metric, rule.query, dict(rule.arguments), rule.threshold)
    return any((r.metric, r.query, dict(r.arguments), r.threshold) == same for r in given.rules)


def _one_row_per(
    object_: SchemaObject, reads: InputTable | None, columns: Sequence[PortColumn]
) -> tuple[str, ...]:
    """The port's key, where it is wired and the input may have several rows with the same."""
    key = [c for c in columns if c.column.primary_key_position is not None]
    if reads is None or not key or any(c.source is None for c in key):
        return ()
    wired = {c.source.path for c in key if c.source is not None}
    of_input = {c.path for c in reads.table.primary_key}
    if (of_input and of_input <= wired) or any(c.source and c.source.unique for c in key):
        return ()
    return tuple(column.physical_name for column in object_.primary_key)


def _only_by_hand(object_: SchemaObject) -> Iterable[str]:
    """Rules of the object that a first draft may break, by how they are called."""
    for rule in object_.constraints.rules:
        if rule.metric != "duplicateValues":
            yield rule.id or rule.stated_metric or rule.kind
