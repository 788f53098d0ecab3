"""Tables without rows get some from their contract, which fit those that a person wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from inseam.report.finding import InputError
from inseam.testing.inputs import LoadedInputs, load_inputs
from inseam.testing.outcomes import InputTable, Origin
from inseam.testing.request import ProductRequest, read_product_request
from inseam.testing.source_table import SourceTable

CUSTOMERS = """\
apiVersion: v3.1.0
kind: DataContract
id: crm-v1
version: 1.0.0
status: active
servers: [{server: production, type: duckdb, database: crm, schema: public}]
schema:
  - name: customer
    properties:
      - {name: customer_id, logicalType: integer, required: true, primaryKey: true}
      - {name: name, logicalType: string}
"""
SHOP = """\
apiVersion: v3.1.0
kind: DataContract
id: shop-v1
version: 1.0.0
status: active
servers: [{server: production, type: duckdb, database: shop, schema: public}]
schema:
  - name: purchase
    properties:
      - {name: purchase_id, logicalType: integer, required: true, primaryKey: true}
      - name: customer_id
        logicalType: integer
        required: true
        relationships: [{to: customer.customer_id}]
      - {name: amount, logicalType: number, required: true}
  - name: customer
    properties:
      - {name: customer_id, logicalType: integer, required: true, primaryKey: true}
  - name: refund
    properties:
      - name: purchase_id
        logicalType: integer
        required: true
        relationships: [{to: purchase.purchase_id}]
"""


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def source(contract: str, table: str) -> SourceTable:
    return SourceTable(
        catalog=contract.split("-")[0],
        schema="public",
        name=table,
        source=contract.replace("-", "_"),
        contract_id=contract,
        file=f"products/orders/models/input_ports/{contract}.source.yaml",
        line=1,
        source_line=1,
    )


def request(*, seed: int = 1, rows: int = 30, **contracts: str) -> ProductRequest:
    entries = []
    for name, text in contracts.items():
        file = Path(f"{name}-v1.odcs.yaml")
        file.write_text(text)
        entries.append({"file": str(file), "canonical": str(file)})
    content = {
        "version": 1,
        "project": "products/orders",
        "profiles": "profiles.yml",
        "as_of": "2026-01-31T06:00:00Z",
        "synthesis": {"rows": rows, "seed": seed},
        "output_ports": [],
        "input_ports": entries,
        "claimed_twice": {},
        "cycle": [],
    }
    Path("request.json").write_text(json.dumps(content))
    return read_product_request(Path("request.json"))


def write(contract: str, table: str, *lines: str) -> None:
    file = Path("products/orders/tests/inputs", contract, f"{table}.csv")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n")


def load(asked: ProductRequest, tables: Sequence[SourceTable], folder: str) -> LoadedInputs:
    Path(folder).mkdir()
    return load_inputs(asked, tables, Path(folder))


def rows(loaded: LoadedInputs, catalog: str, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(loaded.databases[catalog]), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_made_rows_refer_to_written_ones() -> None:
    write("shop-v1", "customer", "customer_id", "7", "8", "9")
    tables = [source("shop-v1", name) for name in ("purchase", "customer", "refund")]
    loaded = load(request(shop=SHOP), tables, "databases")
    assert loaded.findings == ()
    assert loaded.tables == (
        InputTable("customer", Origin.WRITTEN),
        InputTable("purchase", Origin.SYNTHESISED),
        InputTable("refund", Origin.SYNTHESISED),
    )
    count = "select count(*) from public.purchase"
    assert rows(loaded, "shop", count) == [(30,)]
    assert rows(loaded, "shop", f"{count} where customer_id not in (7, 8, 9)") == [(0,)]
    orphans = "select count(*) from public.refund anti join public.purchase using (purchase_id)"
    assert rows(loaded, "shop", orphans) == [(0,)]


def test_tables_of_several_contracts_lie_in_their_own_catalogs() -> None:
    tables = [source("shop-v1", "purchase"), source("crm-v1", "customer")]
    loaded = load(request(shop=SHOP, crm=CUSTOMERS), tables, "databases")
    assert sorted(loaded.databases) == ["crm", "shop"]
    assert rows(loaded, "crm", "select count(*) from public.customer") == [(30,)]


def test_the_seed_decides_on_the_rows() -> None:
    tables = [source("shop-v1", "purchase")]
    everything = "from public.purchase order by all"
    first, second, other = (
        rows(load(request(seed=seed, shop=SHOP), tables, folder), "shop", everything)
        for seed, folder in ((1, "a"), (1, "b"), (2, "c"))
    )
    assert first == second
    assert first != other


@pytest.mark.parametrize("number", [-1, 1_000_001])
def test_a_number_of_rows_that_cannot_be_made_is_said(number: int) -> None:
    with pytest.raises(InputError) as refused:
        request(rows=number, shop=SHOP)
    (finding,) = refused.value.findings
    assert finding.rule == "rows-invalid"
    assert str(number) in finding.message


def test_tables_may_be_without_rows() -> None:
    loaded = load(request(rows=0, shop=SHOP), [source("shop-v1", "purchase")], "databases")
    assert loaded.complete
    assert rows(loaded, "shop", "from public.purchase") == []


def test_each_table_that_cannot_be_made_is_named_and_so_is_the_reason() -> None:
    broken = SHOP.replace(
        "{name: amount, logicalType: number, required: true}",
        "{name: amount, logicalType: number, logicalTypeOptions: {minimum: 2, maximum: 1}}",
    )
    tables = [source("shop-v1", "purchase"), source("shop-v1", "customer")]
    loaded = load(request(shop=broken), tables, "databases")
    assert not loaded.complete
    assert {(f.finding.rule, f.finding.file) for f in loaded.findings} == {
        ("contract-unsatisfiable", "shop-v1.odcs.yaml")
    }
    first = loaded.findings[0].finding
    assert [place.file for place in first.related] == [
        "products/orders/models/input_ports/shop-v1.source.yaml"
    ]
    assert "Or write rows of `shop_v1.purchase`: add " in (first.fix or "")


def test_written_rows_that_do_not_fit_are_said_before_others_are_made() -> None:
    write("shop-v1", "customer", "customer_id", "seven")
    tables = [source("shop-v1", name) for name in ("purchase", "customer")]
    loaded = load(request(shop=SHOP), tables, "databases")
    assert [f.finding.rule for f in loaded.findings] == ["input-invalid"]
    assert not loaded.complete
