"""Where the rows of an input table come from, and what a test says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.contracts.odcs import read_contract
from inseam.contracts.yaml_document import read_yaml
from inseam.report.finding import Finding
from inseam.testing.inputs import PlannedInput, SourceTable, plan_inputs
from inseam.testing.outcomes import InputTable, Origin
from inseam.testing.request import ContractInput
from inseam.testing.result import summarise

CONTRACT = b"""\
apiVersion: v3.1.0
kind: DataContract
id: shop-v1
version: 1.0.0
schema: [{name: orders, properties: [{name: order_id}]}]
"""
TABLE = SourceTable(
    catalog="shop",
    schema="public",
    name="orders",
    source="shop_v1",
    contract_id="shop-v1",
    file="products/orders/models/input_ports/shop-v1.source.yaml",
    line=1,
    source_line=1,
)


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def plan(generated: str | None) -> tuple[list[PlannedInput], list[Finding]]:
    contract = read_contract(read_yaml("contracts/external/shop-v1.odcs.yaml", CONTRACT))
    folder = None if generated is None else Path(generated)
    shop = ContractInput(contract, Path("shop-v1.json"), folder)
    return plan_inputs(Path("products/orders"), [TABLE], {"shop-v1": shop}, {})


def write(path: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True)
    file.touch()
    return file


def test_generated_rows_serve_where_a_person_wrote_none() -> None:
    file = write("_generated/shop/orders.parquet")
    (planned,), findings = plan("_generated/shop")
    assert (planned.rows, planned.origin) == (file, Origin.GENERATED)
    assert findings == []


def test_written_rows_go_before_generated_ones() -> None:
    write("_generated/shop/orders.parquet")
    file = write("products/orders/tests/inputs/shop-v1/orders.csv")
    (planned,), _ = plan("_generated/shop")
    assert (planned.rows, planned.origin) == (file, Origin.WRITTEN)


@pytest.mark.parametrize("generated", [None, "_generated/shop"])
def test_a_table_that_the_generator_was_not_asked_for_has_no_rows(generated: str | None) -> None:
    write("_generated/shop/customers.parquet")
    planned, (finding,) = plan(generated)
    assert planned == []
    assert finding.rule == "input-missing"


@pytest.mark.parametrize(
    "inputs, said",
    [
        ([], "on 0 input tables:"),
        ([("orders", "written"), ("items", "written")], "on 2 input tables:"),
        ([("orders", "generated")], "on 1 input table (generated: orders):"),
        (
            [("orders", "generated"), ("customers", "written"), ("items", "generated")],
            "on 3 input tables (written: customers; generated: items, orders):",
        ),
    ],
)
def test_the_summary_says_which_tables_have_rows_of_which_origin(
    inputs: list[tuple[str, str]], said: str
) -> None:
    tables = [InputTable(name, Origin(origin)) for name, origin in inputs]
    (line,) = summarise("orders", [], [], tables, 0)
    assert said in line
