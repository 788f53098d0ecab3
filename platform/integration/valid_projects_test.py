"""Dbt projects as people write them, which are valid: every goal takes them as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_product import Files, MadeProducts, make_products, port_contract, port_of, source_of

# made_product_test.py is the sample of every change.
pytestmark = pytest.mark.nightly

PORT = "models/output_ports/v1/parcels.sql"
EPHEMERAL = "{{ config(materialized='ephemeral') }}\n\n"
# Columns of the port `parcels`, by product: name, logical type, physical type.
Columns = tuple[tuple[str, str, str], ...]


def port_with(product: str, columns: Columns, table: str = "parcels") -> str:
    """A port whose first column is the key."""
    properties = ""
    for position, (name, logical, physical) in enumerate(columns):
        properties += f"""\
      - name: {name}
        description: What the depots know of it.
        logicalType: {logical}
        physicalType: {physical}
        classification: internal
"""
        if logical == "timestamp":
            properties += "        logicalTypeOptions: {timezone: true}\n"
        if position == 0:
            properties += """\
        required: true
        unique: true
        primaryKey: true
        primaryKeyPosition: 1
"""
    objects = f"""\
  - name: {table}
    physicalType: table
    description: One row for each parcel.
    quality:
      - id: not-empty
        metric: rowCount
        description: There is at least one row.
        mustBeGreaterThan: 0
    properties:
{properties}"""
    freshness = """\
  - property: freshness
    value: 1
    unit: d
    element: parcels.scanned_at
"""
    text = port_contract(product, objects)
    if any(name == "scanned_at" for name, *_ in columns):
        text = text.replace("    value: P30D\n", "    value: P30D\n" + freshness, 1)
    return text


def contract(product: str) -> str:
    return f"models/output_ports/v1/{port_of(product)}.odcs.yaml"


def staging(product: str, config: str = "") -> str:
    return (
        f"{config}select\n    parcel_id,\n    kilos,\n    scanned_at\n"
        f"from {{{{ source('{source_of(product)}', 'scans') }}}}\n"
    )


PRODUCTS: dict[str, Files] = {
    # Every macro of dbt that asks an adapter what the warehouse can do, over models that dbt puts
    # into those that read them.
    "parcel_dates": {
        "models/staging/stg_scans.sql": staging("parcel_dates", EPHEMERAL),
        "models/intermediate/_models.yml": (
            "version: 2\nmodels:\n"
            "  - name: int_dated\n    description: Scans with dates. One row per parcel.\n"
            "  - name: int_named\n    description: Scans with names. One row per parcel.\n"
        ),
        "models/intermediate/int_dated.sql": (
            EPHEMERAL + "select\n"
            "    parcel_id,\n    kilos,\n    scanned_at,\n"
            "    {{ dbt.dateadd('day', 1, 'scanned_at') }} as due_at,\n"
            "    {{ dbt.datediff('scanned_at', dbt.dateadd('hour', 30, 'scanned_at'), 'day') }}"
            " as days_late,\n"
            "    {{ dbt.last_day('scanned_at', 'month') }} as month_end,\n"
            "    {{ dbt.date_trunc('month', 'scanned_at') }} as month_begin\n"
            "from {{ ref('stg_scans') }}\n"
        ),
        "models/intermediate/int_named.sql": (
            EPHEMERAL + "select\n"
            "    dated.parcel_id,\n    dated.scanned_at,\n    dated.due_at,\n"
            "    cast(dated.days_late as bigint) as days_late,\n"
            "    cast(dated.month_end as date) as month_end,\n"
            '    {{ dbt.concat(["dated.parcel_id", "\'!\'"]) }} as label,\n'
            "    {{ dbt.right('dated.parcel_id', 1) }} as last_letter,\n"
            "    {{ dbt.hash('dated.parcel_id') }} as hashed,\n"
            "    {{ dbt.safe_cast(\"'1'\", dbt.type_int()) }} as number\n"
            "from {{ ref('int_dated') }} as dated\n"
        ),
        contract("parcel_dates"): port_with(
            "parcel_dates",
            (
                ("parcel_id", "string", "STRING"),
                ("scanned_at", "timestamp", "TIMESTAMP"),
                ("due_at", "timestamp", "TIMESTAMP"),
                ("days_late", "integer", "BIGINT"),
                ("month_end", "date", "DATE"),
                ("label", "string", "STRING"),
                ("last_letter", "string", "STRING"),
                ("hashed", "string", "STRING"),
                ("number", "integer", "INT"),
            ),
        ),
        PORT: (
            "select\n    parcel_id,\n    scanned_at,\n    due_at,\n    days_late,\n    month_end,\n"
            "    label,\n    last_letter,\n    hashed,\n    number\n"
            "from {{ ref('int_named') }}\n"
        ),
    },
    # Sums of whole numbers, and names that the engines reserve.
    "parcel_sums": {
        contract("parcel_sums"): port_with(
            "parcel_sums",
            (
                ("order", "string", "STRING"),
                ("group", "integer", "BIGINT"),
                ("scans", "integer", "BIGINT"),
                ("pieces", "integer", "BIGINT"),
                ("kilos", "number", "DECIMAL(20, 2)"),
                ("select", "number", "DOUBLE"),
                ("scanned_at", "timestamp", "TIMESTAMP"),
            ),
        ),
        PORT: (
            "select\n    parcel_id as {{ adapter.quote('order') }},\n"
            "    sum(cast(kilos as int)) as {{ adapter.quote('group') }},\n"
            "    count(*) as scans,\n"
            "    sum(case when kilos > 1 then 1 else 0 end) as pieces,\n"
            "    cast(sum(kilos) as decimal(20, 2)) as kilos,\n"
            "    avg(cast(kilos as double)) as {{ adapter.quote('select') }},\n"
            "    max(scanned_at) as scanned_at\n"
            "from {{ ref('stg_scans') }}\ngroup by 1\n"
        ),
    },
    # What a project has already, which `generate` leaves as it is: a macro of its own for schema
    # names, and a port that is described, with `meta` at its top, and that runs add to.
    "parcel_named": {
        "macros/naming.sql": (
            "{% macro generate_schema_name(custom_schema_name, node) -%}\n"
            "    {{ custom_schema_name if custom_schema_name else target.schema }}\n"
            "{%- endmacro %}\n"
        ),
        "models/output_ports/v1/_models.yml": (
            "version: 2\nmodels:\n  - name: parcels\n    description: All parcels.\n"
            "    meta: {reviewed_by: depots}\n"
        ),
        PORT: (
            "{{ config(materialized='incremental', unique_key='parcel_id') }}\n\n"
            "select\n    parcel_id,\n    kilos,\n    scanned_at\nfrom {{ ref('stg_scans') }}\n"
            "{% if is_incremental() %}\n"
            "    where scanned_at >= (select max(before.scanned_at) from {{ this }} as before)\n"
            "{% endif %}\n"
        ),
    },
    "parcel_described": {
        "models/_all.yml": (
            "version: 2\nmodels:\n  - name: parcels\n    description: All parcels.\n"
        ),
    },
    # The contract has capitals.
    "parcel_capitals": {
        contract("parcel_capitals"): port_with(
            "parcel_capitals",
            (
                ("PARCEL_ID", "string", "STRING"),
                ("Kilos", "number", "DECIMAL(10, 2)"),
                ("scanned_at", "timestamp", "TIMESTAMP"),
            ),
        ),
    },
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeProducts]:
    made = make_products(tmp_path_factory.mktemp("made"), PRODUCTS)
    yield made
    made.repository.stop_daemon()


def rules(findings: list[str]) -> list[str]:
    return [finding.split("[", 1)[1].split("]", 1)[0] for finding in findings]


@pytest.mark.parametrize("product", ["parcel_dates", "parcel_sums", "parcel_named"])
def test_what_is_valid_passes_every_goal(product: str, made: MadeProducts) -> None:
    for goal in ("lint", "check", "test"):
        errors = [text for text in made.findings(goal, product) if "warning[" not in text]
        assert errors == [], made.result(goal).output
    assert made.passes(product), made.tested(product)


def test_macros_over_ephemeral_models_compile_for_databricks(made: MadeProducts) -> None:
    # The two ephemeral models are in the statement of the port.
    assert "parcel_dates: 1 statements compiled for Databricks" in made.result("check").output
    assert made.findings("lint", "parcel_dates") == []


def test_generate_quotes_reserved_words(made: MadeProducts) -> None:
    models = made.text("products/parcel_sums/models/output_ports/v1/_models.yml")
    for name in ("order", "group", "select"):
        assert f"- name: {name}\n" in models
    assert models.count("quote: true") == 3


def test_generate_keeps_what_a_project_has(made: MadeProducts) -> None:
    assert not made.has("products/parcel_named/macros/generate_schema_name.sql")
    models = made.text("products/parcel_named/models/output_ports/v1/_models.yml")
    assert "reviewed_by: depots" in models
    assert "file: models/output_ports/v1/parcel-named-v1.odcs.yaml" in models
    assert "parcel_named: second build: 1 incremental model" in made.tested("parcel_named")
    warned = made.findings("lint", "parcel_named")
    assert rules(warned) == ["schema-name-macro-own"]


def test_a_port_that_another_file_describes_is_named_there(made: MadeProducts) -> None:
    for goal in ("generate", "lint"):
        found = made.findings(goal, "parcel_described")
        (cause,) = (text for text in found if "error[model-described-elsewhere]" in text)
        assert cause.startswith("products/parcel_described/models/_all.yml:3: ")
    # dbt can parse the project.
    assert "dbt-parse-failed" not in rules(made.findings("check", "parcel_described"))


def test_another_letter_case_is_named_before_dbt_does(made: MadeProducts) -> None:
    found = made.findings("check", "parcel_capitals")
    assert set(rules(found)) == {"port-column-case"}
    assert "`PARCEL_ID`" in "".join(found)
    assert set(rules(made.findings("test", "parcel_capitals"))) == {"port-column-case"}
    assert not made.passes("parcel_capitals")
