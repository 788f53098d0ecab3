from __future__ import annotations

import pytest

from inseam.odcs.names import (
    contract_major,
    is_identifier,
    is_plain_id,
    is_snake_case,
    port_schema,
    version_major,
)


def test_a_ports_schema_is_its_contracts_id_in_snake_case() -> None:
    assert port_schema("shop-orders-v1") == "op_shop_orders_v1"


@pytest.mark.parametrize("id_", ["shop-orders-v1", "a-v12", "tpcds2-v0"])
def test_a_contracts_id_ends_in_its_major(id_: str) -> None:
    assert contract_major(id_) == id_.rpartition("v")[2]


@pytest.mark.parametrize(
    "id_",
    ["shop-orders", "shop_orders-v1", "Shop-v1", "shop-v01", "-v1", "shop--a-v1", "shop-v1\n"],
)
def test_other_ids_have_no_major(id_: str) -> None:
    assert contract_major(id_) is None


@pytest.mark.parametrize("version", ["1.0.0", "1.0.0-rc.1", "1.2.3-0a.b-c+build.5"])
def test_a_semantic_version_has_a_major(version: str) -> None:
    assert version_major(version) == "1"


@pytest.mark.parametrize("version", ["1.0", "v1.0.0", "01.0.0", "1.0.0-01", "latest", "1.0.0 ", ""])
def test_what_is_no_semantic_version_has_none(version: str) -> None:
    assert version_major(version) is None


@pytest.mark.parametrize("text", ["../x", "a b", "", "-a", "ü", "a.b"])
def test_what_could_lead_elsewhere_is_no_plain_id(text: str) -> None:
    assert not is_plain_id(text)


@pytest.mark.parametrize("text, holds", [("_Orders2", True), ("2orders", False), ("a-b", False)])
def test_an_identifier_needs_no_quotes(text: str, holds: bool) -> None:
    assert is_identifier(text) == holds


@pytest.mark.parametrize("text, holds", [("orders_2", True), ("orders__2", False), ("A", False)])
def test_snake_case(text: str, holds: bool) -> None:
    assert is_snake_case(text) == holds
