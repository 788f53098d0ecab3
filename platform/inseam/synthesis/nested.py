"""Structs, lists, maps and JSON, made of the columns in them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from inseam.synthesis.arrow_rows import different
from inseam.synthesis.column import FilledColumn
from inseam.synthesis.limits import Limits
from inseam.synthesis.random_draws import Draws, Mask
from inseam.synthesis.value_sets import UNLIMITED, Domain, Listed

_MAX_ITEMS = 3
# How often other nested values are looked for, when they must differ.
_ATTEMPTS = 20
# As many different values as the groups of one column take theirs from.
_POOL = 500
# Items of a list after which no more of them are needed to tell lists apart.
_ENOUGH = 62


class Nested(Domain):
    def sample(self, draws: Draws, n: int) -> pa.Array:
        return self.bulk(draws, n)

    def distinct(self, draws: Draws, n: int) -> pa.Array:
        """Fewer than ``n`` if more attempts find no other: how many there are is not known."""
        found = pa.array([], self.type)
        for attempt in range(_ATTEMPTS):
            more = self.bulk(draws.of("bulk", attempt), (n - len(found)) * 2 + 16)
            found = different(pa.concat_arrays([found, more]))
            if len(found) >= n:
                break
        return found.slice(0, n)

    def every(self) -> pa.Array:
        raise AssertionError("there are too many")

    def accepts(self, values: pa.Array) -> Mask:
        return np.ones(len(values), dtype=np.bool_)


class Structs(Nested):
    def __init__(self, names: tuple[str, ...], fields: tuple[FilledColumn, ...]) -> None:
        self.names, self.fields = names, fields
        self.type = pa.struct(
            [pa.field(name, field.domain.type) for name, field in zip(names, fields, strict=True)]
        )

    @property
    def size(self) -> int:
        return min(math.prod(map(_choices, self.fields)), UNLIMITED)

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        arrays = [
            field.array(draws.of(name), n)
            for name, field in zip(self.names, self.fields, strict=True)
        ]
        if not arrays:
            return pa.array([{}] * n, self.type)
        return pa.StructArray.from_arrays(arrays, fields=list(self.type))


class Lists(Nested):
    def __init__(
        self,
        element: FilledColumn,
        low: int,
        high: int,
        unique: bool,
        fixed: int | None,
        unique_field: bool,
    ) -> None:
        self._element, self._low, self._high = element, low, high
        self._unique, self._fixed = unique, fixed
        # What differs among all items differs within each list too.
        self._differs_anyway = isinstance(element.domain, Nested) and (
            element.is_unique or unique_field
        )
        inner = element.domain.type
        self.type = pa.list_(inner) if fixed is None else pa.list_(inner, fixed)

    @property
    def size(self) -> int:
        found = 0
        for length in range(self._low, self._high + 1):
            found += _choices(self._element) ** min(length, _ENOUGH)
        return min(found, UNLIMITED)

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        lengths = self._low + draws.of("length").below(self._high - self._low + 1, n)
        total = int(lengths.sum())
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        if self._unique and not self._differs_anyway:
            most = max(int(lengths.max(initial=0)), _POOL)
            pool = _pool(self._element, draws.of("items"), most)
            values = different_within(pool, draws.of("items"), lengths)
        else:
            values = self._element.array(draws.of("items"), total)
        if self._fixed is not None:
            return pa.FixedSizeListArray.from_arrays(values, self._fixed)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


class Maps(Nested):
    def __init__(self, key: FilledColumn, value: FilledColumn) -> None:
        self._key, self._value = key, value
        self.type = pa.map_(key.domain.type, value.domain.type)

    @property
    def size(self) -> int:
        keys, values = self._key.domain.size, _choices(self._value)
        found: int = sum(math.comb(keys, count) * values**count for count in range(_MAX_ITEMS + 1))
        return min(found, UNLIMITED)

    def bulk(self, draws: Draws, n: int) -> pa.Array:
        # How many different keys a nested type has is known once they are made.
        pool = _pool(self._key, draws.of("key"), _POOL)
        lengths = draws.of("length").below(min(_MAX_ITEMS, len(pool)) + 1, n)
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        keys = different_within(pool, draws.of("key"), lengths)
        values = self._value.array(draws.of("value"), len(keys))
        return pa.MapArray.from_arrays(pa.array(offsets, pa.int32()), keys, values)


def _choices(column: FilledColumn) -> int:
    """Its values, and that it may have none."""
    return int(column.domain.size) + (column.required_by is None)


def _pool(column: FilledColumn, draws: Draws, most: int) -> pa.Array:
    return column.domain.distinct(draws, min(column.domain.size, most))


def different_within(pool: pa.Array, draws: Draws, lengths: np.ndarray) -> pa.Array:
    """Values of ``pool`` for groups of the given lengths, none twice in a group."""
    starts = draws.of("start").below(max(len(pool), 1), len(lengths))
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return pool.take(pa.array((np.repeat(starts, lengths) + within) % max(len(pool), 1)))


class Json(Nested):
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

    def accepts(self, values: pa.Array) -> Mask:
        return np.array([_is_json(text) for text in values.to_pylist()], dtype=np.bool_)


def _is_json(value: Any) -> bool:
    try:
        return isinstance(value, str) and json.loads(value) is not ...
    except ValueError:
        return False


def item_counts(limits: Limits, fixed: int | None) -> tuple[int, int]:
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
