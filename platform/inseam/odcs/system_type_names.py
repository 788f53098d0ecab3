"""Names of types that sqlglot does not know, or takes for another type than their system does.

Each line is a type of Databricks and the names that stand for it, by the documentation of each
system. A name has its sizes only where they decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_BY_DIALECT = {
    "bigquery": """
        BIGINT = int, smallint, integer, tinyint, byteint
        DOUBLE = float
    """,
    "databricks": "BINARY = fixed",
    "dremio": "DOUBLE = double precision",
    "duckdb": "DECIMAL(38,0) = varint",
    "exasol": "STRING = hashtype",
    "mysql": """
        DOUBLE = real, real unsigned
        BIGINT = serial
    """,
    "oracle": """
        DECIMAL(38,0) = integer, int, smallint
        DOUBLE = float
        STRING = long
    """,
    "postgres": """
        STRING = "char", regclass, regtype, regproc, regrole, regnamespace
        BIGINT = oid, xid, xid8, cid
    """,
    "snowflake": "DECIMAL(38,0) = int, integer, bigint, smallint, tinyint, byteint",
    "teradata": """
        DOUBLE = float, real, double precision
        TINYINT = byteint
        DECIMAL(38,18) = number
        BINARY = byte, varbyte
    """,
    "tsql": """
        DOUBLE = float, float(53)
        STRING = sql_variant, hierarchyid, sysname
        BINARY = timestamp
    """,
}

_OF_ALL = """
    BOOLEAN = bool, bit, logical
    TINYINT = int8_t, byteint, sint8
    SMALLINT = int2, int16, smallserial, unsigned tinyint
    INT = int4, int32, sint32, sfixed32, integer4, mediumint, identity, autoincrement, serial
    BIGINT = int8, int64, uint32, sint64, sfixed64, fixed32, integer8, serial8, bigserial
    BIGINT = bigidentity, oid
    DECIMAL(20,0) = uint64, fixed64, ubigint
    DECIMAL(19,4) = money, currency
    FLOAT = float32, smallfloat, bfloat16, binary_float, halffloat, float16
    DOUBLE = float64, decfloat, smalldecimal, binary_double, double precision, number
    VARCHAR = national varchar, national char varying, national character varying, nchar varying
    VARCHAR = national char, national character, nvarchar2, varchar2, lvarchar, alphanum, shorttext
    VARCHAR = graphic, vargraphic, nvarchar, nchar
    STRING = text, ntext, nclob, clob, dbclob, citext, utf8, large_utf8, large_string, str, zstring
    STRING = enum, uuid, xml, xmltype, long varchar, longvarchar, nlongvarchar, long vargraphic
    STRING = macaddr, macaddr8, cidr, inet, jsonpath, ltree, lquery, tsvector, tsquery, pg_lsn
    STRING = pg_snapshot, line, lseg, box, path, circle, rowid, urowid, bit varying, varbit
    STRING = p4hyperloglog, hyperloglog, qdigest, tdigest, color, date-time, ipprefix, ipaddress
    BINARY = bytes, bytea, raw, long raw, bfile, image, byte_array, fixed_len_byte_array
    BINARY = long varbinary, longvarbinary, large_binary, byte, byte varying, varbyte, blob
    DATE = ansidate, localdate, date32
    TIME = time-millis, time-micros, localtime, time64, datetime hour to second
    TIMESTAMP = timestamp-millis, timestamp-micros, google.protobuf.timestamp, int96, seconddate
    TIMESTAMP = smalldatetime, datetime, datetime2, datetimeoffset, timestamptz
    TIMESTAMP = ingresdate, autotimestamp
    TIMESTAMP = datetime year to second, datetime year to fraction, datetime year to minute
    TIMESTAMP_NTZ = local-timestamp-millis, local-timestamp-micros, timestamp_ns, localdatetime
    VARIANT = super
    ARRAY<STRING> = _text, _varchar, _uuid, _bpchar
    ARRAY<INT> = _int4
    ARRAY<BIGINT> = _int8
    GEOMETRY = point, linestring, polygon, multipoint, multilinestring, multipolygon
    GEOMETRY = geometrycollection, geomcollection, sdo_geometry, st_geometry, st_point
    GEOMETRY = sphericalgeography
    ARRAY<FLOAT> = vector, real_vector, halfvec
"""


@cache
def dialect_names(dialect: str) -> Mapping[str, str]:
    """Of names that go before what sqlglot makes of them in this dialect."""
    return _table(_BY_DIALECT.get(dialect, ""))


@cache
def names_of_all_systems() -> Mapping[str, str]:
    """Of names that the dialect does not know, or that are of a system without one."""
    return _table(_OF_ALL)


def _table(text: str) -> dict[str, str]:
    lines = (line.split("=") for line in text.strip().splitlines() if line.strip())
    return {name.strip(): kind.strip() for kind, names in lines for name in names.split(",")}
