"""Contracts with the physical types of many systems, read and promised by products."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from made_product import (
    Files,
    MadeProducts,
    agreement,
    feed_contract,
    feed_of,
    make_products,
    odps,
    port_contract,
    port_of,
    source_file,
)

# made_product_test.py is the sample of every change.
pytestmark = pytest.mark.nightly

# By the server's type, columns: physical type and logical one.
HELD: Mapping[str, tuple[tuple[str, str], ...]] = {
    "databricks": (
        ("VARIANT", "object"),
        ("ARRAY<VARIANT>", "array"),
        ("STRUCT<depot: STRING NOT NULL, kilos: DECIMAL(10, 2)>", "object"),
        ("TIMESTAMP_NTZ", "timestamp"),
    ),
    "snowflake": (
        ("NUMBER(10,2)", "number"),
        ("VARIANT", "object"),
        ("ARRAY", "array"),
        ("TIMESTAMP_TZ(9)", "timestamp"),
        ("VECTOR(FLOAT, 3)", "array"),
    ),
    "bigquery": (
        ("STRUCT<depot STRING, kilos NUMERIC>", "object"),
        ("BIGNUMERIC", "number"),
        ("INT64", "integer"),
        ("ARRAY<STRING(10)>", "array"),
        ("JSON", "object"),
    ),
    "mysql": (
        ("int(11)", "integer"),
        ("tinyint(1)", "integer"),
        ("mediumint unsigned", "integer"),
        ("decimal(10,2) unsigned", "number"),
        ("enum('north','south')", "string"),
        ("year", "integer"),
        ("datetime(6)", "timestamp"),
    ),
    "postgres": (
        ("jsonb", "object"),
        ("uuid", "string"),
        ("character varying(20)", "string"),
        ("timestamp(3) with time zone", "timestamp"),
        ("text[]", "array"),
        ("point", "string"),
        ("int4range", "string"),
    ),
    "oracle": (
        ("NUMBER(10,2)", "number"),
        ("VARCHAR2(20 CHAR)", "string"),
        ("BINARY_DOUBLE", "number"),
        ("TIMESTAMP(6) WITH LOCAL TIME ZONE", "timestamp"),
        ("CLOB", "string"),
    ),
    "sqlserver": (
        ("datetimeoffset(7)", "timestamp"),
        ("nvarchar(max)", "string"),
        ("uniqueidentifier", "string"),
        ("money", "number"),
        ("bit", "boolean"),
    ),
    "redshift": (("SUPER", "object"), ("character varying(256)", "string")),
    "clickhouse": (
        ("LowCardinality(String)", "string"),
        ("Nullable(Decimal(10, 2))", "number"),
        ("DateTime64(3, 'UTC')", "timestamp"),
        ("Array(UInt64)", "array"),
    ),
    "trino": (("row(depot varchar, kilos decimal(10,2))", "object"), ("varchar(10)", "string")),
}
ITEMS = {"FLOAT": "number", "UInt": "integer", "VARIANT": "object", "": "string"}
# What the standard asks of a server, beside its type. The schema of Postgres is called like its
# database.
SERVERS: Mapping[str, str] = {
    "databricks": "{host: h.example.com, catalog: depots, schema: lake}",
    "snowflake": "{account: a, database: depots, schema: snow}",
    "bigquery": "{project: depots, dataset: big}",
    "mysql": "{host: h.example.com, port: 3306, database: shop}",
    "postgres": "{host: h.example.com, port: 5432, database: depots, schema: depots}",
    "oracle": "{host: h.example.com, port: 1521, serviceName: orcl}",
    "sqlserver": "{host: h.example.com, database: depots, schema: dbo}",
    "redshift": "{account: a, database: depots, schema: red}",
    "clickhouse": "{host: h.example.com, port: 9000, database: click}",
    "trino": "{host: h.example.com, port: 8080, catalog: depots, schema: trino}",
}
# Where dbt finds them, in the catalog `depots`.
PLACES: Mapping[str, str] = {
    server: next(
        value
        for key, value in (entry.split(": ") for entry in reversed(keys.strip("{}").split(", ")))
        if key in ("schema", "dataset", "database", "serviceName")
    )
    for server, keys in SERVERS.items()
}
STAGING = "models/staging"


def system_contract(id: str, server: str, columns: tuple[tuple[str, str], ...]) -> str:
    """An external contract with the table ``facts``."""
    text = feed_contract("depot").replace(f"id: {feed_of('depot')}", f"id: {id}", 1)
    head, _, _ = text.partition("servers:\n")
    _, _, foot = text.partition("roles:\n")
    properties = ""
    for number, (physical, logical) in enumerate(columns):
        properties += f"""\
      - name: fact_{number}
        description: What the depots know of it.
        logicalType: {logical}
        physicalType: "{physical}"
        classification: internal
"""
        if logical == "timestamp":
            properties += "        logicalTypeOptions: {timezone: true}\n"
        if logical == "array":
            of = next(word for part, word in ITEMS.items() if part in physical)
            properties += f"        items: {{logicalType: {of}}}\n"
    more = "".join(f"    {entry}\n" for entry in SERVERS[server].strip("{}").split(", "))
    return f"""\
{head}servers:
  - server: production
    type: {server}
{more}schema:
  - name: facts
    physicalType: table
    description: One row for each fact.
    properties:
{properties}roles:
{foot}"""


def reader(product: str, feeds: Mapping[str, str]) -> dict[str, str | None]:
    """A product that reads the table ``facts`` of external contracts, by their ids."""
    files: dict[str, str | None] = {}
    ports = ""
    described = (
        "version: 2\nmodels:\n  - name: stg_scans\n    description: Scans. One row per parcel.\n"
    )
    for id, server in feeds.items():
        name = id.replace("-", "_")
        files[f"models/input_ports/{id}.source.yaml"] = (
            source_file(product, contract=id, tables=("facts",))
            .replace("database: entropy_data_prod", "database: depots")
            .replace(f"schema: op_{name}", f"schema: {PLACES[server]}")
        )
        files[f"agreements/{id}.yaml"] = agreement(product, "depots", id, "depots_reader")
        files[f"{STAGING}/stg_{server}_facts.sql"] = (
            f"select *\nfrom {{{{ source('{name}', 'facts') }}}}\n"
        )
        described += f"  - name: stg_{server}_facts\n    description: Facts. One row for each.\n"
        ports += f"  - name: {id}\n    version: 1.0.0\n    contractId: {id}\n"
    files[f"{STAGING}/_models.yml"] = described
    text = odps(product)
    files[f"{product}.odps.yaml"] = text.replace("outputPorts:\n", f"{ports}outputPorts:\n", 1)
    return files


FEEDS = {f"facts-of-{server}-v1": server for server in HELD}
ODD = {"facts-of-depots-v1": "postgres"}
PORT = f"models/output_ports/v1/{port_of('depot_snow')}.odcs.yaml"
# Its schema is called like its database, too.
PORT_IN_SNOWFLAKE = """\
    type: snowflake
    account: depots
    database: op_depot_snow_v1
"""
PORT_IN_DATABRICKS = """\
    type: databricks
    host: databricks.entropy-data.example.com
    catalog: entropy_data_prod
"""
PORT_TYPES = (
    ("STRING", "VARCHAR(64)"),
    ("DECIMAL(10, 2)", "NUMBER(10,2)"),
    ("TIMESTAMP", "TIMESTAMP_TZ(9)"),
)


def snowflake_port(product: str) -> str:
    text = port_contract(product).replace(PORT_IN_DATABRICKS, PORT_IN_SNOWFLAKE)
    for ours, theirs in PORT_TYPES:
        text = text.replace(f"physicalType: {ours}\n", f"physicalType: {theirs}\n")
    return text


PRODUCTS: dict[str, Files] = {
    "depot_snow": {PORT: snowflake_port("depot_snow")},
    "depot_types": reader("depot_types", FEEDS),
    "depot_odd": reader("depot_odd", ODD),
}
BESIDE = {
    **{
        f"contracts/external/{id}.odcs.yaml": system_contract(id, server, HELD[server])
        for id, server in FEEDS.items()
    },
    "contracts/external/facts-of-depots-v1.odcs.yaml": system_contract(
        "facts-of-depots-v1",
        "postgres",
        (("blurb", "string"), ("varhcar(10)", "string"), ("interval day to second", "string")),
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeProducts]:
    made = make_products(tmp_path_factory.mktemp("made"), PRODUCTS, BESIDE)
    yield made
    made.repository.stop_daemon()


@pytest.fixture(scope="module")
def linted(made: MadeProducts) -> str:
    """What `lint` says of the contracts of systems outside."""
    return made.repository.pants("lint", "--only=contract-lint", "contracts/external::").output


@pytest.mark.parametrize("product", ["depot_types", "depot_snow"])
def test_types_of_every_system_pass_every_goal(
    product: str, made: MadeProducts, linted: str
) -> None:
    assert made.result("generate").exit_code == 0, made.result("generate").output
    for goal in ("lint", "check", "test"):
        assert made.findings(goal, product) == [], made.result(goal).output
    assert made.passes(product), made.tested(product)
    assert [line for line in linted.splitlines() if "error[" in line] == []


def test_rows_of_every_system_are_made(made: MadeProducts) -> None:
    said = made.tested("depot_types")
    made_tables = said.partition("synthesised by 100 rows, seed 1: ")[2].partition(")")[0]
    assert made_tables.split(", ") == ["facts"] * len(HELD)
    assert "9 contract checks: 9 passed" in made.tested("depot_snow")


@pytest.mark.parametrize(
    ("column", "type_", "fix"),
    [
        ("fact_0", "blurb", "Write a type of the server"),
        ("fact_1", "varhcar(10)", "Did you mean `VARCHAR`"),
    ],
)
def test_a_type_that_a_system_lacks_is_named(
    column: str, type_: str, fix: str, linted: str
) -> None:
    head = f"warning[contract-physical-type-unknown] The column `facts.{column}` "
    (finding,) = re.findall(rf"{re.escape(head)}.*\n +fix: .*", linted)
    assert f"`{type_}`, which postgres does not have." in finding
    assert fix in finding


def test_a_type_without_values_is_named_alike_by_lint_and_test(
    made: MadeProducts, linted: str
) -> None:
    words = (
        "The column `facts.fact_2` is of type `interval day to second`, and tests make no values"
        " of it."
    )
    place = f"contracts/external/facts-of-depots-v1.odcs.yaml:{line_of(BESIDE, 'interval')}"
    assert f"{place}: warning[contract-type-not-made] {words}" in linted
    said = made.tested("depot_odd")
    assert f"{place}: error[contract-not-synthesised] {words}" in said
    assert said.count("error[") == 1
    assert "products/depot_odd/tests/inputs/facts-of-depots-v1/facts.csv" in said
    assert "Traceback" not in made.result("test").output


def line_of(files: Mapping[str, str], part: str) -> int:
    lines = files["contracts/external/facts-of-depots-v1.odcs.yaml"].splitlines()
    return next(number for number, line in enumerate(lines, 1) if part in line)
