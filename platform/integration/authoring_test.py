"""Goals that write files for people: the contract of a system, a product, an agreement."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import Repository
from postgres_server import postgres_server

FEED = "contracts/external/parcel-scans-v1.odcs.yaml"
PRODUCT = "products/parcel_hub"
PORT = f"{PRODUCT}/models/output_ports/v1/parcel-hub-v1.odcs.yaml"
# What a file says of a column, what a contract does, and what DuckDB finds in the file.
TYPES = (
    ("{}", "integer", "BIGINT"),
    ("text of {}", "string", "STRING"),
    ("2026-01-{:02}", "date", "DATE"),
    ("2026-01-{:02} 10:11:12", "timestamp", "TIMESTAMP"),
    ("{}.5", "number", "DOUBLE"),
    ("true", "boolean", "BOOLEAN"),
)
_ZONE = "        logicalTypeOptions: {timezone: false, defaultTimezone: Etc/UTC}\n"
COLUMNS = {f"column_{number}": TYPES[number % len(TYPES)] for number in range(30)}


def port_contract() -> str:
    """Of thirty columns, the first of which is the key."""
    columns = "".join(
        f"      - name: {name}\n"
        f"        description: What was scanned, number {number}.\n"
        f"        logicalType: {logical}\n"
        f"        physicalType: {physical}\n"
        "        classification: internal\n"
        + (_ZONE if logical == "timestamp" else "")
        + (
            "        required: true\n        primaryKey: true\n        primaryKeyPosition: 1\n"
            if number == 0
            else ""
        )
        for number, (name, (_, logical, physical)) in enumerate(COLUMNS.items())
    )
    return f"""\
apiVersion: v3.1.0
kind: DataContract
id: parcel-hub-v1
name: Parcel hub
version: 1.0.0
status: active
domain: customer-success
dataProduct: parcel_hub
description:
  purpose: Shows everybody who asks for a parcel where it was seen.
  limitations: No parcels of other carriers.
  usage: Read it by its key.
servers:
  - server: production
    type: databricks
    host: databricks.entropy-data.example.com
    catalog: retail_prod
    schema: op_parcel_hub_v1
schema:
  - name: parcels
    physicalType: table
    description: One row for each scan.
    quality:
      - id: parcels-once
        metric: duplicateValues
        arguments: {{properties: [column_0]}}
        description: Each scan is there once.
        mustBe: 0
    properties:
{columns}slaProperties:
  - property: noticePeriod
    value: P30D
team:
  name: customer-success
support:
  - channel: "#parcels"
    url: https://chat.entropy-data.example.com/channels/parcels
roles:
  - role: parcel_hub_reader
    access: read
    firstLevelApprovers: customer-success
"""


def draft_feed(repository: Repository) -> None:
    """The contract of a system from a file of its rows, with what a person adds."""
    rows = [",".join(form.format(row) for form, *_ in COLUMNS.values()) for row in (1, 2, 3)]
    text = "\n".join([",".join(COLUMNS), *rows]) + "\n"
    (repository.root / "parcel_scans.csv").write_text(text, encoding="utf-8")

    drafted = repository.pants(
        "contract-draft",
        "--contract-draft-from=parcel_scans.csv",
        "--contract-draft-id=parcel-scans-v1",
        "--contract-draft-team=customer-success",
        "--contract-draft-purpose=Where the carrier has seen each parcel, for its customers.",
        "--contract-draft-catalog=carrier",
        "--contract-draft-schema=scans",
        "--contract-draft-host=databricks.entropy-data.example.com",
    )

    assert drafted.exit_code == 0, drafted.output
    assert f"wrote {FEED}" in drafted.output
    assert "1 table with 30 columns." in drafted.output
    repository.replace(FEED, "status: draft", "status: active")
    repository.replace(
        FEED,
        "physicalType: BIGINT\n",
        "physicalType: BIGINT\n        required: true\n        unique: true\n"
        "        primaryKey: true\n        primaryKeyPosition: 1\n",
    )
    assert repository.pants("tailor", "contracts::").exit_code == 0
    generated = repository.pants("generate", "contracts::")
    assert generated.exit_code == 0, generated.output
    assert "wrote contracts/published/parcel-scans-v1/1.0.0.odcs.yaml" in generated.output


def test_a_product_of_a_contract_of_thirty_columns_passes_as_it_is_written(
    repository: Repository,
) -> None:
    draft_feed(repository)
    (repository.root / "asked.odcs.yaml").write_text(port_contract(), encoding="utf-8")

    made = repository.pants(
        "--inseam-format=json",
        "new-product",
        "--new-product-name=parcel_hub",
        "--new-product-contract=asked.odcs.yaml",
        "--new-product-inputs=parcel-scans-v1",
        "--new-product-archetype=source-aligned",
        "--new-product-start=2026-01-01",
        apart=True,
    )

    assert made.exit_code == 0, made.output
    answer = json.loads(made.answer)
    assert answer["findings"] == []
    assert "30 of 30 columns are those of `stg_parcel_scans`." in answer["summary"]
    assert (repository.root / PORT).read_text(encoding="utf-8") == port_contract()
    # Before anything is formatted or generated, nothing is to be.
    assert repository.pants("tailor", "--check", "products::").exit_code == 0
    passed = repository.pants("fmt", "lint", "check", "test", f"{PRODUCT}::")
    assert passed.exit_code == 0, passed.output
    assert "made changes" not in passed.output
    assert f"{PRODUCT}#dbt" in passed.tested
    assert "1 unit test" in passed.output
    again = repository.pants("generate", f"{PRODUCT}::")
    assert again.exit_code == 0, again.output
    assert "Nothing to write" in again.output

    # The contract comes first: what it now promises, the product is held against.
    repository.replace(PORT, "version: 1.0.0", "version: 1.1.0")
    repository.replace(
        PORT,
        "      - name: column_1\n",
        "      - name: column_added\n        logicalType: string\n        physicalType: STRING\n"
        "      - name: column_1\n",
    )
    repository.replace(PORT, "physicalType: DOUBLE", "physicalType: DATE")
    # As the type says: contract lint has the rest.
    repository.replace(PORT, "logicalType: number", "logicalType: date")
    checked = repository.pants("check", "--only=product-check", f"{PRODUCT}::")
    assert checked.exit_code == 1
    assert "error[port-column-missing]" in checked.output
    assert "`column_added`" in checked.output
    assert "error[port-column-type]" in checked.output
    assert "column_4`" in checked.output
    assert "column_10`" not in checked.output


def test_what_is_missing_is_asked_for_and_nothing_is_written(repository: Repository) -> None:
    asked = repository.pants("new-product", "--new-product-name=parcel_hub")

    assert asked.exit_code == 2
    assert "error[option-missing]" in asked.output
    for option in ("contract", "team", "purpose", "support"):
        assert f"--new-product-{option}=..." in asked.output
    assert repository.git_status() == ""


def test_an_agreement_is_drafted_for_whoever_approves_it(repository: Repository) -> None:
    drafted = repository.pants(
        "agree",
        "--agree-product=entropydata_postgres",
        "--agree-port=tpcds-web-shop-v1",
        "--agree-purpose=Looks which customers of the web shop use the application.",
        "--agree-start=2026-01-01",
    )

    assert drafted.exit_code == 0, drafted.output
    file = "products/entropydata_postgres/agreements/tpcds-web-shop-v1.yaml"
    assert f"wrote {file}" in drafted.output
    codeowners = (repository.root / "CODEOWNERS").read_text(encoding="utf-8")
    assert f"/{file}" in codeowners
    linted = repository.pants("lint", "--only=generated-files", "products/entropydata_postgres::")
    assert linted.exit_code == 0, linted.output


@pytest.mark.nightly
def test_a_contract_is_drafted_from_a_postgres(repository: Repository, tmp_path: Path) -> None:
    script = tmp_path / "shop.sql"
    script.write_text(
        "create table sales (sale_id bigint primary key, price numeric(9, 2) not null);"
        "comment on column sales.price is 'In euros.';"
    )
    with postgres_server() as address:
        subprocess.run(["psql", address, "-f", script], check=True, stdout=subprocess.DEVNULL)
        drafted = repository.run(
            *("./pants", "--no-colors", "--no-dynamic-ui", "contract-draft"),
            "--contract-draft-from=postgres:SHOP_ADDRESS",
            "--contract-draft-id=shop-v1",
            "--contract-draft-team=customer-success",
            "--contract-draft-purpose=What the shop has sold, for those who plan.",
            "--contract-draft-host=postgres.entropy-data.example.com",
            SHOP_ADDRESS=address,
        )

    assert drafted.exit_code == 0, drafted.output
    assert address not in drafted.output
    contract = (repository.root / "contracts/external/shop-v1.odcs.yaml").read_text()
    assert "physicalType: numeric(9,2)\n        required: true" in contract
    assert "description: In euros." in contract
    assert "primaryKey: true" in contract
