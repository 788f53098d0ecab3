"""Rows of Arrow tables: different ones, joined ones, and of another type."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

MAX_JOINED = 1_000_000


def distinct(rows: pa.Table) -> pa.Table:
    return first_of_each(rows, tuple(range(rows.num_columns)))


def first_of_each(rows: pa.Table, columns: tuple[int, ...]) -> pa.Table:
    """The first row of each combination of values; rows with a null in it all stay."""
    if not len(rows) or not columns:
        return rows
    if len(columns) == 1 and rows.column(columns[0]).null_count == 0:
        codes = rows.column(columns[0]).combine_chunks().dictionary_encode().indices.to_numpy()
        _, first = np.unique(codes, return_index=True)
        return rows.take(pa.array(np.sort(first)))
    combined = np.zeros(len(rows), dtype=np.int64)
    has_null = np.zeros(len(rows), dtype=np.bool_)
    for number in columns:
        column = rows.column(number).combine_chunks()
        has_null |= np.asarray(column.is_null())
        codes = column.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
        _, combined = np.unique(combined * (len(rows) + 1) + codes + 1, return_inverse=True)
    _, first = np.unique(combined, return_index=True)
    keep = has_null.copy()
    keep[first] = True
    return rows.filter(pa.array(keep))


def cast_or_null(values: pa.Array, type_: pa.DataType) -> pa.Array:
    """As the child's type; null where a value does not fit it."""
    if values.type == type_:
        return values
    try:
        return values.cast(type_)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        found = []
        for value in values:
            try:
                found.append(value.cast(type_).as_py())
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
                found.append(None)
        return pa.array(found, type_)


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
