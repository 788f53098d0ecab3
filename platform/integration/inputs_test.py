"""The rows that products are tested on: written, made from contracts, or their providers' own."""

from __future__ import annotations

import re
import shutil

import pytest
from conftest import Repository

PROVIDER = "products/entropydata_postgres"
CONSUMER = "products/customer_activity"
CONTRACT = f"{PROVIDER}/models/output_ports/v1/entropydata-postgres-v1.odcs.yaml"
TABLES = (
    "asset, data_contract, data_product, organization, organization_member, output_port,"
    " test_result"
)
UPSTREAM = "--data-products-inputs=upstream"
LEFT_OUT = "left out, as made for the written inputs: assert_expected_figures"


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in (2, 3))]
)
def test_a_product_is_built_and_keeps_its_contract_on_what_its_provider_promises(
    seed: int, repository: Repository
) -> None:
    shutil.rmtree(repository.root / CONSUMER / "tests/inputs")
    result = repository.pants(f"--data-products-seed={seed}", "test", f"{CONSUMER}::")
    assert result.exit_code == 0, result.output
    assert f"(synthesised by 100 rows, seed {seed}: {TABLES})" in result.output
    assert LEFT_OUT in result.output
    assert re.search(r"(\d\d) contract checks: \1 passed, 0 failed", result.output)


def test_written_and_made_rows_go_together(repository: Repository) -> None:
    (repository.root / CONSUMER / "tests/inputs/entropydata-postgres-v1/asset.csv").unlink()
    result = repository.pants("--data-products-rows=10", "test", f"{CONSUMER}::")
    assert result.exit_code == 0, result.output
    assert "; synthesised by 10 rows, seed 1: asset)" in result.output


def test_upstream_rows_decide_what_runs_again(repository: Repository) -> None:
    """A provider's change goes no further than the rows that it changes."""
    first = repository.pants(UPSTREAM, "test", f"{CONSUMER}::")
    assert first.exit_code == 0, first.output
    assert f"on 7 input tables (upstream: {TABLES})" in first.output

    model = f"{PROVIDER}/models/output_ports/v1/organization.sql"
    repository.edit(model, lambda text: f"{text.rstrip()} where true\n")
    same = repository.pants(UPSTREAM, "test", "products::")
    assert same.exit_code == 0, same.output
    assert same.ran == {f"{PROVIDER}#dbt"}

    inputs = f"{PROVIDER}/tests/inputs/entropydata-application-v1/asset.csv"
    repository.edit(inputs, lambda text: text[: text.rstrip().rindex("\n") + 1])
    other = repository.pants(UPSTREAM, "test", "products::")
    assert other.ran == {f"{PROVIDER}#dbt", f"{CONSUMER}#dbt"}


def test_a_provider_that_cannot_be_built_leaves_its_consumer_without_rows(
    repository: Repository,
) -> None:
    model = f"{PROVIDER}/models/staging/stg_assets.sql"
    repository.edit(model, lambda text: text.replace("from", "from_", 1))
    result = repository.pants(UPSTREAM, "test", f"{CONSUMER}::")
    assert result.exit_code == 1
    assert "error[upstream-rows-missing] The source table `entropydata_postgres_v1.asset`" in (
        result.output
    )
    assert "Traceback" not in result.output


def test_a_consumer_that_cannot_cope_with_a_new_type_learns_what_changed(
    repository: Repository,
) -> None:
    """`organization.vanity_url` becomes a number; the consumer promises a text."""
    shutil.rmtree(repository.root / CONSUMER / "tests/inputs")
    column = re.compile(r"(- name: vanity_url\n +logicalType: )string\n( +physicalType: )\w+")
    repository.edit(CONTRACT, lambda text: column.sub(r"\1integer\n\2BIGINT", text, count=1))
    result = repository.pants("test", f"{CONSUMER}::")
    assert result.exit_code == 1
    assert re.search(
        rf"{CONTRACT}:\d+: warning\[input-type-changed\] The contract `entropydata-postgres-v1` "
        r"has `organization.vanity_url` as BIGINT; version [\d.]+, which customer_activity"
        " accepted, has it as TEXT",
        result.output,
    ), result.output
