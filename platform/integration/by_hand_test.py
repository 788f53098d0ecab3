"""dbt by hand: through `./pants run`, and plain in a product's folder as editors start it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Repository, plain_dbt

PRODUCT = "products/customer_activity"
# Reads its inputs from a database that is attached.
PROVIDER = "products/entropydata_postgres"
INPUT = f"{PRODUCT}/tests/inputs/entropydata-postgres-v1/organization.csv"


def test_a_model_can_be_looked_at_in_one_call_and_again_without_loading(
    repository: Repository,
) -> None:
    show = ("run", PRODUCT, "--", "show", "-s", "customer_activity")
    first = repository.pants(*show)
    assert first.exit_code == 0, first.output
    said = ("Loading 7 input tables ...", f"Loaded 7 input tables into {PRODUCT}/.inseam.")
    assert all(line in first.output for line in said)
    # Of the build that the command needs, dbt's own lines.
    assert "Done. PASS=" in first.output
    assert "nordwind-logistik" in first.output

    again = repository.pants(*show)
    assert "Loaded" not in again.output
    assert "nordwind-logistik" in again.output

    repository.edit(INPUT, lambda text: text.replace("nordwind-logistik", "nordwind-spedition"))
    changed = repository.pants(*show)
    assert "Loaded 7 input tables" in changed.output
    assert "nordwind-spedition" in changed.output
    # Nothing of it is for git.
    assert repository.git_status() == f" M {INPUT}\n"


@pytest.mark.nightly
def test_databases_that_are_deleted_are_loaded_anew(repository: Repository) -> None:
    assert repository.pants("run", PRODUCT, "--", "parse").exit_code == 0
    for database in (repository.root / PRODUCT / ".inseam").glob("*.duckdb"):
        database.unlink()

    result = repository.pants("run", PRODUCT, "--", "show", "-s", "customer_activity")

    assert result.exit_code == 0, result.output
    assert "Loaded 7 input tables" in result.output


def test_an_input_that_does_not_fit_is_said_and_leaves_what_was_loaded(
    repository: Repository,
) -> None:
    assert repository.pants("run", PRODUCT, "--", "parse").exit_code == 0
    repository.edit(INPUT, lambda text: text.replace("organization_id", "tenant_id", 1))

    result = repository.pants("run", PRODUCT, "--", "parse")

    assert result.exit_code == 2, result.output
    assert f"{INPUT}: error[input-invalid]" in result.output
    assert "Traceback" not in result.output
    assert (repository.root / PRODUCT / ".inseam/env").is_file()


def test_rows_are_made_where_there_are_none(repository: Repository) -> None:
    (repository.root / INPUT).unlink()
    result = repository.pants("--data-products-seed=3", "run", PRODUCT, "--", "parse")
    assert result.exit_code == 0, result.output
    assert "synthesised by 100 rows, seed 3: organization)" in result.output


def test_the_exit_code_is_that_of_dbt(repository: Repository) -> None:
    result = repository.pants("run", PRODUCT, "--", "show", "--inline", "select * from nowhere")
    assert result.exit_code == 2, result.output
    assert "Table with name nowhere does not exist" in result.output


@pytest.mark.parametrize(
    ("product", "nodes"), [pytest.param(PRODUCT, 70, marks=pytest.mark.nightly), (PROVIDER, 47)]
)
def test_after_one_run_plain_dbt_builds_and_documents(
    product: str, nodes: int, repository: Repository, dbt: Path
) -> None:
    assert repository.pants("run", product, "--", "parse").exit_code == 0
    folder = repository.root / product

    assert f"Done. PASS={nodes} WARN=0 ERROR=0" in plain_dbt(dbt, folder, "build")
    plain_dbt(dbt, folder, "docs", "generate")

    assert (folder / "target/catalog.json").is_file()
    assert repository.git_status() == ""


@pytest.mark.nightly
def test_the_first_build_has_the_tables_that_unit_tests_of_incremental_models_read(
    mesh: Repository,
) -> None:
    result = mesh.pants("run", "products/store_sales", "--", "build")
    assert result.exit_code == 0, result.output
    assert "Building incremental models once" in result.output
    assert result.output.count("Done. PASS=") == 2
