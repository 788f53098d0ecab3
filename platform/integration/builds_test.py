"""How awkward products are built: twice where runs add to what is there, and around hooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_product import MadeProducts, dbt_project, make_products

# made_product_test.py is the sample of every change.
pytestmark = pytest.mark.nightly

PORT = "models/output_ports/v1/parcels.sql"
_COLUMNS = "select\n    parcel_id,\n    kilos,\n    scanned_at\nfrom {{ ref('stg_scans') }}\n"


def incremental(condition: str) -> str:
    return f"""\
{{{{ config(materialized='incremental', unique_key='parcel_id', on_schema_change='fail') }}}}

{_COLUMNS}{{% if is_incremental() %}}
    where {condition}
{{% endif %}}
"""


PRODUCTS = {
    "depot_keeps": {
        PORT: incremental(
            "scanned_at >= (select max(before.scanned_at) from {{ this }} as before)"
        ),
        "snapshots/parcel_weights.yml": """\
version: 2
snapshots:
  - name: parcel_weights
    description: What each parcel weighed since this product's first run.
    relation: ref('stg_scans')
    config:
      strategy: check
      check_cols: [kilos]
      unique_key: parcel_id
""",
    },
    "depot_fails": {
        PORT: incremental(
            "cast(scanned_at as date)"
            " > (select cast(max(before.scanned_at) as varchar(30)) from {{ this }} as before)"
        ),
    },
    "depot_loses": {
        PORT: incremental("parcel_id < (select max(before.parcel_id) from {{ this }} as before)"),
    },
    "depot_queries": {
        PORT: "{{ config(post_hook=\"{% do run_query('select * from nowhere') %}\") }}\n\n"
        + _COLUMNS,
    },
    "depot_hooks": {
        "dbt_project.yml": dbt_project(
            "depot_hooks",
            "on-run-start: create schema if not exists audit\n"
            "on-run-end: create table if not exists audit.runs (status varchar)\n",
        ),
    },
    "depot_full": {
        "tests/assert_all_parcels.sql": "{{ config(tags=['full_load']) }}\n\n"
        "select count(*) as parcels\nfrom {{ ref('parcels') }}\nhaving count(*) < 1000000\n",
    },
    "depot_asks": {
        PORT: _COLUMNS + "where parcel_id <> '{{ env_var('DEPOT_TEST_PARCEL') }}'\n",
    },
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeProducts]:
    made = make_products(tmp_path_factory.mktemp("made"), PRODUCTS)
    yield made
    made.repository.stop_daemon()


def test_every_product_has_its_targets_and_generated_files(made: MadeProducts) -> None:
    assert made.result("tailor").exit_code == 0, made.result("tailor").output
    for product in PRODUCTS:
        assert made.has(f"products/{product}/BUILD")
        assert made.has(f"products/{product}/models/output_ports/v1/_models.yml")


@pytest.mark.parametrize("product", ["depot_keeps", "depot_full"])
def test_what_is_sound_passes_lint_and_check(product: str, made: MadeProducts) -> None:
    assert made.findings("lint", product) == []
    assert made.findings("check", product) == []
    assert made.passes(product), made.tested(product)


def test_incremental_models_and_snapshots_are_built_twice(made: MadeProducts) -> None:
    said = made.tested("depot_keeps")
    assert "depot_keeps: second build: 1 incremental model, 1 snapshot on 1 later row" in said
    assert "2 passed, 0 failed, 0 skipped; 1 of 1 equal to a full refresh" in said


def test_a_second_build_that_fails_is_a_finding_at_the_model(made: MadeProducts) -> None:
    assert not made.passes("depot_fails")
    (finding,) = made.findings("test", "depot_fails")
    assert finding.startswith(f"products/depot_fails/{PORT}: error[second-build-failed]")
    assert "Cannot compare values of type DATE and type VARCHAR" in finding


def test_a_second_build_that_loses_rows_is_a_finding_with_them(made: MadeProducts) -> None:
    assert not made.passes("depot_loses")
    (finding,) = made.findings("test", "depot_loses")
    assert finding.startswith(f"products/depot_loses/{PORT}: error[second-build-differs]")
    assert "only after a full refresh: parcel_id='p2'" in finding


def test_a_hook_that_fails_inside_its_jinja_is_a_finding(made: MadeProducts) -> None:
    (finding,) = made.findings("test", "depot_queries")
    assert finding.startswith(f"products/depot_queries/{PORT}: error[dbt-model-failed]")
    assert "Table with name nowhere does not exist" in finding
    assert "Traceback" not in made.result("test").output


def test_hooks_are_no_tests(made: MadeProducts) -> None:
    assert made.findings("lint", "depot_hooks") == []
    assert made.passes("depot_hooks"), made.tested("depot_hooks")
    said = made.tested("depot_hooks")
    assert "2 hooks" in said
    assert "not run" not in said


def test_a_test_of_a_full_load_is_left_out_and_named(made: MadeProducts) -> None:
    said = made.tested("depot_full")
    assert "left out, as made for production's full load: assert_all_parcels" in said


def test_a_variable_without_default_is_named_with_its_line(made: MadeProducts) -> None:
    (finding,) = made.findings("test", "depot_asks")
    assert finding.startswith(f"products/depot_asks/{PORT}:6: error[dbt-parse-failed]")
    assert "env_var('DEPOT_TEST_PARCEL', '...')" in finding
