from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.odcs.contract import Contract, Property, Server
from inseam.odcs.system_types import is_known
from inseam.odcs.types import (
    DIALECTS,
    as_databricks_has_it,
    databricks_type,
    databricks_type_of,
    dialect_of,
    duckdb_type,
    is_common_type,
    is_duckdb_type,
)


def column(
    logical: str | None = None,
    physical: str | None = None,
    properties: tuple[Property, ...] = (),
    items: Property | None = None,
    name: str = "c",
) -> Property:
    return Property((), name, name, logical, physical, properties=properties, items=items)


def in_duckdb(type_: str) -> str:
    """The type as DuckDB itself calls it."""
    ((name,),) = engine().execute(f"select typeof(cast(null as {type_}))").fetchall()
    return str(name)


@cache
def engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.mark.parametrize(
    ("logical", "on_duckdb", "on_databricks"),
    [
        ("string", "VARCHAR", "STRING"),
        ("integer", "BIGINT", "BIGINT"),
        ("number", "DOUBLE", "DOUBLE"),
        ("boolean", "BOOLEAN", "BOOLEAN"),
        ("date", "DATE", "DATE"),
        ("timestamp", "TIMESTAMP", "TIMESTAMP"),
        ("time", "TIME", "STRING"),
        ("object", "JSON", "STRING"),
        ("array", "JSON", "STRING"),
        ("something", "VARCHAR", "STRING"),
        (None, "VARCHAR", "STRING"),
    ],
)
def test_the_logical_type_decides_where_there_is_no_physical_one(
    logical: str | None, on_duckdb: str, on_databricks: str
) -> None:
    assert in_duckdb(duckdb_type(column(logical), "databricks")) == on_duckdb
    assert databricks_type(column(logical), "databricks") == on_databricks


@pytest.mark.parametrize(
    ("dialect", "physical", "on_duckdb", "on_databricks"),
    [
        ("databricks", "string", "VARCHAR", "STRING"),
        ("databricks", "varchar(10)", "VARCHAR", "VARCHAR(10)"),
        ("databricks", "INTEGER", "INTEGER", "INT"),
        ("databricks", "long", "BIGINT", "BIGINT"),
        ("databricks", "byte", "TINYINT", "TINYINT"),
        ("databricks", "float", "FLOAT", "FLOAT"),
        ("databricks", "decimal(10,2)", "DECIMAL(10,2)", "DECIMAL(10, 2)"),
        ("databricks", "decimal(10)", "DECIMAL(10,0)", "DECIMAL(10)"),
        ("databricks", "decimal", "DECIMAL(10,0)", "DECIMAL(10, 0)"),
        ("databricks", "timestamp", "TIMESTAMP", "TIMESTAMP"),
        ("databricks", "timestamp_ntz", "TIMESTAMP", "TIMESTAMP_NTZ"),
        ("databricks", "binary", "BLOB", "BINARY"),
        ("databricks", "array<string>", "VARCHAR[]", "ARRAY<STRING>"),
        ("databricks", "map<string,int>", "MAP(VARCHAR, INTEGER)", "MAP<STRING, INT>"),
        (
            "databricks",
            "struct<orderId: string, order: timestamp>",
            'STRUCT(orderId VARCHAR, "order" TIMESTAMP)',
            "STRUCT<orderId: STRING, order: TIMESTAMP>",
        ),
        (
            "databricks",
            "array<struct<a: decimal(4,1)>>",
            "STRUCT(a DECIMAL(4,1))[]",
            "ARRAY<STRUCT<a: DECIMAL(4, 1)>>",
        ),
        ("postgres", "uuid", "VARCHAR", "STRING"),
        ("postgres", "jsonb", "VARCHAR", "STRING"),
        ("postgres", "json", "VARCHAR", "STRING"),
        ("postgres", "xml", "VARCHAR", "STRING"),
        ("postgres", "timestamptz", "TIMESTAMP", "TIMESTAMP"),
        ("postgres", "timestamp with time zone", "TIMESTAMP", "TIMESTAMP"),
        ("postgres", "timestamp(3)", "TIMESTAMP", "TIMESTAMP"),
        ("postgres", "character varying(20)", "VARCHAR", "VARCHAR(20)"),
        ("postgres", "text", "VARCHAR", "STRING"),
        ("postgres", "numeric", "DECIMAL(38,18)", "DECIMAL(38, 18)"),
        ("postgres", "double precision", "DOUBLE", "DOUBLE"),
        ("postgres", "bigserial", "BIGINT", "BIGINT"),
        ("postgres", "bytea", "BLOB", "BINARY"),
        ("postgres", "uuid[]", "VARCHAR[]", "ARRAY<STRING>"),
        ("snowflake", "NUMBER", "DECIMAL(38,0)", "DECIMAL(38, 0)"),
        ("bigquery", "NUMERIC", "DECIMAL(38,9)", "DECIMAL(38, 9)"),
        ("bigquery", "INT64", "BIGINT", "BIGINT"),
        ("duckdb", "TIMESTAMPTZ", "TIMESTAMP", "TIMESTAMP"),
        ("duckdb", "DECIMAL", "DECIMAL(18,3)", "DECIMAL(18, 3)"),
    ],
)
def test_the_physical_type_decides_in_the_dialect_of_the_server(
    dialect: str, physical: str, on_duckdb: str, on_databricks: str
) -> None:
    typed = column("string", physical)

    assert in_duckdb(duckdb_type(typed, dialect)) == on_duckdb
    assert databricks_type(typed, dialect) == on_databricks


@pytest.mark.parametrize(
    "physical",
    [
        "order_status",  # a type of one's own
        "USER-DEFINED",
        "ARRAY",
        "object",
        "void",
        "int)",
        "int not null",
        "STRING; DROP TABLE x",
        "decimal(10,2",
        "decimal({{ digits }}, 2)",
        "'",
        "",
        pytest.param("array<" * 10_000, id="very deep"),
    ],
)
def test_where_the_physical_type_is_none_the_logical_one_decides(physical: str) -> None:
    assert duckdb_type(column("integer", physical), "postgres") == "BIGINT"
    assert databricks_type(column("integer", physical), "databricks") == "BIGINT"


SYSTEMS = Path(__file__).parent / "testdata/physical_types.tsv"


def system_types() -> list[list[str]]:
    """Server's type, physical type, logical type or nothing, DuckDB's type, Databricks' type."""
    lines = SYSTEMS.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_every_type_of_every_system_is_held_as_documented() -> None:
    found = []
    for server, physical, logical, *_ in system_types():
        typed, dialect = column(logical or None, physical), DIALECTS.get(server, "databricks")
        types = in_duckdb(duckdb_type(typed, dialect)), databricks_type(typed, dialect)
        found.append([server, physical, logical, *types])
    if os.environ.get("INSEAM_UPDATE_GOLDEN"):
        lines = ["\t".join(row) for row in found]
        head = "# server\tphysical type\tlogical type\ton DuckDB\ton Databricks"
        SYSTEMS.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    assert found == system_types()


def test_databricks_has_every_type_that_is_written_for_it() -> None:
    plain = r"(STRING|BINARY|BOOLEAN|TINYINT|SMALLINT|INT|BIGINT|FLOAT|DOUBLE|DATE|VARIANT)"
    sized = r"(DECIMAL\(\d+(, \d+)?\)|(VAR)?CHAR\(\d+\)|TIMESTAMP(_NTZ|_LTZ)?|INTERVAL[A-Z ]*)"
    for _, physical, _, _, written in system_types():
        parts = re.sub(
            r"NOT NULL|COMMENT '[^']*'|`[^`]*`:|\b\w+:|STRUCT|ARRAY|MAP|[<>]", "", written
        )
        for part in re.split(r",(?![^(]*\))", parts):
            assert re.fullmatch(f"{plain}|{sized}", part.strip()), (physical, written)


@pytest.mark.parametrize(
    ("dialect", "physical", "logical", "on_duckdb"),
    [
        ("mysql", "tinyint(1)", "boolean", "BOOLEAN"),
        ("mysql", "tinyint(1)", "integer", "TINYINT"),
        ("mysql", "year", "date", "DATE"),
        ("mysql", "year", "integer", "INTEGER"),
        ("oracle", "DATE", "timestamp", "TIMESTAMP"),
        ("oracle", "DATE", "date", "DATE"),
        ("postgres", "jsonb", "object", "JSON"),
        ("postgres", "jsonb", "string", "VARCHAR"),
    ],
)
def test_the_logical_type_decides_where_a_system_has_one_type_for_two_things(
    dialect: str, physical: str, logical: str, on_duckdb: str
) -> None:
    assert in_duckdb(duckdb_type(column(logical, physical), dialect)) == on_duckdb


def test_every_type_of_a_system_is_known_but_those_of_ones_own() -> None:
    unknown = [
        (server, physical)
        for server, physical, *_ in system_types()
        if server in DIALECTS and not is_known(physical, DIALECTS[server])
    ]
    assert unknown == [("postgres", "order_status"), ("postgres", "USER-DEFINED")]


@pytest.mark.parametrize(
    "physical", ["STRUCT<a: INT, A: INT>", "STRUCT<a: STRUCT<b: INT, b: INT>>"]
)
def test_what_no_engine_can_hold_is_left_to_the_logical_type(physical: str) -> None:
    assert duckdb_type(column("object", physical), "databricks") == "JSON"


@given(
    st.text(max_size=30)
    | st.lists(
        st.sampled_from("int string array struct map < > ( ) [ ] , : ' \" ` 1 a - {{ }}".split())
    ).map(" ".join),
    st.sampled_from(sorted(set(DIALECTS.values()))),
)
def test_whatever_the_physical_type_there_is_a_type(physical: str, dialect: str) -> None:
    assert is_duckdb_type(duckdb_type(column("string", physical), dialect))
    assert databricks_type(column("string", physical), dialect)


def test_arrays_and_objects_may_be_described_by_their_parts() -> None:
    field_names = ("id", "two words", 'a"b`c')
    fields = tuple(column("integer", name=name) for name in field_names)
    described = column("array", items=column("object", properties=fields))

    assert databricks_type(described, "databricks") == (
        'ARRAY<STRUCT<id: BIGINT, `two words`: BIGINT, `a"b``c`: BIGINT>>'
    )
    assert in_duckdb(duckdb_type(described, "databricks")) == (
        'STRUCT(id BIGINT, "two words" BIGINT, "a""b`c" BIGINT)[]'
    )


def test_a_part_may_have_a_physical_type_of_its_own() -> None:
    described = column("array", items=column("string", "uuid"))

    assert databricks_type(described, "postgres") == "ARRAY<STRING>"
    assert duckdb_type(described, "postgres") == "TEXT[]"


@pytest.mark.parametrize(
    "databricks",
    ["STRING", "BIGINT", "DECIMAL(10)", "DECIMAL(10, 2)", "VARCHAR(10)", "BINARY", "FLOAT"],
)
def test_duckdb_reads_the_common_types_as_the_types_they_have_in_a_test(databricks: str) -> None:
    assert is_common_type(databricks)
    assert in_duckdb(databricks) == in_duckdb(
        duckdb_type(column(physical=databricks), "databricks")
    )


@pytest.mark.parametrize("databricks", ["TIMESTAMP_NTZ", "ARRAY<STRING>", "STRUCT<a: INT>"])
def test_other_types_are_not_common(databricks: str) -> None:
    assert not is_common_type(databricks)
    with pytest.raises(duckdb.Error):
        in_duckdb(databricks)


@pytest.mark.parametrize(
    ("types", "dialect"),
    [
        ((), "databricks"),
        (("databricks",), "databricks"),
        (("postgresql",), "postgres"),
        (("kafka", "sqlserver", "databricks"), "tsql"),
        (("s3",), "databricks"),
    ],
)
def test_the_dialect_is_that_of_the_first_server_that_has_one(
    types: tuple[str, ...], dialect: str
) -> None:
    contract = Contract(
        file="a.odcs.yaml",
        id="a",
        version="1.0.0",
        status=None,
        owner=None,
        objects=(),
        servers=tuple(Server(name="s", type=t, catalog=None, schema=None) for t in types),
        quality=(),
    )

    assert dialect_of(contract) == dialect


@pytest.mark.parametrize(
    ("on_duckdb", "on_databricks"),
    [
        ("HUGEINT", "BIGINT"),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP"),
        ("HUGEINT[]", "BIGINT[]"),
        (
            "STRUCT(total HUGEINT, at TIMESTAMP WITH TIME ZONE)",
            "STRUCT(total BIGINT, at TIMESTAMP)",
        ),
        ("MAP(VARCHAR, HUGEINT)", "MAP(VARCHAR, BIGINT)"),
        # Both engines have these, or they would lose something.
        ("UHUGEINT", "UHUGEINT"),
        ("DECIMAL(38,0)", "DECIMAL(38,0)"),
        ("DOUBLE", "DOUBLE"),
        ("TIME WITH TIME ZONE", "TIME WITH TIME ZONE"),
        ('STRUCT("HUGEINT" INTEGER)', 'STRUCT("HUGEINT" INTEGER)'),
    ],
)
def test_a_type_that_only_duckdb_has_is_what_databricks_has_in_its_place(
    on_duckdb: str, on_databricks: str
) -> None:
    assert as_databricks_has_it(on_duckdb) == on_databricks


@pytest.mark.parametrize(
    ("on_duckdb", "on_databricks"),
    [
        ("INTEGER", "INT"),
        ("BIGINT", "BIGINT"),
        ("HUGEINT", "BIGINT"),
        ("UBIGINT", "DECIMAL(20, 0)"),
        ("DECIMAL(18,2)", "DECIMAL(18, 2)"),
        ("FLOAT", "FLOAT"),
        ("DOUBLE", "DOUBLE"),
        ("VARCHAR", "STRING"),
        ("BLOB", "BINARY"),
        ("TIMESTAMP", "TIMESTAMP"),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP"),
        ("TIMESTAMP_NS", "TIMESTAMP"),
        # Databricks has them as text.
        ("TIME", "STRING"),
        ("UUID", "STRING"),
        ("INTERVAL", "STRING"),
        ("JSON", "STRING"),
        ("ENUM('a', 'b')", "STRING"),
        ("TIMESTAMP[]", "ARRAY<TIMESTAMP>"),
        ("STRUCT(a INTEGER, at TIMESTAMP)", "STRUCT<a: INT, at: TIMESTAMP>"),
        ("MAP(VARCHAR, HUGEINT)", "MAP<STRING, BIGINT>"),
    ],
)
def test_the_type_on_databricks_that_holds_the_same_values(
    on_duckdb: str, on_databricks: str
) -> None:
    assert databricks_type_of(on_duckdb) == on_databricks
