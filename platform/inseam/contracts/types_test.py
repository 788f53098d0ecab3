from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.contracts.odcs import Contract, Property, Server
from inseam.contracts.types import databricks_type, dialect_of, duckdb_type, is_common_type


def column(
    logical: str | None = None,
    physical: str | None = None,
    properties: tuple[Property, ...] = (),
    items: Property | None = None,
    name: str = "c",
) -> Property:
    return Property(
        path=(),
        name=name,
        physical_name=name,
        logical_type=logical,
        physical_type=physical,
        description=None,
        required=False,
        unique=False,
        primary_key_position=None,
        properties=properties,
        items=items,
    )


def in_duckdb(type_: str) -> str:
    """The type as DuckDB itself calls it."""
    with duckdb.connect() as connection:
        ((name,),) = connection.execute(f"select typeof(cast(null as {type_}))").fetchall()
    return str(name)


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
        "money",
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


@given(
    st.text(max_size=30)
    | st.lists(
        st.sampled_from("int string array struct map < > ( ) [ ] , : ' \" ` 1 a - {{ }}".split())
    ).map(" ".join),
    st.sampled_from(["databricks", "postgres", "snowflake", "bigquery", "duckdb"]),
)
def test_whatever_the_physical_type_there_is_a_type(physical: str, dialect: str) -> None:
    assert duckdb_type(column("string", physical), dialect)
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
