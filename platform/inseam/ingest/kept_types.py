"""What becomes of each type of Postgres: kept exactly, or refused before anything is read.

Measured on Postgres 15 and DuckDB 1.5.5: docs/ingestion.md has this table, and a test has every
row of it from a real Postgres.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MAX_DIGITS = 38
# As people write them, and as Postgres itself does (`format_type`).
_NAMES = {
    "bool": "boolean",
    "bpchar": "character",
    "char": "character",
    "decimal": "numeric",
    "float": "double precision",
    "float4": "real",
    "float8": "double precision",
    "int": "integer",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "serial": "integer",
    "bigserial": "bigint",
    "smallserial": "smallint",
    "varbit": "bit varying",
    "varchar": "character varying",
}
_CLOCKS = re.compile(r"(timestamp|time)(tz)?(\(\d\))?( with(?:out)? time zone)?")
_PARTS = re.compile(r'("?[a-z_][\w ]*?"?)\s*(\(\s*-?\d+\s*(?:,\s*-?\d+\s*)?\))?((?:\[\d*\])*)')
_NUMERIC = re.compile(r"numeric\((\d+),(-?\d+)\)")
_WITHOUT_SIZES = re.compile(r"\(.*?\)")
_TEXT = "text"


@dataclass(frozen=True, slots=True)
class KeptType:
    """How a column of the type is read without a loss.

    ``read`` is an expression of Postgres with `{}` for the column, ``stored`` the DuckDB type of
    the rows that are read, ``month`` the beginning of an expression in either engine that says the
    same text; None if the type is no cursor. ``lost`` are values that nothing here holds, a
    condition of Postgres, and ``lost_are`` what they are called.
    """

    becomes: str
    read: str = "{}"
    stored: str = "VARCHAR"
    month: str | None = None
    lost: str | None = None
    lost_are: str = ""


@dataclass(frozen=True, slots=True)
class RefusedType:
    """``why`` completes "The column is ..., ..."."""

    why: str
    instead: str


_AS_TEXT = KeptType("the same text", "{}::text")
_NO_INFINITY = "not ({0} >= '0001-01-01' and {0} < '10000-01-01')"
_OUT_OF_RANGE = "infinite or outside of the years 1 to 9999"
_SCALARS = {
    "smallint": KeptType("SMALLINT", stored="SMALLINT"),
    "integer": KeptType("INTEGER", stored="INTEGER"),
    "bigint": KeptType("BIGINT", stored="BIGINT"),
    "boolean": KeptType("BOOLEAN", stored="BOOLEAN"),
    "real": KeptType("FLOAT, NaN and infinity too", stored="FLOAT"),
    "double precision": KeptType("DOUBLE, NaN and infinity too", stored="DOUBLE"),
    "bytea": KeptType("BLOB", stored="BLOB"),
    "text": KeptType("the same text", "{}::text", month="left({}, 7)"),
    "character varying": KeptType("the same text", "{}::text", month="left({}, 7)"),
    "character": KeptType("text without the blanks at its end, which Postgres does not count"),
    "date": KeptType(
        "DATE",
        stored="DATE",
        month="left(cast({} as varchar), 7)",
        lost=_NO_INFINITY,
        lost_are=_OUT_OF_RANGE,
    ),
    "timestamp without time zone": KeptType(
        "TIMESTAMP, to the microsecond",
        stored="TIMESTAMP",
        month="left(cast({} as varchar), 7)",
        lost=_NO_INFINITY,
        lost_are=_OUT_OF_RANGE,
    ),
    "timestamp with time zone": KeptType(
        "TIMESTAMP, the instant in UTC (Postgres keeps no offset)",
        "({} at time zone 'UTC')",
        stored="TIMESTAMP",
        month="left(cast({} as varchar), 7)",
        lost=_NO_INFINITY,
        lost_are=_OUT_OF_RANGE,
    ),
    "time without time zone": KeptType(
        "TIME, to the microsecond", stored="TIME", lost="{0} = '24:00'", lost_are="24:00"
    ),
    "uuid": KeptType("text in small letters", "{}::text"),
    "json": KeptType("its text, as it was written", "{}::text"),
    "jsonb": KeptType("its text, as Postgres writes it: all digits of numbers", "{}::text"),
    "citext": KeptType("the same text; comparing it heeds letter case from then on", "{}::text"),
    **dict.fromkeys(
        (
            *('"char"', "name", "xml", "bit", "bit varying", "inet", "cidr"),
            *("macaddr", "macaddr8", "int4range", "int8range", "numrange", "daterange"),
            *("tsrange", "int4multirange", "int8multirange", "nummultirange"),
            *("datemultirange", "tsmultirange"),
        ),
        _AS_TEXT,
    ),
    **dict.fromkeys(
        ("tstzrange", "tstzmultirange"), KeptType("its text, with instants in UTC", "{}::text")
    ),
}
_ELEMENTS = {
    "smallint": "SMALLINT",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "boolean": "BOOLEAN",
    "text": "VARCHAR",
    "character varying": "VARCHAR",
    "uuid": "VARCHAR",
}
_CAST_IN_VIEW = "Offer it in a view at the source as {}, and describe that."
_REFUSED = {
    "numeric": RefusedType(
        "which has any number of digits: no engine here holds them all",
        _CAST_IN_VIEW.format("`numeric(38, 10)` or the digits that it has"),
    ),
    "interval": RefusedType(
        "which Databricks has no type for, and whose months have no length",
        _CAST_IN_VIEW.format("text, or as seconds: `extract(epoch from ...)`"),
    ),
    "time with time zone": RefusedType(
        "whose offset no lake keeps", _CAST_IN_VIEW.format("text, or as time and offset apart")
    ),
    "money": RefusedType(
        "whose currency and digits are a setting of the server",
        _CAST_IN_VIEW.format("`numeric(19, 2)`"),
    ),
}


def postgres_type(text: str) -> str:
    """The type as Postgres itself writes it, of one that a person wrote: `int4`, `VARCHAR(20)`."""
    plain = " ".join(text.lower().split())
    if (clock := _CLOCKS.fullmatch(plain.removesuffix("[]"))) is not None:
        name, tz, size, zone = clock.groups()
        has_zone = bool(tz) or zone == " with time zone"
        plain_clock = f"{name}{size or ''} {'with' if has_zone else 'without'} time zone"
        return plain_clock + ("[]" if plain.endswith("[]") else "")
    parts = _PARTS.fullmatch(plain)
    if parts is None:
        return plain
    name, size, brackets = parts[1], "".join((parts[2] or "").split()), parts[3]
    name = _NAMES.get(name, name)
    if name == "numeric" and size and "," not in size:
        size = f"{size[:-1]},0)"
    if name == "character" and not size:
        size = "(1)"
    return f"{name}{size}{'[]' if brackets else ''}"


def kept_type(text: str) -> KeptType | RefusedType:
    """Of a type as Postgres writes it."""
    if text.endswith("[]"):
        return _array(text[:-2])
    if (digits := _NUMERIC.fullmatch(text)) is not None:
        return _numeric(int(digits[1]), int(digits[2]))
    plain = _WITHOUT_SIZES.sub("", text)
    if (kept := _SCALARS.get(plain)) is not None:
        return kept
    if plain.startswith("interval"):
        plain = "interval"
    what = "which nothing here is known to keep"
    return _REFUSED.get(plain, RefusedType(what, _CAST_IN_VIEW.format("text")))


def _numeric(precision: int, scale: int) -> KeptType | RefusedType:
    if precision > _MAX_DIGITS or not 0 <= scale <= precision:
        return RefusedType(
            f"and {_MAX_DIGITS} digits, none of them left of the first or right of the last, are"
            " what engines here hold",
            _CAST_IN_VIEW.format("`numeric(38, ...)` or text"),
        )
    stored = f"DECIMAL({precision},{scale})"
    lost = "{0} in ('NaN', 'Infinity', '-Infinity')"
    if precision == scale == 0:
        return _REFUSED["numeric"]
    return KeptType(
        "DECIMAL of the same digits", stored=stored, lost=lost, lost_are="NaN or infinite"
    )


def _array(element: str) -> KeptType | RefusedType:
    stored = _ELEMENTS.get(_WITHOUT_SIZES.sub("", element))
    if stored is None:
        return RefusedType(
            "whose elements are of a type that is not kept in a list",
            _CAST_IN_VIEW.format("`text[]` or `jsonb`"),
        )
    return KeptType(
        "a list",
        stored=f"{stored}[]",
        lost="array_ndims({0}) > 1 or array_lower({0}, 1) <> 1",
        lost_are="of several dimensions, or count from another number than 1",
    )
