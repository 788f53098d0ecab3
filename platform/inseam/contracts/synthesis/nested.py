"""Structs, lists, maps and JSON, made of the columns in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from inseam.contracts.synthesis.column import Column
from inseam.contracts.synthesis.domain import UNLIMITED, Domain, Listed
from inseam.contracts.synthesis.draws import Draws, Mask
from inseam.contracts.synthesis.limits import Limits

_MAX_ITEMS = 3
# How often other nested values are looked for, when they must differ.
_ATTEMPTS = 20


class Nested(Domain):
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


class Structs(Nested):
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


class Lists(Nested):
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
        if self._unique and not isinstance(self._element.domain, Nested):
            values = different_within(self._element.domain, draws.of("items"), lengths)
        else:
            # What differs among all items differs within each list too.
            values = self._element.array(draws.of("items"), total)
        if self._fixed is not None:
            return pa.FixedSizeListArray.from_arrays(values, self._fixed)
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


class Maps(Nested):
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
