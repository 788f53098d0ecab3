"""What a DuckLake stores instead of a type that it refuses, or stores with a loss."""

from __future__ import annotations

from functools import lru_cache

from duckdb import sqltype
from duckdb.sqltypes import DuckDBPyType

from inseam.testing.engine import quoted

# DuckLake 1.0 has no such type, or drops the offset or the last digits of a time.
_REFUSED = frozenset({"bignum", "bit", "time with time zone", "time_ns", "union"})
_NESTED = frozenset({"array", "list", "map", "struct"})
# As Databricks has them (`inseam.odcs.types`): an enum is text there.
_INSTEAD = {"enum": "VARCHAR", "hugeint": "DECIMAL(38,0)", "uhugeint": "DECIMAL(38,0)"}


@lru_cache(maxsize=4096)
def stored_type(duckdb: str) -> str | None:
    """The type that holds its values in a lake; None if there is none."""
    return _stored(sqltype(duckdb))


def _stored(type_: DuckDBPyType) -> str | None:
    if type_.id in _REFUSED:
        return None
    if type_.id not in _NESTED:
        return _INSTEAD.get(type_.id, str(type_))
    # An array's size is among its parts too.
    parts = [(name, part) for name, part in type_.children if isinstance(part, DuckDBPyType)]
    stored = [(name, _stored(part)) for name, part in parts]
    if any(part is None for _, part in stored):
        return None
    if type_.id == "struct":
        return f"STRUCT({', '.join(f'{quoted(name)} {part}' for name, part in stored)})"
    if type_.id == "map":
        return f"MAP({', '.join(str(part) for _, part in stored)})"
    return f"{stored[0][1]}[]"
