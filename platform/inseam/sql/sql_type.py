"""SQL types as values, and how DuckDB and Databricks write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from inseam.sql.duckdb_functions import KEYWORDS

_D = exp.DataType.Type


@dataclass(frozen=True, slots=True)
class SqlType:
    """A type by DuckDB's name for it, on either engine.

    `digits` are those of a DECIMAL or the length of an ARRAY. `members` are the fields of a STRUCT,
    key and value of a MAP, the one element of a LIST or ARRAY; None is a type that is not known.
    """

    name: str
    digits: tuple[int, ...] = ()
    members: tuple[tuple[str, SqlType | None], ...] = ()

    @property
    def element(self) -> SqlType | None:
        return self.members[0][1] if self.name in ("LIST", "ARRAY") and self.members else None

    @property
    def is_known(self) -> bool:
        """Whether no part of it is unknown."""
        return all(part is not None and part.is_known for _, part in self.members)


def decimal(width: int, scale: int) -> SqlType:
    return SqlType("DECIMAL", (width, scale))


def list_of(element: SqlType | None) -> SqlType:
    return SqlType("LIST", (), (("", element),))


def map_of(key: SqlType | None, value: SqlType | None) -> SqlType:
    return SqlType("MAP", (), (("key", key), ("value", value)))


def struct_of(fields: Iterator[tuple[str, SqlType | None]]) -> SqlType:
    return SqlType("STRUCT", (), tuple(fields))


BOOLEAN = SqlType("BOOLEAN")
INTEGER = SqlType("INTEGER")
BIGINT = SqlType("BIGINT")
HUGEINT = SqlType("HUGEINT")
FLOAT = SqlType("FLOAT")
DOUBLE = SqlType("DOUBLE")
VARCHAR = SqlType("VARCHAR")
DATE = SqlType("DATE")
TIMETZ = SqlType("TIME WITH TIME ZONE")
TIMESTAMP = SqlType("TIMESTAMP")
TIMESTAMPTZ = SqlType("TIMESTAMP WITH TIME ZONE")
INTERVAL = SqlType("INTERVAL")
JSON = SqlType("JSON")
VARIANT = SqlType("VARIANT")
BLOB = SqlType("BLOB")
NULL = SqlType("NULL")

_BY_SQLGLOT = {
    _D.BOOLEAN: "BOOLEAN",
    _D.TINYINT: "TINYINT",
    _D.SMALLINT: "SMALLINT",
    _D.INT: "INTEGER",
    _D.MEDIUMINT: "INTEGER",
    _D.BIGINT: "BIGINT",
    _D.INT128: "HUGEINT",
    _D.UTINYINT: "UTINYINT",
    _D.USMALLINT: "USMALLINT",
    _D.UINT: "UINTEGER",
    _D.UBIGINT: "UBIGINT",
    _D.UINT128: "UHUGEINT",
    _D.FLOAT: "FLOAT",
    _D.DOUBLE: "DOUBLE",
    _D.TEXT: "VARCHAR",
    _D.VARCHAR: "VARCHAR",
    _D.CHAR: "VARCHAR",
    _D.NVARCHAR: "VARCHAR",
    _D.NCHAR: "VARCHAR",
    _D.BPCHAR: "VARCHAR",
    _D.BINARY: "BLOB",
    _D.VARBINARY: "BLOB",
    _D.BLOB: "BLOB",
    _D.DATE: "DATE",
    _D.TIME: "TIME",
    _D.TIMETZ: "TIME WITH TIME ZONE",
    _D.TIMESTAMP: "TIMESTAMP",
    _D.DATETIME: "TIMESTAMP",
    _D.TIMESTAMPNTZ: "TIMESTAMP",
    _D.TIMESTAMPTZ: "TIMESTAMP WITH TIME ZONE",
    _D.TIMESTAMPLTZ: "TIMESTAMP WITH TIME ZONE",
    _D.TIMESTAMP_S: "TIMESTAMP_S",
    _D.TIMESTAMP_MS: "TIMESTAMP_MS",
    _D.TIMESTAMP_NS: "TIMESTAMP_NS",
    _D.INTERVAL: "INTERVAL",
    _D.UUID: "UUID",
    _D.JSON: "JSON",
    _D.VARIANT: "VARIANT",
    _D.BIT: "BIT",
    _D.NULL: "NULL",
}
_BARE_DECIMAL = {"duckdb": (18, 3), "databricks": (10, 0)}

_ON_DATABRICKS = {
    "INTEGER": "INT",
    "VARCHAR": "STRING",
    "BLOB": "BINARY",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
    "NULL": "VOID",
}
_KEYWORDS = frozenset(KEYWORDS.split())
# What DuckDB writes without quotes as the name of a field.
_PLAIN_FIELD = re.compile(r"[a-z_][a-z0-9_]*")


@lru_cache(maxsize=4096)
def read_type(text: str, dialect: str) -> SqlType | None:
    """The type that a dialect writes so; None if it is none that is known here."""
    try:
        parsed = sqlglot.parse_one(text, into=exp.DataType, dialect=dialect)
    except (SqlglotError, RecursionError, ValueError):
        return None
    return of_sqlglot(parsed, dialect) if isinstance(parsed, exp.DataType) else None


def of_sqlglot(node: exp.Expr | None, dialect: str) -> SqlType | None:
    """The type of a parsed cast or column definition; None if it is none that is known here."""
    if not isinstance(node, exp.DataType):
        return None
    kind, parts = node.this, node.expressions
    if name := _BY_SQLGLOT.get(kind):
        return SqlType(name)
    if kind in (_D.DECIMAL, _D.BIGDECIMAL):
        digits = _sizes(parts)
        if digits is None:
            return None
        if not digits:
            bare = _BARE_DECIMAL.get(dialect)
            return SqlType("DECIMAL", bare) if bare else None
        return SqlType("DECIMAL", (digits[0], digits[1] if len(digits) > 1 else 0))
    if kind in (_D.ARRAY, _D.LIST):
        element = of_sqlglot(parts[0], dialect) if parts else None
        if sizes := _sizes(node.args.get("values") or []):
            return SqlType("ARRAY", sizes[:1], (("", element),))
        return list_of(element)
    if kind is _D.MAP:
        key, value = ([of_sqlglot(part, dialect) for part in parts] + [None, None])[:2]
        return map_of(key, value)
    if kind is _D.STRUCT:
        return struct_of(_fields(parts, dialect))
    return None


def _fields(parts: list[exp.Expr], dialect: str) -> Iterator[tuple[str, SqlType | None]]:
    for part in parts:
        if isinstance(part, exp.ColumnDef):
            yield part.name, of_sqlglot(part.args.get("kind"), dialect)
        else:
            yield "", of_sqlglot(part, dialect)


def _sizes(parts: list[exp.Expr]) -> tuple[int, ...] | None:
    texts = [part.this.name if isinstance(part, exp.DataTypeParam) else part.name for part in parts]
    return tuple(map(int, texts)) if all(text.isdigit() for text in texts) else None


def write_type(kind: SqlType, dialect: str) -> str:
    """The type as the dialect writes it: for DuckDB just as `describe` does."""
    return _databricks(kind) if dialect == "databricks" else _duckdb(kind)


def _duckdb(kind: SqlType) -> str:
    match kind.name:
        case "DECIMAL":
            return "DECIMAL({},{})".format(*kind.digits)
        case "LIST":
            return f"{_duckdb_part(kind.members[0][1])}[]"
        case "ARRAY":
            return f"{_duckdb_part(kind.members[0][1])}[{kind.digits[0]}]"
        case "MAP":
            key, value = (_duckdb_part(part) for _, part in kind.members)
            return f"MAP({key}, {value})"
        case "STRUCT":
            fields = (
                f"{_field(name)} {_duckdb_part(part)}".lstrip() for name, part in kind.members
            )
            return f"STRUCT({', '.join(fields)})"
        case "NULL":
            # A column of nothing but NULL has this type as soon as it is one of a table.
            return "INTEGER"
    return kind.name


def _duckdb_part(kind: SqlType | None) -> str:
    return "?" if kind is None else _duckdb(kind)


def _field(name: str) -> str:
    if not name or (_PLAIN_FIELD.fullmatch(name) and name not in _KEYWORDS):
        return name
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _databricks(kind: SqlType) -> str:
    match kind.name:
        case "DECIMAL":
            return "DECIMAL({},{})".format(*kind.digits)
        case "LIST" | "ARRAY":
            return f"ARRAY<{_databricks_part(kind.members[0][1])}>"
        case "MAP":
            key, value = (_databricks_part(part) for _, part in kind.members)
            return f"MAP<{key}, {value}>"
        case "STRUCT":
            fields = (f"{name}: {_databricks_part(part)}" for name, part in kind.members)
            return f"STRUCT<{', '.join(fields)}>"
    return _ON_DATABRICKS.get(kind.name, kind.name)


def _databricks_part(kind: SqlType | None) -> str:
    return "?" if kind is None else _databricks(kind)
