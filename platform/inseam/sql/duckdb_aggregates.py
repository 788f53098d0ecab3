"""The types of DuckDB's aggregates, by what is aggregated, as its `describe` shows them."""

from __future__ import annotations

from collections.abc import Sequence

from inseam.sql.duckdb_numbers import MOMENTS, NUMBERS, is_integer
from inseam.sql.sql_type import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    FLOAT,
    HUGEINT,
    INTERVAL,
    NULL,
    TIMESTAMP,
    SqlType,
    decimal,
    list_of,
    map_of,
)
from inseam.sql.value import Value

_UHUGEINT = SqlType("UHUGEINT")
# Of a list of shares they return a list.
_QUANTILES = frozenset(
    "median percentile_cont percentile_disc quantile quantile_cont quantile_disc".split()
)
_BETWEEN_VALUES = frozenset({"median", "percentile_cont", "quantile_cont"})


def aggregate_type(name: str, first: SqlType, values: Sequence[Value]) -> SqlType | None:
    """The type of an aggregate; None if it is not known, or `name` is not one of these."""
    if name in _QUANTILES:
        return _quantile(name, first, values)
    match name:
        case "sum" | "sum_no_overflow":
            return _sum(first)
        case "avg" | "mean":
            if first.name in NUMBERS or first in (BOOLEAN, NULL):
                return DOUBLE
            if first.name in (*MOMENTS, "INTERVAL", "TIME"):
                return TIMESTAMP if first == DATE else first
        case "bit_and" | "bit_or" | "bit_xor":
            return BIGINT if first == NULL else first
        case "mad":
            if first.name in (*MOMENTS, "TIME"):
                return INTERVAL
            if first.name == "DECIMAL" or first == FLOAT:
                return first
            return DOUBLE if first.name in NUMBERS or first == NULL else None
        case "histogram":
            return map_of(first, SqlType("UBIGINT"))
        case "approx_top_k":
            return list_of(first)
    return None


def _sum(first: SqlType) -> SqlType | None:
    if first.name == "DECIMAL":
        return decimal(38, first.digits[1])
    if first in (DOUBLE, FLOAT, _UHUGEINT):
        return DOUBLE
    return HUGEINT if is_integer(first) or first in (BOOLEAN, NULL) else None


def _quantile(name: str, first: SqlType, values: Sequence[Value]) -> SqlType | None:
    kind = first
    if name in _BETWEEN_VALUES:
        if is_integer(first) or first == NULL:
            kind = DOUBLE
        elif first == DATE:
            kind = TIMESTAMP
    if len(values) < 2:
        return kind
    shares = values[1].type
    if shares is None:
        return None
    return list_of(kind) if shares.element is not None else kind
