"""The file for DataHub: what golden_test.py does not show."""

from __future__ import annotations

import json
from typing import Any

from inseam.catalog.content import Port, Product, Reader, Server, ShownColumn, Site, Table
from inseam.catalog.datahub import datahub_json

SALES = "urn:li:dataset:(urn:li:dataPlatform:postgres,app.public.sales,PROD)"
ORDERS = "urn:li:dataset:(urn:li:dataPlatform:databricks,prod.orders%2C%20all,PROD)"


def table(name: str, physical_name: str = "") -> Table:
    columns = (ShownColumn(name="id", type="uuid", key=1, is_required=True),)
    return Table(name=name, physical_name=physical_name or name, columns=columns)


SITE = Site(
    day="2026-12-01",
    products={"orders": Product(id="orders", ports=("orders-v1", "files-v1"), inputs=("shop-v1",))},
    ports={
        "shop-v1": Port(
            id="shop-v1",
            servers=(Server(name="live", kind="postgres", catalog="app", schema="public"),),
            tables=(table("sales"), table("returns")),
            readers=(
                Reader(product="orders", state="agreed", columns=("Sales.id",)),
                Reader(product="other", state="agreed", columns=("returns.*",)),
            ),
        ),
        "orders-v1": Port(
            id="orders-v1",
            product="orders",
            servers=(Server(name="production", kind="databricks", catalog="prod"),),
            tables=(table("orders", "orders, all"),),
            inputs=("shop-v1", "gone-v1"),
        ),
        "files-v1": Port(id="files-v1", product="orders", tables=(table("files"),)),
    },
)


def aspects(name: str) -> dict[str, Any]:
    """By entity."""
    return {
        one["entityUrn"]: one["aspect"]["json"]
        for one in json.loads(datahub_json(SITE))
        if one["aspectName"] == name
    }


def test_a_table_comes_from_those_that_its_product_reads() -> None:
    upstreams = aspects("upstreamLineage")
    assert list(upstreams) == [ORDERS]
    assert [one["dataset"] for one in upstreams[ORDERS]["upstreams"]] == [SALES]


def test_a_table_without_a_server_has_no_address_and_is_left_out() -> None:
    (product,) = aspects("dataProductProperties").values()
    assert [one["destinationUrn"] for one in product["assets"]] == [ORDERS]
    assert "files" not in json.dumps(list(aspects("datasetProperties")))


def test_a_type_that_datahub_has_no_word_for_is_a_string_and_keeps_its_name() -> None:
    (field,) = aspects("schemaMetadata")[ORDERS]["fields"]
    assert field["type"] == {"type": {"com.linkedin.schema.StringType": {}}}
    assert field["nativeDataType"] == "uuid"
    assert field["isPartOfKey"]
    assert not field["nullable"]
