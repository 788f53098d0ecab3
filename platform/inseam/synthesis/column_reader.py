"""From a contract's column to the arrays that it may hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa
from duckdb.sqltypes import DuckDBPyType

from inseam.odcs.constraints import Threshold, WrittenRule
from inseam.odcs.contract import Property
from inseam.odcs.types import duckdb_type, is_duckdb_type
from inseam.synthesis.column import Demand, FilledColumn
from inseam.synthesis.given_values import listed_values, with_examples
from inseam.synthesis.hard_values import with_hard_values
from inseam.synthesis.limits import EXCLUDED, TYPE, Limit, Limits, Unsatisfied, limits_of
from inseam.synthesis.nested import Json, Lists, Maps, Structs, item_counts
from inseam.synthesis.numbers import number_domain, temporal_domain
from inseam.synthesis.realistic import realistic_values
from inseam.synthesis.texts import text_domain
from inseam.synthesis.unsatisfiable import UNSUPPORTED, Place
from inseam.synthesis.value_sets import Bytes, Domain, Listed
from inseam.synthesis.written_values import written_as_text

_SIZED = re.compile(r"(?:N?(?:VAR)?CHAR|TEXT|STRING|BPCHAR)\((\d+)\)")
_NESTED_TYPES = frozenset({"object", "array", "map"})


class ColumnReader:
    """Reads columns of one contract. ``file`` and ``dialect`` are the contract's.

    ``hard`` values are those that engines are likely to treat in two ways.
    """

    def __init__(
        self,
        file: str,
        dialect: str,
        as_of: datetime,
        engine: duckdb.DuckDBPyConnection,
        *,
        hard: bool = False,
    ) -> None:
        self._hard = hard
        self._file, self._dialect, self._as_of, self._engine = file, dialect, as_of, engine

    def read(
        self, column: Property, label: str, *, is_key: bool = False, more: Iterable[Limit] = ()
    ) -> FilledColumn:
        """``more`` are limits of the columns that refer to this one. Raises `Unsatisfied`."""
        type_ = duckdb_type(column, self._dialect)
        parsed = self._parsed(type_, column, label)
        return self._column(column, label, type_, parsed, is_key, tuple(more))

    def _parsed(self, type_: str, column: Property, label: str) -> DuckDBPyType:
        if not is_duckdb_type(type_):
            raise Unsatisfied(
                f"DuckDB, which tests run on, has no type {type_}, as `{label}` has it.",
                [Place(self._file, column.path)],
                "Give each of its fields a name of its own.",
                UNSUPPORTED,
            )
        return self._engine.sql(f"select null::{type_} as c").types[0]

    def _column(
        self,
        column: Property,
        label: str,
        type_: str,
        parsed: DuckDBPyType,
        is_key: bool = False,
        more: tuple[Limit, ...] = (),
    ) -> FilledColumn:
        file, path = self._file, column.path
        place = Place(file, path)
        limits = Limits((*limits_of(column, file), *more), place, label)
        required_by = None
        if column.required:
            stated = "primaryKey" if column.primary_key_position is not None else "required"
            required_by = Place(file, (*path, stated))
        nulls, duplicates = [], []
        if column.unique:
            duplicates.append(Demand(Threshold(0, 0), Place(file, (*path, "unique"))))
        if is_key:
            duplicates.append(Demand(Threshold(0, 0), Place(file, (*path, "primaryKey"))))
        for rule in column.constraints.rules:
            demand = _demand(rule, file)
            if demand is None:
                continue
            if rule.metric in ("nullValues", "missingValues"):
                nulls.append(demand)
            elif rule.metric == "duplicateValues":
                duplicates.append(demand)
            elif rule.metric == "invalidValues" and not demand.threshold.allows(0):
                raise Unsatisfied(
                    f"`{label}` must have invalid values, which are not made.",
                    [demand.place],
                    "Write rows for this table.",
                    UNSUPPORTED,
                )
        domain = self._domain(column, label, type_, parsed, limits)
        return FilledColumn(
            column, file, label, type_, domain, required_by, tuple(nulls), tuple(duplicates)
        )

    def _domain(
        self, column: Property, label: str, type_: str, parsed: DuckDBPyType, limits: Limits
    ) -> Domain:
        kind = parsed.id
        if kind == "struct":
            return self._struct(column, label, parsed)
        if kind in ("list", "array"):
            return self._list(column, label, parsed, limits)
        if kind == "map":
            return self._map(column, label, parsed, limits)
        is_json = str(parsed) == "JSON"
        if column.logical_type in _NESTED_TYPES or (is_json and column.logical_type is None):
            if kind == "varchar":
                return self._json(column, label, limits)
        elif is_json:
            # The logical type says what a value is that the physical one lets be anything.
            bare = replace(column, physical_type=None)
            inner_type = duckdb_type(bare, self._dialect)
            inner = self._domain(
                bare, label, inner_type, self._parsed(inner_type, bare, label), limits
            )
            return Json(inner, self._engine)
        arrow = self._arrow(parsed)
        domain = self._scalar(column, type_, arrow, limits)
        typed_by = "physicalType" if column.physical_type else "logicalType"
        domain = listed_values(domain, limits, typed_by)
        if (excluded := limits.of(EXCLUDED)) and not domain.size:
            raise limits.unsatisfied("all that it could have count as missing", excluded)
        return domain

    def _arrow(self, parsed: DuckDBPyType) -> pa.DataType:
        schema = self._engine.sql(f"select null::{parsed} as c").to_arrow_table().schema
        return schema.field(0).type

    def _scalar(self, column: Property, type_: str, arrow: pa.DataType, limits: Limits) -> Domain:
        if pa.types.is_boolean(arrow):
            return Listed(pa.array([True, False], arrow))
        examples = _examples(column)
        if pa.types.is_integer(arrow) or pa.types.is_floating(arrow) or pa.types.is_decimal(arrow):
            return with_examples(
                self._harder(number_domain(arrow, limits, fine=self._hard), limits), examples
            )
        if pa.types.is_temporal(arrow) and not pa.types.is_interval(arrow):
            return with_examples(
                self._harder(temporal_domain(arrow, limits, self._as_of), limits), examples
            )
        if pa.types.is_string(arrow):
            return self._text(column, type_, limits, examples)
        if pa.types.is_dictionary(arrow):
            words = self._engine.sql(f"select unnest(enum_range(null::{type_}))").fetchall()
            return Listed(pa.array([word for (word,) in words], pa.string()))
        if pa.types.is_binary(arrow):
            return Bytes()
        raise Unsatisfied(
            f"The column `{limits.label}` is of type `{column.physical_type or type_}`, and tests"
            " make no values of it.",
            [limits.with_type("physicalType")],
            "Store it as a number or a text.",
            UNSUPPORTED,
        )

    def _text(
        self, column: Property, type_: str, limits: Limits, examples: Sequence[Any]
    ) -> Domain:
        written = written_as_text(column, limits, self._as_of, hard=self._hard)
        if written is not None:
            return written
        sized = _SIZED.fullmatch(type_)
        max_of_type = (
            Limit(TYPE, int(sized[1]), limits.with_type("physicalType")) if sized else None
        )
        texts = [text for text in examples if isinstance(text, str)]
        domain = text_domain(
            limits, max_of_type, texts, lambda: realistic_values(column.name), self._as_of
        )
        return self._harder(domain, limits)

    def _harder(self, domain: Domain, limits: Limits) -> Domain:
        if not self._hard:
            return domain
        return with_hard_values(domain, self._as_of, shaped=bool(limits.of("pattern", "format")))

    # Nested types

    def _field(self, name: str, known: Property | None, within: Property) -> Property:
        """The property of a field; one without statements where the contract has none."""
        if known is not None:
            return known
        return Property(within.path, name, name, logical_type=None, physical_type=None)

    def _struct(self, column: Property, label: str, parsed: DuckDBPyType) -> Domain:
        known = {field.physical_name.lower(): field for field in column.properties}
        fields = []
        for name, type_ in zip(_field_names(parsed), inner_types(parsed), strict=True):
            field = self._field(name, known.get(name.lower()), column)
            fields.append(
                self._column(field, f"{label}.{name}", _own(field, type_, self._dialect), type_)
            )
        return Structs(_field_names(parsed), tuple(fields))

    def _list(self, column: Property, label: str, parsed: DuckDBPyType, limits: Limits) -> Domain:
        child = inner_types(parsed)[0]
        items = self._field("items", column.items, column)
        element = self._column(items, f"{label}[]", _own(items, child, self._dialect), child)
        if isinstance(element.domain, Structs) and element.required_by is None:
            # For datacontract-cli a missing item lacks the fields that it requires.
            element = replace(element, required_by=element.place)
        fixed = int(str(parsed.children[1][1])) if parsed.id == "array" else None
        low, high = item_counts(limits, fixed)
        unique = bool(limits.of("uniqueItems")) and limits.of("uniqueItems")[0].value is True
        if (unique or element.is_unique) and element.domain.size < low:
            raise limits.unsatisfied(
                f"its items have {element.domain.size} values at most",
                limits.of("minItems", "uniqueItems"),
            )
        if unique or element.is_unique:
            high = min(high, element.domain.size)
        return Lists(
            element, low, high, unique or element.is_unique, fixed, self._distinct_field(element)
        )

    @staticmethod
    def _distinct_field(element: FilledColumn) -> bool:
        return isinstance(element.domain, Structs) and any(
            field.is_unique for field in element.domain.fields
        )

    def _map(self, column: Property, label: str, parsed: DuckDBPyType, limits: Limits) -> Domain:
        key_type, value_type = inner_types(parsed)
        key_field = self._field("key", column.map_key, column)
        value_field = self._field("value", column.map_value, column)
        key = self._column(
            key_field, f"{label}[key]", _own(key_field, key_type, self._dialect), key_type
        )
        value = self._column(
            value_field, f"{label}[value]", _own(value_field, value_type, self._dialect), value_type
        )
        return Maps(key, value)

    def _json(self, column: Property, label: str, limits: Limits) -> Domain:
        examples = [text for text in _examples(column) if text is not None]
        if column.logical_type == "array" and column.items is None and not column.properties:
            return Json.of(examples or [[], [1, 2], ["a"]])
        if column.logical_type == "array" and column.items is not None:
            type_ = f"{duckdb_type(column.items, self._dialect)}[]"
            inner = self._list(column, label, self._parsed(type_, column, label), limits)
        elif column.properties:
            fields = ", ".join(
                f'"{field.physical_name}" {duckdb_type(field, self._dialect)}'
                for field in column.properties
            )
            inner = self._struct(column, label, self._parsed(f"STRUCT({fields})", column, label))
        elif column.map_key is not None and column.map_value is not None:
            sides = (column.map_key, column.map_value)
            key, value = (duckdb_type(side, self._dialect) for side in sides)
            parsed = self._parsed(f"MAP({key}, {value})", column, label)
            inner = self._map(column, label, parsed, limits)
        else:
            return Json.of(examples or [{}, {"key": "value"}])
        return Json(inner, self._engine)


def inner_types(parsed: DuckDBPyType) -> list[DuckDBPyType]:
    """The types that a nested type is made of."""
    return [part for _, part in parsed.children if isinstance(part, DuckDBPyType)]


def _field_names(parsed: DuckDBPyType) -> tuple[str, ...]:
    return tuple(name for name, _ in parsed.children)


def _own(field: Property, parsed: DuckDBPyType, dialect: str) -> str:
    """The field's type with the length that the engine's own form of it drops."""
    stated = duckdb_type(field, dialect)
    return stated if _SIZED.fullmatch(stated) else str(parsed)


def _demand(rule: WrittenRule, file: str) -> Demand | None:
    if rule.metric is None or rule.threshold is None:
        return None
    return Demand(rule.threshold, Place(file, rule.path), rule.is_percent)


def _examples(column: Property) -> list[Any]:
    stated = column.constraints.examples
    return list(stated.value) if stated is not None else []
