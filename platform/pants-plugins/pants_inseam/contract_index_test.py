from __future__ import annotations

import pytest

from pants_inseam.contract_index import ContractIndex, referenced_ids, top_level_id
from pants_inseam.stub_repository import Files, contract, make_repository
from pants_inseam.yaml_scalars import MAX_BYTES


@pytest.mark.parametrize(
    "content",
    [
        "id: orders-v1",
        "id: 'orders-v1'",
        'id: "orders-v1"',
        '"id": orders-v1',
        "{kind: DataContract, id: orders-v1}",
        "\ufeff# Orders\n\nid: orders-v1  # its id",
        "--- \nid: orders-v1\n...\n",
        "id: orders-v1\n---\nid: other-v1",
        "team: {id: t1}\nschema: [{id: s1, properties: [{id: p1}]}]\nid: orders-v1",
        "servers:\n  - id: s1\n    name: id\n  - id\nname: id\nid: orders-v1",
        "? [id, other-v1]\n: x\nid: orders-v1",
        "name: &name orders-v1\nid: *name",
        "id: &id orders-v1\nname: *id",
        "id: orders-v1\ndescription: 'this quote has no end",
    ],
)
def test_the_top_level_id_is_found(content: str) -> None:
    assert top_level_id(content.encode()) == "orders-v1"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"kind: DataContract",
        b"id:",
        b"id: ''",
        b"id: {value: orders-v1}",
        b"id: [orders-v1]",
        b"- id: orders-v1",
        b"[id, orders-v1]",
        b"info: {id: orders-v1}",
        b"name: x\n---\nid: orders-v1",
        b"{id",
        b"name: [\nid: orders-v1",
        b"name: \xe9\nid: orders-v1",
    ],
)
def test_without_a_readable_top_level_id_there_is_none(content: bytes) -> None:
    assert top_level_id(content) is None


SOURCES = """\
sources:
  - name: shop
    config:
      meta:
        owner: {id: team-1}
        data_contract:
          file: models/input_ports/shop-v1.odcs.yaml
          id: shop-v1
    tables:
      - name: orders
        columns: [{name: id}]
  - name: stock
    meta: {data_contract: {id: "stock-v2"}}
  - name: shop_again
    config: {meta: {data_contract: {id: shop-v1}}}
"""


def test_every_referenced_id_is_found_once_and_in_order() -> None:
    assert referenced_ids(SOURCES.encode()) == ("shop-v1", "stock-v2")


@pytest.mark.parametrize(
    "content, expected",
    [
        ("", ()),
        ("sources: []", ()),
        ("id: shop-v1", ()),
        ("data_contract: shop-v1", ()),
        ("data_contract: {id: {value: shop-v1}}", ()),
        ("data_contract: [{id: shop-v1}]", ()),
        ("data_contract: {version: {id: 1}}", ()),
        ("models: [{config: {meta: {data_contract: {id: shop-v1}}}}]", ()),
        (
            "sources: [{tables: [{config: {meta: {data_contract: {id: a-v1}}}}]}]\nmodels: [a]",
            ("a-v1",),
        ),
        ("a: &c shop-v1\nb: {data_contract: {id: *c}}", ("shop-v1",)),
        ("a: &c {data_contract: {id: shop-v1}}\nb: {<<: *c}\nc: *c", ("shop-v1",)),
        ("? {data_contract: {id: shop-v1}}\n: x", ("shop-v1",)),
        ("a: {data_contract: {id: shop-v1}}\nb: [", ("shop-v1",)),
        ("a: }\nb: {data_contract: {id: shop-v1}}", ()),
    ],
)
def test_referenced_ids(content: str, expected: tuple[str, ...]) -> None:
    assert referenced_ids(content.encode()) == expected


def test_the_id_of_a_huge_or_deep_file_counts_if_it_stands_at_the_beginning() -> None:
    for rest in ("name: " + "é" * MAX_BYTES, "name: " + "[" * 10_000):
        assert top_level_id(f"id: orders-v1\n{rest}".encode()) == "orders-v1"
        assert top_level_id(f"{rest}\nid: orders-v1".encode()) is None


def index(files: Files) -> ContractIndex:
    return make_repository(files).request(ContractIndex, [])


def test_the_index_has_each_contract_by_id_and_by_file() -> None:
    file = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
    found = index(
        {
            "products/orders/BUILD": "data_product()",
            file: contract("orders-v1"),
            "contracts/external/BUILD": "data_contract(name='shop', source='shop-v1.odcs.yaml')",
            "contracts/external/shop-v1.odcs.yaml": contract("shop-v1"),
            # A snapshot is not a contract of this repository's.
            "products/orders/models/input_ports/shop-v1.odcs.yaml": contract("shop-v1"),
        }
    )
    assert {id: str(address) for id, address in found.by_id.items()} == {
        "orders-v1": "products/orders#v1/orders-v1",
        "shop-v1": "contracts/external:shop",
    }
    assert {path: str(address) for path, address in found.by_path.items()} == {
        file: "products/orders#v1/orders-v1",
        "contracts/external/shop-v1.odcs.yaml": "contracts/external:shop",
    }
    assert not found.claimed_twice


def test_an_id_that_two_files_claim_is_neither_s() -> None:
    found = index(
        {
            f"products/{product}/{file}": content
            for product in ("orders", "returns")
            for file, content in {
                "BUILD": "data_product()",
                "models/output_ports/v1/port.odcs.yaml": contract("orders-v1"),
            }.items()
        }
    )
    assert not found.by_id
    assert len(found.by_path) == 2
    assert dict(found.claimed_twice) == {
        "orders-v1": (
            "products/orders/models/output_ports/v1/port.odcs.yaml",
            "products/returns/models/output_ports/v1/port.odcs.yaml",
        )
    }


def test_one_file_with_two_targets_claims_its_id_once() -> None:
    found = index(
        {
            "contracts/BUILD": "data_contract(name='a', source='a.yaml')\n"
            "data_contract(name='b', source='a.yaml')",
            "contracts/a.yaml": contract("orders-v1"),
        }
    )
    assert str(found.by_id["orders-v1"]) == "contracts:a"
    assert not found.claimed_twice


@pytest.mark.parametrize("content", [b"", b"\xff\xff", b"id: [", b"- id: orders-v1"])
def test_a_contract_that_cannot_be_read_goes_by_its_file_s_name(content: bytes) -> None:
    found = index(
        {
            "contracts/BUILD": "data_contract(name='a', source='a-v1.odcs.yaml')",
            "contracts/a-v1.odcs.yaml": content,
        }
    )
    assert list(found.by_path) == ["contracts/a-v1.odcs.yaml"]
    assert list(found.by_id) == ["a-v1"]
