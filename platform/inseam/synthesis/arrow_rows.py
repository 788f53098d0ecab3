"""Values and rows of Arrow: different ones, joined ones, and of another type."""

from __future__ import annotations

from contextlib import suppress

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inseam.synthesis.random_draws import Mask

MAX_JOINED = 1_000_000


def comparable(values: pa.Array) -> pa.Array:
    """Values that are equal where the given ones are, and that Arrow compares; nulls stay.

    Arrow compares no lists, structs and maps, which DuckDB does: their texts tell them apart.
    """
    if not pa.types.is_nested(values.type):
        return values
    texts = [None if value is None else repr(value) for value in values.to_pylist()]
    return pa.array(texts, pa.string())


def different(values: pa.Array) -> pa.Array:
    """Each value once, in the order in which they first appear."""
    if not pa.types.is_nested(values.type):
        return pc.unique(values)
    texts = comparable(values).dictionary_encode(null_encoding="encode").indices
    _, first = np.unique(texts.to_numpy(), return_index=True)
    return values.take(pa.array(np.sort(first)))


def is_among(values: pa.Array, known: pa.Array) -> Mask:
    """Which of the values are among ``known``, which are of the same type."""
    found = pc.is_in(comparable(values), comparable(known))
    return np.asarray(found, dtype=np.bool_)


def distinct(rows: pa.Table) -> pa.Table:
    return first_of_each(rows, tuple(range(rows.num_columns)))


def first_of_each(rows: pa.Table, columns: tuple[int, ...]) -> pa.Table:
    """The first row of each combination of values; rows with a null in it all stay."""
    if not len(rows) or not columns:
        return rows
    if len(columns) == 1 and rows.column(columns[0]).null_count == 0:
        codes = comparable(rows.column(columns[0]).combine_chunks()).dictionary_encode()
        _, first = np.unique(codes.indices.to_numpy(), return_index=True)
        return rows.take(pa.array(np.sort(first)))
    combined = np.zeros(len(rows), dtype=np.int64)
    has_null = np.zeros(len(rows), dtype=np.bool_)
    for number in columns:
        column = rows.column(number).combine_chunks()
        has_null |= np.asarray(column.is_null())
        encoded = comparable(column).dictionary_encode().indices
        codes = encoded.fill_null(-1).to_numpy(zero_copy_only=False)
        _, combined = np.unique(combined * (len(rows) + 1) + codes + 1, return_inverse=True)
    _, first = np.unique(combined, return_index=True)
    keep = has_null.copy()
    keep[first] = True
    return rows.filter(pa.array(keep))


def cast_or_null(values: pa.Array, type_: pa.DataType) -> pa.Array:
    """As the child's type; null where a value does not fit it, or would be another value."""
    if values.type == type_:
        return values
    if (whole := _cast(values, type_)) is not None:
        return whole
    parts = [_cast(values.slice(at, 1), type_) for at in range(len(values))]
    none = pa.nulls(1, type_)
    return pa.concat_arrays([none if part is None else part for part in parts] or [none[:0]])


def _cast(values: pa.Array, type_: pa.DataType) -> pa.Array | None:
    with suppress(pa.ArrowException):
        cast = values.cast(type_)
        # A number is a truth value for Arrow, and an instant a day. A text says one value in
        # several ways, such as 007.
        if pa.types.is_string(values.type) or _same(cast.cast(values.type), values):
            return cast
    return None


def _same(one: pa.Array, other: pa.Array) -> bool:
    return bool(comparable(one).equals(comparable(other)))


def joined(engine: duckdb.DuckDBPyConnection, one: pa.Table, other: pa.Table) -> pa.Table:
    """The rows that have the same values in the columns of one name, each once."""
    shared = [name for name in one.column_names if name in other.column_names]
    on = " and ".join(f'a."{name}" = b."{name}"' for name in shared)
    more = "".join(f', b."{name}"' for name in other.column_names if name not in shared)
    engine.register("joined_a", one)
    engine.register("joined_b", other)
    found = engine.sql(
        f"select distinct a.*{more} from joined_a a join joined_b b on {on}"
        f" order by all limit {MAX_JOINED}"
    ).to_arrow_table()
    engine.unregister("joined_a")
    engine.unregister("joined_b")
    return found.cast(
        pa.schema(
            [
                (n, (one if n in one.column_names else other).schema.field(n).type)
                for n in found.column_names
            ]
        )
    )
