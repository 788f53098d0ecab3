"""The physical types of the systems that contracts describe, as Databricks sees them.

A type is read in the dialect of its system and comes out as one of the few kinds that Databricks
has, by Lakehouse Federation's mapping where there is one. `inseam.odcs.types` writes it for
either engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from inseam.odcs.system_type_names import dialect_names, names_of_all_systems

Kind = exp.DType

_MAX_DIGITS = 38
# What a text may be at most on Databricks before it is a STRING, and what DuckDB holds in an array.
MAX_SIZED_TEXT = 65_535
_MAX_DIMENSIONS = 100_000

_SAME = """
    BOOLEAN TINYINT SMALLINT INT BIGINT UTINYINT USMALLINT UINT UBIGINT INT128 FLOAT DOUBLE
    DATE TIME TIMESTAMP TIMESTAMPNTZ TIMESTAMPLTZ TIMESTAMPTZ INTERVAL
"""
_OTHERS = {
    Kind.TEXT: """
        UUID XML INET HSTORE NAME SET IPADDRESS IPPREFIX IPV4 IPV6 FIXEDSTRING TINYTEXT MEDIUMTEXT
        LONGTEXT RANGE INT4RANGE INT8RANGE NUMRANGE TSRANGE TSTZRANGE DATERANGE INT4MULTIRANGE
        INT8MULTIRANGE NUMMULTIRANGE TSMULTIRANGE TSTZMULTIRANGE DATEMULTIRANGE HLLSKETCH TDIGEST
    """,
    Kind.BINARY: """
        BINARY VARBINARY BLOB TINYBLOB MEDIUMBLOB LONGBLOB ROWVERSION IMAGE
    """,
    Kind.SMALLINT: "SMALLSERIAL",
    Kind.INT: "SERIAL MEDIUMINT",
    Kind.UINT: "UMEDIUMINT",
    Kind.BIGINT: "BIGSERIAL",
    Kind.DOUBLE: "UDOUBLE DECFLOAT",
    Kind.DATE: "DATE32",
    Kind.TIME: "TIMETZ TIME_NS",
    Kind.TIMESTAMP: """
        DATETIME DATETIME2 DATETIME64 SMALLDATETIME TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS
    """,
    Kind.VARIANT: "VARIANT SUPER DYNAMIC",
}
_SCALARS = {Kind.__members__[name]: Kind.__members__[name] for name in _SAME.split()} | {
    Kind.__members__[name]: kind for kind, names in _OTHERS.items() for name in names.split()
}
# A scalar that may say how long it is.
_SIZED = {
    Kind.TEXT: Kind.TEXT,
    Kind.VARCHAR: Kind.VARCHAR,
    Kind.NVARCHAR: Kind.VARCHAR,
    Kind.CHAR: Kind.CHAR,
    Kind.NCHAR: Kind.CHAR,
    Kind.BPCHAR: Kind.CHAR,
}
# Digits of those that say only how many follow the point, or nothing.
_DECIMALS = {
    Kind.DECIMAL32: 9,
    Kind.DECIMAL64: 18,
    Kind.DECIMAL128: 38,
    Kind.DECIMAL256: 38,
    Kind.BIGNUM: 38,
    Kind.INT256: 38,
    Kind.UINT128: 38,
    Kind.UINT256: 38,
}
_MONEY = {Kind.MONEY: (19, 4), Kind.SMALLMONEY: (10, 4)}
# DECIMAL without digits is another type on every engine. Spark reads an unbounded one of Postgres
# with 18 decimals, of Oracle with 10.
_BARE_DECIMALS = {
    "bigquery": (38, 9),
    "duckdb": (18, 3),
    "oracle": (38, 10),
    "postgres": (38, 18),
    "presto": (38, 0),
    "redshift": (18, 0),
    "snowflake": (38, 0),
    "teradata": (5, 0),
    "trino": (38, 0),
    "tsql": (18, 0),
}
_DEFAULT_DECIMAL = (10, 0)
_JSON = frozenset({Kind.JSON, Kind.JSONB})
_ENUMS = frozenset({Kind.ENUM, Kind.ENUM8, Kind.ENUM16})
_LISTS = frozenset({Kind.ARRAY, Kind.LIST})
_STRUCTS = frozenset({Kind.STRUCT, Kind.OBJECT, Kind.NESTED})
_WRAPPERS = frozenset({Kind.LOWCARDINALITY, Kind.SIMPLEAGGREGATEFUNCTION})
_HELD = {
    "string": "TEXT VARCHAR CHAR ENUM",
    "integer": "TINYINT SMALLINT INT BIGINT UTINYINT USMALLINT UINT UBIGINT INT128",
    "number": "DECIMAL FLOAT DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP TIMESTAMPNTZ TIMESTAMPLTZ TIMESTAMPTZ",
    "object": "STRUCT",
    "array": "ARRAY",
    "map": "MAP",
    "bytes": "BINARY",
}
_LOGICAL = {
    Kind.__members__[name]: logical for logical, names in _HELD.items() for name in names.split()
}
LOGICAL_TYPES = frozenset({*_HELD, "vector"} - {"bytes"})
# Types that Databricks has no kind for, in whatever spelling.
_WITHOUT_A_KIND = frozenset(
    "interval intervalday intervalsecond geometry geography period union uniontype unknown".split()
)
_COMMON_NAMES = (
    "BIGINT BINARY BOOLEAN CHAR DATE DATETIME DECIMAL DOUBLE FLOAT INT INTEGER JSON NUMERIC"
    " SMALLINT STRING TEXT TIME TIMESTAMP TIMESTAMP_NTZ TINYINT VARCHAR VARIANT"
).split()
# What says how a text is stored or ordered, and nothing of which values there are.
_ASIDES = re.compile(
    r"\s+(zerofill|utf8|ascii|unicode|compress"
    r"|(character set|charset|collate)\s+\S+|for (sbcs|mixed) data)(?=\s|$)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"\s+(un)?signed\b", re.IGNORECASE)
_NOT_NULL_PART = re.compile(r"\s+not\s+null(?=\s*[,)>\]])", re.IGNORECASE)
_ARRAY_IN_BRACKETS = re.compile(r"array\s*\[(.+)\]", re.IGNORECASE | re.DOTALL)
_TENS = re.compile(
    r"(number|numeric|decimal)\s*\(\s*(\d{1,3}|\*)\s*,\s*-(\d{1,3})\s*\)", re.IGNORECASE
)
_NAME = re.compile(r"([^(<\[]*)(\([^()]*\))?(\[\])*")
# Databricks has no such brackets: Arrow's `timestamp[us]`, Iceberg's `fixed[16]`.
_ARROW = re.compile(r"(\w+)\[\s*\w+(,[^\]]*)?\]")


def system_type(text: str, dialect: str, logical: str | None = None) -> exp.DataType | None:
    """The type as Databricks sees it; None if the dialect does not have it or has no kind there.

    ``logical`` is the contract's logical type. It decides where a system has one type for two
    things: MySQL's `TINYINT(1)`, Oracle's `DATE`, JSON.
    """
    parsed = _parsed(text, dialect)
    return None if parsed is None else _Seen(dialect).type(parsed, logical)


def is_known(text: str, dialect: str) -> bool:
    """Whether a system with this dialect has the type, be it one that Databricks cannot hold."""
    name = re.split(r"[(<\[]", text.lower())[0].split()
    return _parsed(text, dialect) is not None or bool(_WITHOUT_A_KIND.intersection(name[:1]))


def logical_type(type_: exp.DataType) -> str | None:
    """The logical type of ODCS that a type of `system_type` holds; `bytes`, which ODCS lacks.

    None for one that holds values of any type, or of a type that nothing here knows.
    """
    return _LOGICAL.get(type_.this)


def is_made(type_: exp.DataType) -> bool:
    """Whether tests make values of it, and so of all its parts."""
    return not any(
        isinstance(part.this, exp.Interval) or part.this in (Kind.INTERVAL, Kind.UNION)
        for part in type_.find_all(exp.DataType)
    )


def names_of_types() -> tuple[str, ...]:
    """Names that a type may have meant."""
    return (*_COMMON_NAMES, *names_of_all_systems())


@lru_cache(maxsize=4096)
def _parsed(text: str, dialect: str) -> exp.DataType | None:
    text = text.strip()
    if (named := _named(text, dialect_names(dialect))) is not None:
        return _parse(named, "databricks")
    if dialect == "databricks" and (arrow := _ARROW.fullmatch(text)):
        return _parsed(arrow[1], dialect)
    if array := _ARRAY_IN_BRACKETS.fullmatch(text):
        return _parse(f"array<{array[1]}>", dialect)
    if (parsed := _parse(text, dialect)) is not None:
        return parsed
    if (named := _named(text, names_of_all_systems())) is not None:
        return _parse(named, "databricks")
    if dialect != "trino" and text.lower().startswith("row("):
        return _parsed(text, "trino")  # Dremio and Vertica have it too
    plainer = _plainer(text)
    return None if plainer == text else _parsed(plainer, dialect)


def _parse(text: str, dialect: str) -> exp.DataType | None:
    try:
        parsed = sqlglot.parse_one(text, into=exp.DataType, dialect=dialect)
    except (SqlglotError, RecursionError, LookupError, ValueError):
        return None  # sqlglot itself trips over some, such as Oracle's VECTOR
    if not isinstance(parsed, exp.DataType) or parsed.this in (Kind.UNKNOWN, Kind.USERDEFINED):
        return None
    # A template's braces are not size.
    sizes = (size.this for size in parsed.find_all(exp.DataTypeParam))
    is_plain = all(isinstance(size, (exp.Literal, exp.Var, exp.Star)) for size in sizes)
    return parsed if is_plain else None


def _plainer(text: str) -> str:
    """The text without what sqlglot does not read there, one thing at a time."""
    if (tens := _TENS.fullmatch(text)) is not None:
        # Oracle and Postgres round to tens by -1: there are more digits than are kept.
        digits = _MAX_DIGITS if tens[2] == "*" else int(tens[2]) + int(tens[3])
        return f"decimal({min(digits, _MAX_DIGITS)}, 0)"
    if text.lower().endswith(" for bit data"):
        return "binary"
    for aside in (_ASIDES, _SIGN, _NOT_NULL_PART):
        if (plain := aside.sub("", text)) != text:
            return plain
    return text


def _named(text: str, names: Mapping[str, str]) -> str | None:
    """What a type is by its name, with its arrays. A decimal and a `VARCHAR` keep their sizes."""
    match = _NAME.fullmatch(text)
    if match is None:
        return None
    name = " ".join(match[1].lower().split())
    sizes = "".join((match[2] or "").split())
    found = names.get(name + sizes) or names.get(name)
    if found is None:
        return None
    if sizes and found.startswith(("DECIMAL", "VARCHAR")):
        found = found.partition("(")[0] + sizes
    depth = text.count("[]")
    return "ARRAY<" * depth + found + ">" * depth


class _Seen:
    def __init__(self, dialect: str) -> None:
        self._dialect = dialect

    def type(self, node: exp.DataType, logical: str | None = None) -> exp.DataType | None:
        kind = node.this
        if isinstance(kind, exp.Interval):
            return node.copy()
        if kind in _SCALARS or kind in _JSON:
            return self._scalar(node, logical)
        if kind in _SIZED:
            size = _numbers(node)[:1]
            is_size = bool(size) and size[0] is not None and size[0] > 0
            return _type(_SIZED[kind], [size[0]] if is_size and size[0] is not None else ())
        if kind is Kind.BIT:
            return self._bits(node)
        if kind is Kind.YEAR:
            return _type(Kind.DATE if logical == "date" else Kind.INT)
        if kind in (Kind.DECIMAL, Kind.UDECIMAL, Kind.BIGDECIMAL) or kind in _DECIMALS:
            return self._decimal(node)
        if kind in _MONEY and self._dialect == "tsql":
            return _type(Kind.DECIMAL, _MONEY[kind])
        if kind in _ENUMS:
            return _enum(node)
        return self._nested(node)

    def _scalar(self, node: exp.DataType, logical: str | None) -> exp.DataType:
        if node.this in _JSON:
            is_nested = logical in ("object", "array", "map")
            return _type(Kind.JSON if is_nested else Kind.TEXT)
        kind = _SCALARS[node.this]
        if self._dialect == "mysql" and kind is Kind.TINYINT and logical == "boolean":
            kind = Kind.BOOLEAN
        if self._dialect == "oracle" and kind is Kind.DATE and logical == "timestamp":
            kind = Kind.TIMESTAMP
        if kind is Kind.VARIANT and self._dialect not in ("databricks", "duckdb"):
            kind = Kind.JSON
        return _type(kind)

    def _bits(self, node: exp.DataType) -> exp.DataType:
        """One bit is a truth value; MySQL's many are a number, those of others a text."""
        if self._dialect == "tsql" or (self._dialect != "duckdb" and _numbers(node) in ([], [1])):
            return _type(Kind.BOOLEAN)
        return _type(Kind.UBIGINT if self._dialect == "mysql" else Kind.TEXT)

    def _decimal(self, node: exp.DataType) -> exp.DataType:
        numbers = _numbers(node)
        if (digits := _DECIMALS.get(node.this)) is not None:
            numbers = [digits, *numbers[:1]]
        elif node.this is Kind.BIGDECIMAL and not numbers:
            numbers = [_MAX_DIGITS, 5]
        elif not numbers:
            numbers = [*_BARE_DECIMALS.get(self._dialect, _DEFAULT_DECIMAL)]
        precision = _MAX_DIGITS if numbers[0] is None else numbers[0]
        if len(numbers) == 1:
            return _type(Kind.DECIMAL, [min(max(precision, 1), _MAX_DIGITS)])
        scale = numbers[1] or 0
        # Oracle has decimals with fewer digits than follow the point.
        precision = min(max(precision, scale, 1), _MAX_DIGITS)
        return _type(Kind.DECIMAL, (precision, min(max(scale, 0), precision)))

    # Types with parts

    def _nested(self, node: exp.DataType) -> exp.DataType | None:
        kind, parts = node.this, node.expressions
        if kind in _WRAPPERS and parts and isinstance(parts[-1], exp.DataType):
            return self.type(parts[-1])
        if kind is Kind.VECTOR:
            return self._vector(node)
        if kind in _LISTS and parts:
            element = self._part(parts[0])
            if element is None:
                return None
            sizes = [_int(size) for size in node.args.get("values") or ()]
            return _array(element, sizes[0] if len(sizes) == 1 else None)
        if kind is Kind.MAP and len(parts) == 2:
            sides = [self._part(part) for part in parts]
            return None if None in sides else _container(Kind.MAP, sides)
        if kind in _STRUCTS and parts:
            struct = self._fields(node, Kind.STRUCT)
            return _container(Kind.ARRAY, [struct]) if struct and kind is Kind.NESTED else struct
        if kind is Kind.UNION and parts and self._dialect == "duckdb":
            return self._fields(node, Kind.UNION)
        return None

    def _part(self, node: exp.Expr) -> exp.DataType | None:
        """A text, where the type of a part has no kind: the whole is what it is nevertheless."""
        if not isinstance(node, exp.DataType):
            return None
        return self.type(node) or _type(Kind.TEXT)

    def _fields(self, node: exp.DataType, kind: Kind) -> exp.DataType | None:
        fields = []
        for position, part in enumerate(node.expressions, 1):
            is_named = isinstance(part, exp.ColumnDef)
            type_ = self._part(part.args["kind"] if is_named else part)
            if type_ is None:
                return None
            name = part.this.copy() if is_named else exp.to_identifier(f"_{position}")
            constraints = [c.copy() for c in part.args.get("constraints") or ()]
            fields.append(exp.ColumnDef(this=name, kind=type_, constraints=constraints))
        return _container(kind, fields)

    def _vector(self, node: exp.DataType) -> exp.DataType:
        element = next((p for p in node.expressions if isinstance(p, exp.DataType)), None)
        is_whole = element is not None and element.this in (Kind.INT, Kind.BIGINT)
        return _array(_type(Kind.INT if is_whole else Kind.FLOAT), next(iter(_numbers(node)), None))


def _type(kind: Kind, numbers: tuple[int, ...] | list[int] = ()) -> exp.DataType:
    sizes = [exp.DataTypeParam(this=exp.Literal.number(number)) for number in numbers]
    return exp.DataType(this=kind, expressions=sizes)


def _array(element: exp.DataType, size: int | None) -> exp.DataType:
    """Of any size, where it has none that DuckDB takes."""
    is_held = size is not None and 0 < size <= _MAX_DIMENSIONS
    values = [exp.Literal.number(size)] if is_held else None
    return exp.DataType(this=Kind.ARRAY, expressions=[element], values=values, nested=True)


def _container(kind: Kind, parts: Sequence[exp.Expr | None]) -> exp.DataType:
    return exp.DataType(this=kind, expressions=list(parts), nested=True)


def _enum(node: exp.DataType) -> exp.DataType:
    words = [word.this if isinstance(word, exp.EQ) else word for word in node.expressions]
    if not words or not all(isinstance(word, exp.Literal) and word.is_string for word in words):
        return _type(Kind.TEXT)
    unique = {word.name: word.copy() for word in words}
    return exp.DataType(this=Kind.ENUM, expressions=list(unique.values()))


def _numbers(node: exp.DataType) -> list[int | None]:
    """Its sizes; None for one that is open, such as `max` or `*`."""
    return [_int(part.this) for part in node.expressions if isinstance(part, exp.DataTypeParam)]


def _int(node: exp.Expr) -> int | None:
    is_number = isinstance(node, exp.Literal) and re.fullmatch(r"[0-9]{1,9}", node.name)
    return int(node.name) if is_number else None
