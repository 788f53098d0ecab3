"""Where the rows of an input table come from, and what a test says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.testing.outcomes import InputTable, Origin, Outcome
from inseam.testing.planned_inputs import InputPlan, plan_inputs
from inseam.testing.request import ContractInput, Synthesis
from inseam.testing.source_table import SourceTable
from inseam.testing.summary import summarise

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


def plan(generated: str | None = None, upstream: str | None = None) -> InputPlan:
    contract = read_contract(read_yaml("contracts/external/shop-v1.odcs.yaml", CONTRACT))
    folders = [None if folder is None else Path(folder) for folder in (generated, upstream)]
    shop = ContractInput(contract, Path("shop-v1.json"), *folders)
    return plan_inputs(Path("products/orders"), [TABLE], {"shop-v1": shop}, {})


def write(path: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True)
    file.touch()
    return file


def rows(found: InputPlan) -> list[tuple[Path, Origin]]:
    return [(planned.rows, planned.origin) for planned in found.with_rows]


def test_generated_rows_serve_where_a_person_wrote_none() -> None:
    file = write("_generated/shop/orders.parquet")
    found = plan("_generated/shop")
    assert rows(found) == [(file, Origin.GENERATED)]
    assert found.findings == []


def test_written_rows_go_before_generated_ones() -> None:
    write("_generated/shop/orders.parquet")
    file = write("products/orders/tests/inputs/shop-v1/orders.csv")
    assert rows(plan("_generated/shop")) == [(file, Origin.WRITTEN)]


def test_upstream_rows_go_before_all_others() -> None:
    file = write("_upstream/shop/orders.parquet")
    write("_generated/shop/orders.parquet")
    write("products/orders/tests/inputs/shop-v1/orders.csv")
    assert rows(plan("_generated/shop", "_upstream/shop")) == [(file, Origin.UPSTREAM)]


def test_no_other_rows_stand_in_for_upstream_ones() -> None:
    write("products/orders/tests/inputs/shop-v1/orders.csv")
    found = plan(upstream="_upstream/shop")
    assert rows(found) == []
    assert [finding.rule for finding in found.findings] == ["upstream-rows-missing"]


@pytest.mark.parametrize("generated", [None, "_generated/shop"])
def test_without_any_rows_they_are_to_be_made(generated: str | None) -> None:
    write("_generated/shop/customers.parquet")
    found = plan(generated)
    assert rows(found) == []
    assert found.findings == []
    assert [entry.table for entry in found.without_rows] == [TABLE]


@pytest.mark.parametrize(
    "inputs, said",
    [
        ([], "on 0 input tables:"),
        ([("orders", "written"), ("items", "written")], "on 2 input tables:"),
        ([("orders", "generated")], "on 1 input table (generated: orders):"),
        (
            [("orders", "synthesised"), ("items", "upstream")],
            "on 2 input tables (upstream: items; synthesised by 20 rows, seed 7: orders):",
        ),
        (
            [("orders", "generated"), ("customers", "written"), ("items", "generated")],
            "on 3 input tables (written: customers; generated: items, orders):",
        ),
    ],
)
def test_the_summary_says_which_tables_have_rows_of_which_origin(
    inputs: list[tuple[str, str]], said: str
) -> None:
    outcome = Outcome(inputs=[InputTable(name, Origin(origin)) for name, origin in inputs])
    (line,) = summarise("orders", outcome, Synthesis(rows=20, seed=7))
    assert said in line
