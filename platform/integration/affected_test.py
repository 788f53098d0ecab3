"""`./pants affected` over real products."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from conftest import Repository

PROVIDER = "products/entropydata_postgres"
CONSUMER = "products/customer_activity"
CONTRACT = f"{PROVIDER}/models/output_ports/v1/entropydata-postgres-v1.odcs.yaml"
MODEL = f"{CONSUMER}/models/staging/stg_organizations.sql"


def affected(repository: Repository) -> dict[str, Any]:
    result = repository.pants("--affected-base=main", "--inseam-format=json", "affected")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.output[result.output.index("{") :])
    return document


def goals(document: dict[str, Any]) -> dict[str, list[str]]:
    return {product["product"]: product["goals"] for product in document["products"]}


def test_a_dropped_column_names_the_readers_model_and_column(repository: Repository) -> None:
    text = (repository.root / CONTRACT).read_text(encoding="utf-8")
    begin = text.index("      - name: vanity_url\n")
    end = text.index("      - name: ", begin + 1)
    line = text[:begin].count("\n") + 1
    repository.edit(CONTRACT, lambda text: text[:begin] + text[end:])

    said = affected(repository)

    assert goals(said)["customer_activity"] == ["check", "test", "facts"]
    assert said["files"][0]["class"] == "contract, breaking"
    assert said["files"][0]["blocks"] == [
        {
            "name": "organization.vanity_url",
            "what": "is removed",
            "class": "contract, breaking",
            "line": line,
        }
    ]
    (reason,) = next(
        product["reasons"]
        for product in said["products"]
        if product["product"] == "customer_activity"
    )
    contract, element, reader = reason["path"]
    assert contract["what"] == "contract entropydata-postgres-v1 is changed"
    assert (element["file"], element["line"], element["is_gone"]) == (CONTRACT, line, True)
    assert reader["what"] == "column customer_activity.stg_organizations.organization_vanity_url"
    assert reader["file"] == MODEL
    # A macro writes what reads the column: the line is that of the CTE which calls it.
    lines = (repository.root / MODEL).read_text(encoding="utf-8").splitlines()
    assert lines[reader["line"] - 1] == "latest_organizations as ("


def test_a_deleted_product_names_its_consumers(repository: Repository) -> None:
    shutil.rmtree(repository.root / PROVIDER)

    said = affected(repository)

    assert said["deleted"] == ["entropydata_postgres"]
    assert goals(said) == {"customer_activity": ["check", "test", "facts"]}
    (contract,) = said["contracts"]
    assert (contract["state"], contract["consumers"]) == ("deleted", ["customer_activity"])


def test_documentation_affects_facts_and_nobody_else(repository: Repository) -> None:
    repository.edit(f"{CONSUMER}/README.md", lambda text: f"{text}\nMore.\n")
    assert goals(affected(repository)) == {"customer_activity": ["facts"]}

    repository.replace(CONTRACT, "description: ", "description: In other words, ")
    assert goals(affected(repository)) == {
        "customer_activity": ["facts"],
        "entropydata_postgres": ["lint", "facts", "contract-gate"],
    }


def test_a_workflow_gets_a_job_for_each_affected_product(repository: Repository) -> None:
    repository.replace(MODEL, "with\n", "with\n\nnothing as (select 1 as one),\n")

    result = repository.pants("--affected-base=main", "--inseam-format=github-matrix", "affected")

    assert result.exit_code == 0, result.output
    (line,) = [line for line in result.output.splitlines() if line.startswith("{")]
    assert json.loads(line)["include"] == [
        {
            "product": "customer_activity",
            "target": f"{CONSUMER}::",
            "goals": "lint check test facts",
        }
    ]


def test_a_product_that_does_not_exist_is_an_error(repository: Repository) -> None:
    result = repository.pants(
        "--affected-base=main", "--affected-product=customer_activty", "affected"
    )
    assert result.exit_code == 2
    assert "There is no product `customer_activty`" in result.output
    assert "Did you mean `customer_activity`?" in result.output


@pytest.mark.nightly
def test_the_same_products_are_named_as_pants_selects(mesh: Repository) -> None:
    """Where a test is run again: wording, which --changed-since cannot tell, is not among it."""
    mesh.replace("products/store_sales/dbt_project.yml", "name:", "# Edited.\nname:")
    contract = next((mesh.root / "products/web_orders").glob("models/output_ports/*/*.odcs.yaml"))
    path = str(contract.relative_to(mesh.root))
    mesh.replace(path, "required: true", "required: false")

    selected = mesh.pants("--changed-since=main", "--changed-dependents=transitive", "list")

    products = {
        line.partition("#")[0].rpartition("/")[2]
        for line in selected.output.split()
        if line.startswith("products/") and line.endswith("#dbt")
    }
    assert set(goals(affected(mesh))) == products
    assert len(products) > 2
