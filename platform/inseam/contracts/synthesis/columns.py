"""From a contract's column to the arrays that it may hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from duckdb.sqltypes import DuckDBPyType

from inseam.contracts.constraints import ColumnConstraints, Rule, Threshold
from inseam.contracts.odcs import Property
from inseam.contracts.synthesis.conflict import UNSUPPORTED, Place
from inseam.contracts.synthesis.domain import UNLIMITED, Domain, Listed
from inseam.contracts.synthesis.draws import Draws, Mask
from inseam.contracts.synthesis.limits import (
    ENUM,
    EXCLUDED,
    TYPE,
    Limit,
    Limits,
    Unsatisfied,
    limits_of,
)
from inseam.contracts.synthesis.numbers import microseconds, number_domain, temporal_domain
from inseam.contracts.synthesis.realistic import realistic_values
from inseam.contracts.synthesis.texts import text_domain
from inseam.contracts.types import duckdb_type, is_duckdb_type

_NULL_SHARE = 0.1
_SIZED = re.compile(r"(?:N?(?:VAR)?CHAR|TEXT|STRING|BPCHAR)\((\d+)\)")
_NESTED_TYPES = frozenset({"object", "array", "map"})
_MAX_ITEMS = 3
# How often other nested values are looked for, when they must differ.
_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Demand:
    """A number that a statement bounds: of nulls, duplicates, rows."""

    threshold: Threshold
    place: Place
    is_percent: bool = False

    def allows(self, count: int, rows: int) -> bool:
        # Rounded as datacontract-cli rounds.
        number = (round(count / rows * 100, 6) if rows else 0.0) if self.is_percent else count
        return self.threshold.allows(number)


def nearest(usual: int, most: int, demands: Sequence[Demand], rows: int) -> int | None:
    """The count from 0 to ``most`` that all demands allow and that is nearest to the usual one."""
    if not demands:
        return usual
    for distance in range(max(usual, most - usual) + 1):
        for count in (usual + distance, usual - distance):
            if 0 <= count <= most and all(demand.allows(count, rows) for demand in demands):
                return count
    return None


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or a field of one, and how it is filled."""

    stated: Property
    file: str
    label: str
    type: str
    domain: Domain
    required_by: Place | None
    null_demands: tuple[Demand, ...]
    duplicate_demands: tuple[Demand, ...]

    @property
    def place(self) -> Place:
        return Place(self.file, self.stated.path)

    @property
    def is_unique(self) -> bool:
        """Whether a statement allows no duplicates at all."""
        return any(
            demand.threshold.allows(0) and not demand.threshold.allows(1)
            for demand in self.duplicate_demands
        )

    def nulls(self, draws: Draws, n: int) -> Mask:
        """Which of ``n`` rows have no value. Raises `Unsatisfied`."""
        usual = max(round(n * _NULL_SHARE), 1) if n > 1 and self.required_by is None else 0
        most = 0 if self.required_by is not None else n
        count = nearest(min(usual, most), most, self.null_demands, n)
        if count is None:
            places = [demand.place for demand in self.null_demands]
            if self.required_by is not None:
                places.append(self.required_by)
            raise Unsatisfied(
                f"No number of missing values of `{self.label}` in {n} rows keeps its rules.",
                places,
            )
        return draws.of("null").mask(n, count)

    def values(self, draws: Draws, n: int, domain: Domain | None = None) -> pa.Array:
        """``n`` values without nulls, as different as the contract demands them.

        Raises `Unsatisfied`.
        """
        domain = domain or self.domain
        if not n:
            return pa.array([], domain.type)
        if not self.duplicate_demands:
            return domain.sample(draws, n)
        if self.is_unique:
            if domain.size < n:
                raise self._too_few(domain.size, n)
            return self._distinct(domain, draws, n)
        return self._with_duplicates(domain, draws, n)

    def _distinct(self, domain: Domain, draws: Draws, n: int) -> pa.Array:
        found = domain.distinct(draws, n)
        if len(found) < n:
            raise self._too_few(len(found), n)
        return found

    def _with_duplicates(self, domain: Domain, draws: Draws, n: int) -> pa.Array:
        """Exactly as many repeated values as all demands allow: few, if they may be few."""
        usual = 0 if domain.size >= n else min(domain.size, n // 2)
        repeated = nearest(usual, n // 2, self.duplicate_demands, n)
        if repeated is None or (repeated == 0 and domain.size < n) or repeated > domain.size:
            raise self._too_few(domain.size, n)
        if repeated == 0:
            return self._distinct(domain, draws, n)
        different = min(domain.size, n - repeated)
        values = self._distinct(domain, draws, different)
        extra = np.arange(n - different) % repeated
        index = np.concatenate([np.arange(different), extra])
        return values.take(pa.array(index[draws.of("repeated").permutation(n)]))

    def _too_few(self, size: int, n: int) -> Unsatisfied:
        size_by = [
            Place(self.file, stated.path) for stated in self.stated.constraints.options.values()
        ]
        if (enum := self.stated.constraints.enum) is not None:
            size_by = [Place(self.file, enum.path)]
        size_by += [
            Place(self.file, rule.path)
            for rule in self.stated.constraints.rules
            if rule.metric == "invalidValues"
        ]
        type_ = Place(self.file, (*self.stated.path, "physicalType"))
        return Unsatisfied(
            f"`{self.label}` has {size} values at most, too few for {n} rows that differ in it.",
            [*(demand.place for demand in self.duplicate_demands), *(size_by or [type_])],
            "Allow more values, or fewer rows.",
        )

    def array(self, draws: Draws, n: int) -> pa.Array:
        """``n`` values and nulls. Raises `Unsatisfied`."""
        nulls = self.nulls(draws, n)
        return spread(self.values(draws.of("value"), n - int(nulls.sum())), nulls)


def spread(values: pa.Array, nulls: Mask) -> pa.Array:
    """The values in their order, with nulls between them."""
    if not nulls.any():
        return values
    index = np.cumsum(~nulls) - 1
    return values.take(pa.array(np.where(nulls, 0, index), mask=nulls))


class ColumnReader:
    """Reads columns of one contract. ``file`` and ``dialect`` are the contract's."""

    def __init__(
        self, file: str, dialect: str, as_of: datetime, engine: duckdb.DuckDBPyConnection
    ) -> None:
        self._file, self._dialect, self._as_of, self._engine = file, dialect, as_of, engine

    def read(
        self, column: Property, label: str, *, is_key: bool = False, more: Iterable[Limit] = ()
    ) -> Column:
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
    ) -> Column:
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
        return Column(
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
            return _Json(inner, self._engine)
        arrow = self._arrow(parsed)
        domain = self._scalar(column, type_, arrow, limits)
        return _listed(domain, limits)

    def _arrow(self, parsed: DuckDBPyType) -> pa.DataType:
        schema = self._engine.sql(f"select null::{parsed} as c").to_arrow_table().schema
        return schema.field(0).type

    def _scalar(self, column: Property, type_: str, arrow: pa.DataType, limits: Limits) -> Domain:
        if pa.types.is_boolean(arrow):
            return Listed(pa.array([True, False], arrow))
        examples = _examples(column)
        if pa.types.is_integer(arrow) or pa.types.is_floating(arrow) or pa.types.is_decimal(arrow):
            return _with_examples(number_domain(arrow, limits), examples)
        if pa.types.is_temporal(arrow) and not pa.types.is_interval(arrow):
            return _with_examples(temporal_domain(arrow, limits, self._as_of), examples)
        if pa.types.is_string(arrow):
            return self._text(column, type_, limits, examples)
        if pa.types.is_dictionary(arrow):
            words = self._engine.sql(f"select unnest(enum_range(null::{type_}))").fetchall()
            return Listed(pa.array([word for (word,) in words], pa.string()))
        if pa.types.is_binary(arrow):
            return _Bytes()
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
        written = _written_as_text(column, limits, self._as_of)
        if written is not None:
            return written
        sized = _SIZED.fullmatch(type_)
        max_of_type = (
            Limit(TYPE, int(sized[1]), limits.with_type("physicalType")) if sized else None
        )
        texts = [text for text in examples if isinstance(text, str)]
        return text_domain(
            limits, max_of_type, texts, lambda: realistic_values(column.name), self._as_of
        )

    # Nested types

    def _field(self, name: str, known: Property | None, within: Property) -> Property:
        """The property of a field; one without statements where the contract has none."""
        if known is not None:
            return known
        return Property(
            path=within.path,
            name=name,
            physical_name=name,
            logical_type=None,
            physical_type=None,
            description=None,
            required=False,
            unique=False,
            primary_key_position=None,
            properties=(),
            items=None,
            constraints=ColumnConstraints(),
        )

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
        low, high = _item_counts(limits, fixed)
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
    def _distinct_field(element: Column) -> bool:
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
            return _Json.of(examples or [[], [1, 2], ["a"]])
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
            return _Json.of(examples or [{}, {"key": "value"}])
        return _Json(inner, self._engine)


def inner_types(parsed: DuckDBPyType) -> list[DuckDBPyType]:
    """The types that a nested type is made of."""
    return [part for _, part in parsed.children if isinstance(part, DuckDBPyType)]


def _field_names(parsed: DuckDBPyType) -> tuple[str, ...]:
    return tuple(name for name, _ in parsed.children)


def _own(field: Property, parsed: DuckDBPyType, dialect: str) -> str:
    """The field's type with the length that the engine's own form of it drops."""
    stated = duckdb_type(field, dialect)
    return stated if _SIZED.fullmatch(stated) else str(parsed)


def _demand(rule: Rule, file: str) -> Demand | None:
    if rule.metric is None or rule.threshold is None:
        return None
    return Demand(rule.threshold, Place(file, rule.path), rule.is_percent)


def _examples(column: Property) -> list[Any]:
    stated = column.constraints.examples
    return list(stated.value) if stated is not None else []


def _typed(value: Any, type_: pa.DataType) -> Any:
    """A value from a contract's text as one of ``type_``; None if it is none."""
    try:
        if pa.types.is_string(type_):
            if isinstance(value, bool):
                return str(value).lower()
            return value if isinstance(value, str) else None if value is None else str(value)
        if pa.types.is_boolean(type_):
            return value if isinstance(value, bool) else None
        if isinstance(value, bool) or value is None:
            return None
        if pa.types.is_integer(type_) or pa.types.is_decimal(type_):
            number = Decimal(str(value))
            if pa.types.is_decimal(type_):
                return pa.scalar(number, type_).as_py()
            return int(number) if number == int(number) else None
        if pa.types.is_floating(type_):
            return pa.scalar(float(value), type_).as_py()
        if pa.types.is_date(type_):
            return date.fromisoformat(value)
        if pa.types.is_time(type_):
            return time.fromisoformat(value)
        if pa.types.is_timestamp(type_):
            return pa.scalar(
                microseconds(datetime.fromisoformat(value)), pa.timestamp("us")
            ).as_py()
    except (ValueError, TypeError, InvalidOperation, pa.ArrowInvalid, OverflowError):
        return None
    return None


def _with_examples(domain: Domain, examples: Sequence[Any]) -> Domain:
    """With the examples among the edges, which every test meets."""
    typed = [
        value
        for value in (_typed(example, domain.type) for example in examples)
        if value is not None
    ]
    values = pa.array(typed, domain.type)
    kept = values.filter(pa.array(domain.accepts(values), pa.bool_())).to_pylist()
    domain.edges = tuple(dict.fromkeys([*domain.edges, *kept]))
    return domain


def _listed(domain: Domain, limits: Limits) -> Domain:
    """Only what the contract lists, and that the other limits leave."""
    excluded = [
        value
        for limit in limits.of(EXCLUDED)
        for given in limit.value
        if (value := _typed(given, domain.type)) is not None
    ]
    enums = limits.of(ENUM)
    if not enums:
        if excluded and not pa.types.is_string(domain.type):
            return _Without(domain, pa.array(excluded, domain.type))
        return domain
    kept: list[Any] | None = None
    for enum in enums:
        listed = enum.value if isinstance(enum.value, list) else []
        typed = [value for value in (_typed(v, domain.type) for v in listed) if value is not None]
        kept = typed if kept is None else [value for value in kept if value in typed]
    values = pa.array(list(dict.fromkeys(kept or [])), domain.type)
    mask = domain.accepts(values)
    if excluded:
        mask &= ~np.asarray(pc.is_in(values, pa.array(excluded, domain.type)))
    left = values.filter(pa.array(mask, pa.bool_()))
    if not len(left):
        others = [limit for limit in limits.all if limit.kind != ENUM]
        raise limits.unsatisfied(
            "the values that are listed do not keep its other limits",
            [*enums, *others] if others else [*enums, limits.with_type("logicalType")],
        )
    return Listed(left)


class _Without(Domain):
    """A domain without some of its values."""

    def __init__(self, domain: Domain, excluded: pa.Array) -> None:
        self.type = domain.type
        self._domain, self._excluded = domain, excluded
        self.edges = [edge for edge in domain.edges if edge not in excluded.to_pylist()]

    @property
    def size(self) -> int:
        return (
            len(self.every())
            if self._domain.size < 10_000
            else self._domain.size - len(self._excluded)
        )

    def _left(self, values: pa.Array) -> pa.Array:
        return values.filter(pc.invert(pc.is_in(values, self._excluded)))

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        found = pa.array([], self.type)
        for attempt in range(50):
            more = self._domain.bulk(draws.of("without", attempt), n)
            found = pa.concat_arrays([found, self._left(more)])
            if len(found) >= n:
                return found[:n]
        every = self.every()
        return every.take(pa.array(draws.of("every").below(len(every), n)))

    def every(self) -> pa.Array:
        return self._left(self._domain.every())

    def accepts(self, values: pa.Array) -> Mask:
        kept = ~np.asarray(pc.is_in(values, self._excluded))
        return np.asarray(kept & self._domain.accepts(values), dtype=np.bool_)


_JAVA = (("yyyy", "%Y"), ("MM", "%m"), ("dd", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S"))


def _written_as_text(column: Property, limits: Limits, as_of: datetime) -> Domain | None:
    """Numbers, dates and times that a text column holds."""
    kind = column.logical_type
    if kind in ("integer", "number"):
        inner = number_domain(pa.int64() if kind == "integer" else pa.float64(), limits)
        return _Written(inner, None)
    if kind == "boolean":
        return Listed(pa.array(["true", "false"]))
    types = {"date": pa.date32(), "timestamp": pa.timestamp("us"), "time": pa.time64("us")}
    if kind not in types:
        return None
    form = next((limit.value for limit in limits.of("format")), None)
    if isinstance(form, str):
        for java, strftime in _JAVA:
            form = form.replace(java, strftime)
        form = form.replace("'", "")
        if re.search(r"(?<!%)[A-Za-z]", form.replace("T", "").replace("Z", "")):
            form = None
    return _Written(temporal_domain(types[kind], limits, as_of), form)


class _Written(Domain):
    """The text of another domain's values."""

    type = pa.string()

    def __init__(self, inner: Domain, form: str | None) -> None:
        self._inner, self._form = inner, form
        self.edges = self._texts(pa.array(inner.edges, inner.type)).to_pylist()

    def _texts(self, values: pa.Array) -> pa.Array:
        if self._form is None:
            if pa.types.is_timestamp(values.type):
                values = pc.floor_temporal(values, unit="second").cast(pa.timestamp("s"))
                return pc.strftime(values, format="%Y-%m-%dT%H:%M:%S")
            if pa.types.is_time(values.type):
                values = values.cast(pa.int64())
                return pc.strftime(
                    values.cast(pa.timestamp("us")).cast(pa.timestamp("s"), safe=False),
                    format="%H:%M:%S",
                )
            return values.cast(pa.string())
        if pa.types.is_time(values.type):
            values = values.cast(pa.int64()).cast(pa.timestamp("us"))
        return pc.strftime(
            values.cast(pa.timestamp("us")).cast(pa.timestamp("s"), safe=False), format=self._form
        )

    @property
    def size(self) -> int:
        return self._inner.size

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        return self._texts(self._inner.bulk(draws, n))

    def every(self) -> pa.Array:
        return self._texts(self._inner.every())

    def accepts(self, values: pa.Array) -> Mask:
        return np.ones(len(values), dtype=np.bool_)


class _Bytes(Domain):
    type = pa.binary()
    edges = (b"", b"\x00\xff")
    size = UNLIMITED

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        raw = draws.below(2**62, n).astype("<i8").tobytes()
        return pa.array([raw[i * 8 : i * 8 + 8] for i in range(n)], pa.binary())

    def every(self) -> pa.Array:
        raise AssertionError("there are too many")

    def accepts(self, values: pa.Array) -> Mask:
        return np.ones(len(values), dtype=np.bool_)


class _Nested(Domain):
    @property
    def size(self) -> int:
        return UNLIMITED

    def sample(self, draws: Draws, n: int) -> pa.Array:
        return self.bulk(draws, n)

    def distinct(self, draws: Draws, n: int) -> pa.Array:
        """Fewer than ``n`` if more attempts find no other: how many there are is not known."""
        # Arrow compares no nested values; their text tells them apart.
        found: dict[str, Any] = {}
        for attempt in range(_ATTEMPTS):
            more = self.bulk(draws.of("bulk", attempt), (n - len(found)) * 2 + 16)
            for value in more.to_pylist():
                found.setdefault(repr(value), value)
            if len(found) >= n:
                break
        return pa.array(list(found.values())[:n], self.type)

    def every(self) -> pa.Array:
        raise AssertionError("there are too many")

    def accepts(self, values: pa.Array) -> Mask:
        return np.ones(len(values), dtype=np.bool_)


class Structs(_Nested):
    def __init__(self, names: tuple[str, ...], fields: tuple[Column, ...]) -> None:
        self.names, self.fields = names, fields
        self.type = pa.struct(
            [pa.field(name, field.domain.type) for name, field in zip(names, fields, strict=True)]
        )

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        arrays = [
            field.array(draws.of(name), n)
            for name, field in zip(self.names, self.fields, strict=True)
        ]
        if not arrays:
            return pa.array([{}] * n, self.type)
        return pa.StructArray.from_arrays(arrays, fields=list(self.type))


class Lists(_Nested):
    def __init__(
        self,
        element: Column,
        low: int,
        high: int,
        unique: bool,
        fixed: int | None,
        unique_field: bool,
    ) -> None:
        self._element, self._low, self._high = element, low, high
        self._unique, self._fixed, self._unique_field = unique, fixed, unique_field
        inner = element.domain.type
        self.type = pa.list_(inner) if fixed is None else pa.list_(inner, fixed)

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        lengths = self._low + draws.of("length").below(self._high - self._low + 1, n)
        total = int(lengths.sum())
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        if self._unique and not isinstance(self._element.domain, _Nested):
            values = different_within(self._element.domain, draws.of("items"), lengths)
        else:
            # What differs among all items differs within each list too.
            values = self._element.array(draws.of("items"), total)
        if self._fixed is not None:
            return pa.FixedSizeListArray.from_arrays(values, self._fixed)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


class Maps(_Nested):
    def __init__(self, key: Column, value: Column) -> None:
        self._key, self._value = key, value
        self.type = pa.map_(key.domain.type, value.domain.type)

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        most = min(_MAX_ITEMS, self._key.domain.size)
        lengths = draws.of("length").below(most + 1, n)
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        keys = different_within(self._key.domain, draws.of("key"), lengths)
        values = self._value.array(draws.of("value"), len(keys))
        return pa.MapArray.from_arrays(pa.array(offsets, pa.int32()), keys, values)


def different_within(domain: Domain, draws: Draws, lengths: np.ndarray) -> pa.Array:
    """Values for groups of the given lengths, none twice in a group."""
    pool = domain.distinct(draws, int(min(domain.size, max(lengths.max(initial=0), 500))))
    starts = draws.of("start").below(max(len(pool), 1), len(lengths))
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return pool.take(pa.array((np.repeat(starts, lengths) + within) % max(len(pool), 1)))


class _Json(_Nested):
    """Nested values as JSON text."""

    type = pa.string()

    def __init__(self, inner: Domain, engine: duckdb.DuckDBPyConnection) -> None:
        self._inner, self._engine = inner, engine

    @staticmethod
    def of(values: Sequence[Any]) -> Domain:
        texts = [v if _is_json(v) else json.dumps(v, ensure_ascii=False) for v in values]
        return Listed(pa.array(list(dict.fromkeys(texts)), pa.string()))

    @property
    def size(self) -> int:
        return self._inner.size

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        nested = pa.table({"c": self._inner.bulk(draws, n)})
        relation = self._engine.from_arrow(nested)
        texts = relation.query("nested", "select to_json(c)::varchar as c from nested")
        return texts.to_arrow_table().column("c").combine_chunks()


def _is_json(value: Any) -> bool:
    try:
        return isinstance(value, str) and json.loads(value) is not ...
    except ValueError:
        return False


def _item_counts(limits: Limits, fixed: int | None) -> tuple[int, int]:
    if fixed is not None:
        return fixed, fixed
    low = max([int(limit.value) for limit in limits.of("minItems")], default=0)
    high = min([int(limit.value) for limit in limits.of("maxItems")], default=low + _MAX_ITEMS)
    if low > high:
        raise limits.unsatisfied(
            f"it would need at least {low} and at most {high} items",
            limits.of("minItems", "maxItems"),
        )
    return low, min(high, low + _MAX_ITEMS)
