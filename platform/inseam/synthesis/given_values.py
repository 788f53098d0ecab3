"""Values that a contract itself gives: examples, lists of values, and values that it excludes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inseam.synthesis.limits import ENUM, EXCLUDED, Limits
from inseam.synthesis.numbers import microseconds
from inseam.synthesis.random_draws import Draws, Mask
from inseam.synthesis.value_sets import Domain, Listed


def _typed(value: Any, type_: pa.DataType) -> Any:
    """A value from a contract's text as one of ``type_``; None if the type has no such value."""
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
            # Arrow refuses one that is too large for its bits.
            return pa.scalar(int(number), type_).as_py() if number == int(number) else None
        if pa.types.is_floating(type_):
            return pa.scalar(float(value), type_).as_py()
        if pa.types.is_date(type_):
            return date.fromisoformat(value)
        if pa.types.is_time(type_):
            found = time.fromisoformat(value)
            return found if found.tzinfo is None else None
        if pa.types.is_timestamp(type_):
            return pa.scalar(
                microseconds(datetime.fromisoformat(value)), pa.timestamp("us")
            ).as_py()
    except (ValueError, TypeError, InvalidOperation, pa.ArrowInvalid, OverflowError):
        return None
    return None


def with_examples(domain: Domain, examples: Sequence[Any]) -> Domain:
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


def listed_values(domain: Domain, limits: Limits, typed_by: str) -> Domain:
    """Only what the contract lists, and that the other limits leave. Raises `Unsatisfied`.

    ``typed_by`` is the statement that decides the column's type.
    """
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
    has_untyped = False  # whether a list has a value that the type does not have
    for enum in enums:
        listed = enum.value if isinstance(enum.value, list) else []
        typed = [value for value in (_typed(v, domain.type) for v in listed) if value is not None]
        has_untyped = has_untyped or len(typed) < len(listed)
        if listed and not typed:
            raise limits.unsatisfied(
                "no value that is listed for it is one of its type",
                [enum, limits.with_type(typed_by)],
            )
        kept = typed if kept is None else [value for value in kept if value in typed]
    values = pa.array(list(dict.fromkeys(kept or [])), domain.type)
    mask = domain.accepts(values)
    if excluded:
        mask &= ~np.asarray(pc.is_in(values, pa.array(excluded, domain.type)))
    left = values.filter(pa.array(mask, pa.bool_()))
    if not len(left):
        others = [limit for limit in limits.all if limit.kind != ENUM]
        type_ = [limits.with_type(typed_by)] if has_untyped or not others else []
        raise limits.unsatisfied(
            "the values that are listed do not keep its other limits", [*enums, *others, *type_]
        )
    return Listed(left)


class _Without(Domain):
    """A domain without some of its values."""

    def __init__(self, domain: Domain, excluded: pa.Array) -> None:
        self.type = domain.type
        self._domain, self._excluded = domain, excluded
        self.repeats_edges = domain.repeats_edges
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
