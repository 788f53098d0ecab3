"""What DuckDB refuses to do with two types, whatever the values are; a test asks DuckDB."""

from __future__ import annotations

from inseam.sql.sql_type import SqlType

_NUMBER, _MOMENT, _TEXT, _BOOLEAN = "number", "moment", "text", "boolean"
_FAMILIES = {
    **dict.fromkeys(
        "TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT FLOAT"
        " DOUBLE DECIMAL".split(),
        _NUMBER,
    ),
    **dict.fromkeys(("DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"), _MOMENT),
    "BOOLEAN": _BOOLEAN,
    "VARCHAR": _TEXT,
    "TIME": "time",
    "INTERVAL": "interval",
    "UUID": "uuid",
    "BLOB": "bytes",
    "LIST": "list",
    "ARRAY": "list",
    "STRUCT": "fields",
    "MAP": "fields",
}
# Those of which one is cast to the other, in either direction, beside text.
_ONE_ANOTHER = frozenset({_NUMBER, _BOOLEAN})
_CASTS = frozenset({(_MOMENT, "time"), ("uuid", "bytes"), ("bytes", "uuid")})
# No sign of arithmetic takes them.
_NO_OPERANDS = frozenset({_TEXT, _BOOLEAN, "uuid", "bytes", "fields"})


def refuses(use: str, left: SqlType | None, right: SqlType | None) -> bool:
    """As `DialectTypes.misfit`; types that are not listed here, such as JSON, fit everything."""
    if left is None or right is None:
        return False
    one, two = _FAMILIES.get(left.name), _FAMILIES.get(right.name)
    if one is None or two is None:
        return False
    if use == "cast":
        return _differ(one, two) and (one, two) not in _CASTS
    if use == "compare":
        return _differ(one, two)
    return one in _NO_OPERANDS or two in _NO_OPERANDS


def _differ(one: str, two: str) -> bool:
    return one != two and _TEXT not in (one, two) and not {one, two} <= _ONE_ANOTHER
