"""The engine types of a contract's properties.

A property's `physicalType` is written in the dialect of the contract's server; where it has none,
or one that is not a type of that dialect, its `logicalType` decides (ODCS 3.1, "Data types").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.errors import ParseError

from inseam.odcs.contract import Contract, Property
from inseam.odcs.system_types import MAX_SIZED_TEXT, Kind, system_type

if TYPE_CHECKING:
    import duckdb

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
    "dremio": "dremio",
    "duckdb": "duckdb",
    "exasol": "exasol",
    "glue": "hive",
    "hive": "hive",
    "impala": "hive",
    "mysql": "mysql",
    "oracle": "oracle",
    "postgres": "postgres",
    "postgresql": "postgres",
    "presto": "presto",
    "redshift": "redshift",
    "snowflake": "snowflake",
    "sqlserver": "tsql",
    "synapse": "tsql",
    "teradata": "teradata",
    "trino": "trino",
    "vertica": "postgres",
}

_INSTANTS = frozenset({Kind.TIMESTAMPTZ, Kind.TIMESTAMPLTZ, Kind.TIMESTAMPNTZ})
_FINER = frozenset({Kind.TIMESTAMP_S, Kind.TIMESTAMP_MS, Kind.TIMESTAMP_NS})
# Databricks has them as text.
_TEXTS = frozenset({Kind.TIME, Kind.TIMETZ, Kind.UUID, Kind.INTERVAL, Kind.BIT})
# What Databricks has instead of what DuckDB has.
_ONLY_ON_DUCKDB = {
    Kind.UTINYINT: "SMALLINT",
    Kind.USMALLINT: "INT",
    Kind.UINT: "BIGINT",
    Kind.UBIGINT: "DECIMAL(20, 0)",
    Kind.INT128: "DECIMAL(38, 0)",
    Kind.ENUM: "STRING",
    Kind.JSON: "STRING",
    Kind.UNION: "STRING",
}
# The names of Databricks that DuckDB knows, and for the same types.
_COMMON_TYPE = re.compile(
    r"BIGINT|BINARY|BOOLEAN|DATE|DECIMAL\(\d+(, \d+)?\)|DOUBLE|FLOAT|INT|SMALLINT|STRING"
    r"|TIMESTAMP|TINYINT|(VAR)?CHAR\(\d+\)"
)
# Others are for DuckDB itself to know.
_PLAIN_ON_DUCKDB = re.compile(
    r"BIGINT|BLOB|BOOLEAN|DATE|DOUBLE|INT|INTERVAL|JSON|REAL|SMALLINT|TEXT|TIME|TIMESTAMP|TINYINT"
    r"|VARCHAR|TEXT\([1-9]\d{0,8}\)|DECIMAL\(\d+(, \d+)?\)"
)
_ON_DATABRICKS = {"HUGEINT": "BIGINT", "TIMESTAMP WITH TIME ZONE": "TIMESTAMP"}
# Outside of quotes: a field of a struct may have such a name.
_OF_DUCKDB_ALONE = re.compile(r'(?<!["\w])(HUGEINT|TIMESTAMP WITH TIME ZONE)(?!["\w])')
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def dialect_of(contract: Contract) -> str:
    """The SQL dialect of the contract's first server that has one; else that of Databricks."""
    return dialect_of_types(server.type for server in contract.servers) or DEFAULT_DIALECT


def dialect_of_types(types: Iterable[str]) -> str | None:
    """The dialect of the first of these types of servers that has one."""
    dialects = (DIALECTS.get(type_) for type_ in types)
    return next((dialect for dialect in dialects if dialect), None)


def duckdb_type(column: Property, dialect: str) -> str:
    """The DuckDB type that holds the column in a test: what a model sees of it on Databricks.

    An instant (Databricks TIMESTAMP, Postgres timestamptz) becomes a TIMESTAMP without zone.
    Sessions run in UTC here, so both hold the same clock reading.
    """
    if (known := _physical(column, dialect)) is not None:
        return _on_duckdb(known)
    described = _described_on_duckdb(column, dialect)
    if described is not None:
        # Such as an object with two fields of one name.
        return described if is_duckdb_type(described) else "JSON"
    return _DUCKDB.get(column.logical_type or "", "VARCHAR")


def _described_on_duckdb(column: Property, dialect: str) -> str | None:
    """By its parts, where the contract lists them."""
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
    return None


def databricks_type(column: Property, dialect: str) -> str:
    """The column's type on Databricks."""
    if (known := _physical(column, dialect)) is not None:
        return _on_databricks(known)
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


def as_databricks_has_it(duckdb: str) -> str:
    """A type that `describe` names, as the one that the same SQL yields on Databricks.

    There a sum of whole numbers is BIGINT and raises where it does not fit, and an instant is a
    TIMESTAMP. Databricks has neither of the types that DuckDB has for them.
    """
    return _OF_DUCKDB_ALONE.sub(lambda found: _ON_DATABRICKS[found[0]], duckdb)


def databricks_type_of(duckdb: str) -> str:
    """The type on Databricks that holds the values of a type that `describe` names."""
    try:
        known = exp.DataType.build(as_databricks_has_it(duckdb), dialect="duckdb")
    except ParseError:
        return "STRING"
    held = known.transform(_as_on_databricks)
    return _on_databricks(held) if isinstance(held, exp.DataType) else "STRING"


def _as_on_databricks(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.DataType):
        if node.this in _INSTANTS or node.this in _FINER:
            return exp.DataType(this=Kind.TIMESTAMP)
        if node.this in _TEXTS:
            return exp.DataType(this=Kind.TEXT)
    return node


def is_common_type(databricks: str) -> bool:
    """Whether DuckDB reads the name of a Databricks type, and as the type it has in a test."""
    return _COMMON_TYPE.fullmatch(databricks) is not None


def _physical(column: Property, dialect: str) -> exp.DataType | None:
    if not column.physical_type:
        return None
    known = system_type(column.physical_type, dialect, column.logical_type)
    return known if known is not None and is_duckdb_type(_on_duckdb(known)) else None


def _duckdb_name(field: Property) -> str:
    escaped = field.physical_name.replace('"', '""')
    return f'"{escaped}"'


def _databricks_name(field: Property) -> str:
    if _IDENTIFIER.fullmatch(field.physical_name):
        return field.physical_name
    escaped = field.physical_name.replace("`", "``")
    return f"`{escaped}`"


def _on_duckdb(type_: exp.DataType) -> str:
    """A type of `system_type` as DuckDB writes it."""

    def held(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.ColumnDef):
            node.set("constraints", None)
        elif isinstance(node, exp.DataType):
            if node.this in _INSTANTS:
                return exp.DataType(this=Kind.TIMESTAMP)
            if node.this is Kind.VARIANT:
                return exp.DataType(this=Kind.JSON)
            if isinstance(node.this, exp.Interval):
                return exp.DataType(this=Kind.INTERVAL)
        return node

    return type_.copy().transform(held).sql("duckdb")


def _on_databricks(type_: exp.DataType) -> str:
    def held(node: exp.Expression) -> exp.Expression:
        if not isinstance(node, exp.DataType):
            return node
        if node.this in _ONLY_ON_DUCKDB:
            return exp.DataType.build(_ONLY_ON_DUCKDB[node.this], dialect="databricks")
        if node.this in (Kind.VARCHAR, Kind.CHAR, Kind.TEXT) and node.expressions:
            size = int(node.expressions[0].name)
            if size > MAX_SIZED_TEXT:
                return exp.DataType(this=Kind.TEXT)
        elif node.this is Kind.ARRAY and node.args.get("values"):
            node.set("values", None)
        return node

    return type_.copy().transform(held).sql("databricks")


@lru_cache(maxsize=4096)
def is_duckdb_type(type_: str) -> bool:
    """Whether DuckDB has it. What it cannot have is such as a STRUCT with a field twice."""
    if _PLAIN_ON_DUCKDB.fullmatch(type_):
        return True
    import duckdb  # takes half as long as all of lint, and most contracts need no answer

    try:
        _engine().execute(f"select null::{type_}")
    except duckdb.Error:
        return False
    return True


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    import duckdb

    engine = duckdb.connect(":memory:", config={"threads": 1})
    engine.execute("set enable_external_access = false")
    return engine
