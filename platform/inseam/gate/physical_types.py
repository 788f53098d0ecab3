"""The physical types of columns, as far as a reader can tell them apart.

Spellings of one type are equal here: `int`, `INTEGER` and `int4`, or `NUMERIC(9)` and
`DECIMAL(9,0)`. What sqlglot does not know as a type of the dialect is not a type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_Type = exp.DataType.Type


class Family(StrEnum):
    INTEGER = "integer"
    FLOAT = "float"
    DECIMAL = "decimal"
    TEXT = "text"
    PADDED = "padded text"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    ZONED_TIME = "time with zone"
    TIMESTAMP = "timestamp"
    INSTANT = "instant"
    BINARY = "binary"
    JSON = "json"
    ARRAY = "array"
    STRUCT = "struct"
    MAP = "map"
    OTHER = "other"


NESTED = frozenset({Family.ARRAY, Family.STRUCT, Family.MAP})

# Family and number of bits.
_BITS = {
    _Type.TINYINT: (Family.INTEGER, 8),
    _Type.SMALLINT: (Family.INTEGER, 16),
    _Type.SMALLSERIAL: (Family.INTEGER, 16),
    _Type.MEDIUMINT: (Family.INTEGER, 24),
    _Type.INT: (Family.INTEGER, 32),
    _Type.SERIAL: (Family.INTEGER, 32),
    _Type.BIGINT: (Family.INTEGER, 64),
    _Type.BIGSERIAL: (Family.INTEGER, 64),
    _Type.INT128: (Family.INTEGER, 128),
    _Type.INT256: (Family.INTEGER, 256),
    # One bit more than the signed type that holds them.
    _Type.UTINYINT: (Family.INTEGER, 9),
    _Type.USMALLINT: (Family.INTEGER, 17),
    _Type.UINT: (Family.INTEGER, 33),
    _Type.UBIGINT: (Family.INTEGER, 65),
    _Type.UINT128: (Family.INTEGER, 129),
    _Type.UINT256: (Family.INTEGER, 257),
    _Type.FLOAT: (Family.FLOAT, 32),
    _Type.DOUBLE: (Family.FLOAT, 64),
}
_UNSIGNED = frozenset({9, 17, 33, 65, 129, 257})
_FAMILIES = {
    _Type.DECIMAL: Family.DECIMAL,
    _Type.BIGDECIMAL: Family.DECIMAL,
    _Type.VARCHAR: Family.TEXT,
    _Type.NVARCHAR: Family.TEXT,
    _Type.TEXT: Family.TEXT,
    _Type.LONGTEXT: Family.TEXT,
    _Type.MEDIUMTEXT: Family.TEXT,
    _Type.TINYTEXT: Family.TEXT,
    _Type.CHAR: Family.PADDED,
    _Type.NCHAR: Family.PADDED,
    _Type.BPCHAR: Family.PADDED,
    _Type.BOOLEAN: Family.BOOLEAN,
    _Type.DATE: Family.DATE,
    _Type.DATE32: Family.DATE,
    _Type.TIME: Family.TIME,
    _Type.TIMETZ: Family.ZONED_TIME,
    _Type.TIMESTAMP: Family.TIMESTAMP,
    _Type.TIMESTAMPNTZ: Family.TIMESTAMP,
    _Type.DATETIME: Family.TIMESTAMP,
    _Type.DATETIME2: Family.TIMESTAMP,
    _Type.DATETIME64: Family.TIMESTAMP,
    _Type.TIMESTAMPTZ: Family.INSTANT,
    _Type.TIMESTAMPLTZ: Family.INSTANT,
    _Type.BINARY: Family.BINARY,
    _Type.VARBINARY: Family.BINARY,
    _Type.BLOB: Family.BINARY,
    _Type.JSON: Family.JSON,
    _Type.JSONB: Family.JSON,
    _Type.VARIANT: Family.JSON,
    _Type.SUPER: Family.JSON,
    _Type.ARRAY: Family.ARRAY,
    _Type.LIST: Family.ARRAY,
    _Type.STRUCT: Family.STRUCT,
    _Type.MAP: Family.MAP,
}
# DECIMAL without digits: another type on every engine, and in some of any number of digits.
_BARE_DECIMALS = {
    "bigquery": (38, 9),
    "databricks": (10, 0),
    "duckdb": (18, 3),
    "mysql": (10, 0),
    "redshift": (18, 0),
    "snowflake": (38, 0),
    "spark": (10, 0),
    "tsql": (18, 0),
}
# On these, every integer is a decimal of 38 digits.
_WITHOUT_INTEGERS = frozenset({"oracle", "snowflake"})
# Where an instant keeps the offset it was written with, next to one that does not.
_WITH_TWO_INSTANTS = frozenset({"oracle", "snowflake"})
# All words for integers are one type there, and all words for floats.
_WITH_ONE_SIZE = frozenset({"bigquery"})
_BINARY_DIGITS = re.compile(r"\s*float\s*\(\s*(\d{1,3})\s*\)\s*", re.IGNORECASE)
_WITH_BINARY_DIGITS = frozenset({"mysql", "postgres", "redshift", "tsql"})
_DOUBLE_WORDS = frozenset({("tsql", "FLOAT"), ("redshift", "FLOAT")})


@dataclass(frozen=True, slots=True)
class PhysicalType:
    """``sizes`` by family: bits; digits and scale; length; digits of a second. None is not a limit.

    ``parts`` of a nested type are its fields by name, or ``items``, or ``key`` and ``value``, each
    with its type as text in the same dialect. Those of them that cannot be null are ``required``.
    ``is_required`` if the text says so of the whole, and ``forbids_null`` where a type does that
    does not say otherwise. ``is_national`` is text of any characters, next to text of a code page.
    """

    family: Family
    sizes: tuple[int, ...] | None
    name: str
    parts: tuple[tuple[str, str], ...] = ()
    required: frozenset[str] = frozenset()
    is_required: bool = False
    forbids_null: bool = False
    is_national: bool = False

    @property
    def is_unsigned(self) -> bool:
        return self.family is Family.INTEGER and (self.sizes or (0,))[0] in _UNSIGNED


@lru_cache(maxsize=20_000)
def physical_type(text: str, dialect: str) -> PhysicalType | None:
    """None for what is not a type of the dialect."""
    if len(text) > 100_000:
        return None
    bare, constraint = _split_constraint(text)
    if dialect == "tsql":
        bare = _NATIONAL.sub(lambda found: f"n{'var' if found['varying'] else ''}char", bare)
    try:
        parsed = sqlglot.parse_one(bare, into=exp.DataType, dialect=dialect)
        if not isinstance(parsed, exp.DataType) or not isinstance(parsed.this, _Type):
            return None
        if parsed.this is _Type.LOWCARDINALITY and len(parsed.expressions) == 1:
            parsed = parsed.expressions[0]  # how it is stored
        if parsed.this in (_Type.USERDEFINED, _Type.UNKNOWN, _Type.NULL):
            return None
        read = _read(parsed, bare, dialect)  # a type may be too deep to be written, too
        return replace(
            read,
            is_required=constraint == "not null",
            forbids_null=dialect == "clickhouse" and parsed.args.get("nullable") is False,
            is_national=dialect == "tsql" and _is_national(parsed, bare),
        )
    except (SqlglotError, RecursionError, ValueError):
        return None


_CONSTRAINT = re.compile(r"\s(?P<constraint>(?:not\s+)?null)\s*\Z", re.IGNORECASE)
_NATIONAL = re.compile(r"\Anational\s+char(?:acter)?(?P<varying>\s+varying)?\b", re.IGNORECASE)


def _split_constraint(text: str) -> tuple[str, str]:
    """The type, and `not null` or `null` if that stands after it."""
    text = text.strip()
    if text[-4:].lower() != "null" or (found := _CONSTRAINT.search(text[-100:])) is None:
        return text, ""
    kept = len(text) - len(found.group())
    return text[:kept], " ".join(found["constraint"].lower().split())


def _is_national(parsed: exp.DataType, text: str) -> bool:
    is_named = parsed.this in (_Type.NVARCHAR, _Type.NCHAR)
    return is_named or text.strip().lower() in ("ntext", "xml", "sysname")


def _read(parsed: exp.DataType, text: str, dialect: str) -> PhysicalType:
    kind = parsed.this
    name = parsed.sql(dialect)
    if kind in _BITS:
        family, bits = _BITS[kind]
        if family is Family.INTEGER and dialect in _WITHOUT_INTEGERS:
            return PhysicalType(Family.DECIMAL, (38, 0), name)
        if dialect in _WITH_ONE_SIZE or (dialect, text.strip().upper()) in _DOUBLE_WORDS:
            bits = 64
        elif (digits := _BINARY_DIGITS.fullmatch(text)) and dialect in _WITH_BINARY_DIGITS:
            bits = 64 if int(digits[1]) > 24 else 32
        return PhysicalType(family, (bits,), name)
    if kind is _Type.BIT and dialect == "tsql":
        return PhysicalType(Family.BOOLEAN, None, name)
    family = _FAMILIES.get(kind, Family.OTHER)
    if family in NESTED:
        return PhysicalType(
            family, None, name, _parts(parsed, family, dialect), _required(parsed, family, dialect)
        )
    sizes = _sizes(parsed)
    if family is Family.DECIMAL:
        if kind is _Type.BIGDECIMAL and not sizes:
            sizes = (76, 38)
        sizes = sizes or _BARE_DECIMALS.get(dialect)
        sizes = (*sizes, 0) if sizes is not None and len(sizes) == 1 else sizes
    elif family is Family.PADDED and not sizes and kind is not _Type.BPCHAR:
        sizes = (1,)
    elif family is Family.INSTANT and dialect in _WITH_TWO_INSTANTS:
        # The kind of instant is part of the type; `sizes` cannot say it, so the name does.
        return PhysicalType(Family.INSTANT, sizes, str(kind.value))
    elif family is Family.OTHER:
        return PhysicalType(family, sizes, parsed.sql(dialect, normalize=True).upper())
    return PhysicalType(family, sizes, name)


def _sizes(parsed: exp.DataType) -> tuple[int, ...] | None:
    found = []
    for size in parsed.expressions:
        literal = size.this if isinstance(size, exp.DataTypeParam) else size
        if not isinstance(literal, exp.Literal) or not str(literal.this).isdigit():
            return None  # MAX, as in nvarchar(max)
        found.append(int(literal.this))
    return tuple(found) or None


def _parts(parsed: exp.DataType, family: Family, dialect: str) -> tuple[tuple[str, str], ...]:
    types = [part.sql(dialect) for part in parsed.expressions]
    if family is Family.ARRAY:
        return tuple(zip(("items",), types, strict=False))
    if family is Family.MAP:
        return tuple(zip(("key", "value"), types, strict=False))
    return tuple(
        (part.name, part.kind.sql(dialect))
        for part in parsed.expressions
        if isinstance(part, exp.ColumnDef) and part.kind is not None
    )


def _required(parsed: exp.DataType, family: Family, dialect: str) -> frozenset[str]:
    """The parts that are declared `NOT NULL`, or that are of a type that forbids nulls."""
    if family is not Family.STRUCT:
        named = ("items",) if family is Family.ARRAY else ("key", "value")
        types = zip(named, parsed.expressions, strict=False)
        return frozenset(name for name, part in types if _forbids_null(part, dialect))
    return frozenset(
        part.name
        for part in parsed.expressions
        if isinstance(part, exp.ColumnDef)
        and (
            _forbids_null(part.kind, dialect)
            or any(isinstance(one.kind, exp.NotNullColumnConstraint) for one in part.constraints)
        )
    )


def _forbids_null(part: exp.Expr | None, dialect: str) -> bool:
    """ClickHouse has no nulls but in `Nullable`."""
    if dialect != "clickhouse" or not isinstance(part, exp.DataType):
        return False
    if part.this is _Type.LOWCARDINALITY and part.expressions:
        return _forbids_null(part.expressions[0], dialect)
    return part.args.get("nullable") is False
