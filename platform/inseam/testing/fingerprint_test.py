from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import read_contract
from inseam.testing.fingerprint import fingerprint
from inseam.testing.request import ContractInput, ProductRequest, Synthesis

CONTRACT = Path("contracts/external/shop-v1.odcs.yaml")
PROJECT = Path("products/orders")


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProductRequest:
    monkeypatch.chdir(tmp_path)
    write(CONTRACT, "apiVersion: v3.1.0\nkind: DataContract\nid: shop-v1\n")
    write(PROJECT / "tests/inputs/shop-v1/orders.csv", "id\n1\n")
    write(PROJECT / "models/input_ports/shop-v1.source.yaml", "sources: []\n")
    write(PROJECT / "models/staging/stg_orders.sql", "select 1")
    contract = read_contract(read_yaml(str(CONTRACT), CONTRACT.read_bytes()))
    return ProductRequest(
        project=PROJECT,
        profiles=Path("platform/dbt/profiles.yml"),
        as_of="2026-01-31T06:00:00Z",
        output_ports={},
        input_ports={"shop-v1": ContractInput(contract, CONTRACT)},
        claimed_twice={},
        cycle=(),
        synthesis=Synthesis(rows=10, seed=1),
    )


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_what_was_loaded_stays_while_only_sql_changes(request_: ProductRequest) -> None:
    before = fingerprint(request_)
    write(PROJECT / "models/staging/stg_orders.sql", "select 2")
    assert fingerprint(request_) == before


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (CONTRACT, "id: shop-v1\n"),
        (PROJECT / "tests/inputs/shop-v1/orders.csv", "id\n2\n"),
        (PROJECT / "tests/inputs/shop-v1/customers.csv", "id\n1\n"),
        (PROJECT / "models/input_ports/shop-v1.source.yaml", "sources: [{name: shop_v1}]\n"),
    ],
)
def test_a_row_a_source_or_a_contract_loads_anew(
    path: Path, text: str, request_: ProductRequest
) -> None:
    before = fingerprint(request_)
    write(path, text)
    assert fingerprint(request_) != before


def test_another_instant_loads_anew(request_: ProductRequest) -> None:
    later = replace(request_, as_of="2026-02-01T06:00:00Z")
    assert fingerprint(later) != fingerprint(request_)


def test_another_seed_loads_anew(request_: ProductRequest) -> None:
    other = replace(request_, synthesis=Synthesis(rows=10, seed=2))
    assert fingerprint(other) != fingerprint(request_)


def test_a_copy_of_the_repository_loads_its_own(
    request_: ProductRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(request_)
    copy = tmp_path / "copy"
    for folder in ("contracts", "products"):
        shutil.copytree(folder, copy / folder)
    monkeypatch.chdir(copy)
    assert fingerprint(request_) != before
