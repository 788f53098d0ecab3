"""The engine types of a contract's properties.

A property's `physicalType` is written in the dialect of the contract's server; where it has none,
or one that is no type of that dialect, its `logicalType` decides (ODCS 3.1, "Data types").
"""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from inseam.contracts.odcs import Contract, Property

# What the same logical type is called on the two engines.
_DUCKDB = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
    "object": "JSON",
    "array": "JSON",
}
_DATABRICKS = {
    "string": "STRING",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "time": "STRING",
}
DEFAULT_DIALECT = "databricks"
# The types of servers in ODCS whose types are written in a dialect of their own.
DIALECTS = {
    "athena": "athena",
    "bigquery": "bigquery",
    "clickhouse": "clickhouse",
    "databricks": "databricks",
    "duckdb": "duckdb",
    "mysql": "mysql",
    "oracle": "oracle",
    "postgres": "postgres",
    "postgresql": "postgres",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "sqlserver": "tsql",
    "trino": "trino",
}

_Type = exp.DataType.Type
_AS_SEEN_ON_DATABRICKS = {
    # Lakehouse Federation hands these on as strings.
    _Type.UUID: _Type.TEXT,
    _Type.JSON: _Type.TEXT,
    _Type.JSONB: _Type.TEXT,
    _Type.XML: _Type.TEXT,
    _Type.INET: _Type.TEXT,
    _Type.HSTORE: _Type.TEXT,
    # These are numbers with a default.
    _Type.SMALLSERIAL: _Type.SMALLINT,
    _Type.SERIAL: _Type.INT,
    _Type.BIGSERIAL: _Type.BIGINT,
}
_INSTANTS = frozenset({_Type.TIMESTAMPTZ, _Type.TIMESTAMPLTZ})
_TIMESTAMPS = _INSTANTS | {_Type.TIMESTAMP, _Type.TIMESTAMPNTZ}
# What sqlglot reads as a type although DuckDB has nothing like it: the logical type decides.
_NO_TYPES = frozenset(
    {
        _Type.GEOGRAPHY,
        _Type.GEOMETRY,
        _Type.MONEY,
        _Type.NULL,
        _Type.OBJECT,
        _Type.SMALLMONEY,
        _Type.UNKNOWN,
        _Type.USERDEFINED,
    }
)
_NESTED = frozenset({_Type.ARRAY, _Type.LIST, _Type.MAP, _Type.STRUCT})
# DECIMAL without digits is another type on every engine. Spark reads an unbounded one of Postgres
# with 18 decimals.
_BARE_DECIMALS = {"bigquery": (38, 9), "databricks": (10, 0), "postgres": (38, 18)}
# The names of Databricks that DuckDB knows, and for the same types.
_COMMON_TYPE = re.compile(
    r"BIGINT|BINARY|BOOLEAN|DATE|DECIMAL\(\d+(, \d+)?\)|DOUBLE|FLOAT|INT|SMALLINT|STRING"
    r"|TIMESTAMP|TINYINT|(VAR)?CHAR\(\d+\)"
)
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def dialect_of(contract: Contract) -> str:
    """The SQL dialect of the contract's first server that has one; else that of Databricks."""
    types = (DIALECTS.get(server.type) for server in contract.servers)
    return next((dialect for dialect in types if dialect), DEFAULT_DIALECT)


def duckdb_type(column: Property, dialect: str) -> str:
    """The DuckDB type that holds the column in a test: what a model sees of it on Databricks.

    An instant (Databricks TIMESTAMP, Postgres timestamptz) becomes a TIMESTAMP without zone.
    Sessions run in UTC here, so both hold the same clock reading.
    """
    if (parsed := _physical_type(column, dialect)) is not None:
        for node in parsed.find_all(exp.DataType):
            if node.this in _INSTANTS:
                node.set("this", _Type.TIMESTAMP)
        return parsed.sql("duckdb")
    if column.logical_type == "object" and column.properties:
        fields = ", ".join(
            f"{_duckdb_name(field)} {duckdb_type(field, dialect)}" for field in column.properties
        )
        return f"STRUCT({fields})"
    if column.logical_type == "array" and column.items:
        return f"{duckdb_type(column.items, dialect)}[]"
    if column.logical_type == "map" and column.map_key and column.map_value:
        key, value = (duckdb_type(side, dialect) for side in (column.map_key, column.map_value))
        return f"MAP({key}, {value})"
    return _DUCKDB.get(column.logical_type or "", "VARCHAR")


def databricks_type(column: Property, dialect: str) -> str:
    """The column's type on Databricks."""
    if (parsed := _physical_type(column, dialect)) is not None:
        return parsed.sql("databricks")
    if column.logical_type == "object" and column.properties:
        fields = ", ".join(
            f"{_databricks_name(field)}: {databricks_type(field, dialect)}"
            for field in column.properties
        )
        return f"STRUCT<{fields}>"
    if column.logical_type == "array" and column.items:
        return f"ARRAY<{databricks_type(column.items, dialect)}>"
    if column.logical_type == "map" and column.map_key and column.map_value:
        key, value = (databricks_type(side, dialect) for side in (column.map_key, column.map_value))
        return f"MAP<{key}, {value}>"
    return _DATABRICKS.get(column.logical_type or "", "STRING")


def is_common_type(databricks: str) -> bool:
    """Whether DuckDB reads the name of a Databricks type, and as the type it has in a test."""
    return _COMMON_TYPE.fullmatch(databricks) is not None


def _duckdb_name(field: Property) -> str:
    escaped = field.physical_name.replace('"', '""')
    return f'"{escaped}"'


def _databricks_name(field: Property) -> str:
    if _IDENTIFIER.fullmatch(field.physical_name):
        return field.physical_name
    escaped = field.physical_name.replace("`", "``")
    return f"`{escaped}`"


def _physical_type(column: Property, dialect: str) -> exp.DataType | None:
    """The column's `physicalType` as Databricks sees it; None if it is none or cannot be read."""
    try:
        parsed = sqlglot.parse_one(column.physical_type or "", into=exp.DataType, dialect=dialect)
    except (SqlglotError, RecursionError):
        return None
    for node in parsed.find_all(exp.DataType):
        kind = _AS_SEEN_ON_DATABRICKS.get(node.this, node.this)
        if kind in _NO_TYPES or (kind in _NESTED and not node.expressions):
            return None
        node.set("this", kind)
        if kind in _TIMESTAMPS:
            node.set("expressions", [])  # all have microseconds
        elif kind is _Type.DECIMAL and not node.expressions and dialect in _BARE_DECIMALS:
            digits = map(exp.Literal.number, _BARE_DECIMALS[dialect])
            node.set("expressions", [exp.DataTypeParam(this=number) for number in digits])
    sizes = (size.this for size in parsed.find_all(exp.DataTypeParam))
    return parsed if all(isinstance(size, (exp.Literal, exp.Var)) for size in sizes) else None
