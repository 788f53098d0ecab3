"""`./pants release publish`: readers are switched, then the marketplace hears of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from conftest import Repository, Result
from left_behind import files_with

from doubles.entropy_data.keys import Grant
from doubles.entropy_data.marketplace import Marketplace
from doubles.entropy_data.routes import Api
from doubles.entropy_data.server import Server

# Of this run: a store keeps what earlier ones wrote.
KEY = f"canary-{uuid.uuid4()}"
PRODUCT = "products/store_sales::"
PORT = "store-sales-v1"
RUN = [
    ("store_sales.release", "START"),
    (f"store_sales.release.{PORT}", "START"),
    (f"store_sales.release.{PORT}", "COMPLETE"),
    ("store_sales.release", "COMPLETE"),
]


def of_release(market: Marketplace) -> list[dict[str, Any]]:
    found = (one["event"] for one in market.lineage)
    return [one for one in found if ".release" in one["job"]["name"]]


def told(market: Marketplace) -> list[tuple[str, str]]:
    return [(one["job"]["name"], one["eventType"]) for one in of_release(market)]


@pytest.mark.nightly
def test_the_marketplace_hears_of_a_release_once(mesh: Repository) -> None:
    market = Marketplace(today=lambda: date(2026, 1, 31))
    mesh.replace("platform/environments.yaml", "lineage_events: false", "lineage_events: true")
    assert mesh.pants("load", PRODUCT).exit_code == 0
    with Server(Api(market, {KEY: Grant()})) as server:

        def pants(*arguments: str) -> Result:
            return mesh.run(
                *("./pants", "--no-colors", "--no-dynamic-ui", *arguments),
                ENTROPY_DATA_HOST=server.address,
                ENTROPY_DATA_API_KEY=KEY,
            )

        first = pants("release", "publish", PRODUCT)
        # Nobody there knew the product when its first release ended.
        assert first.exit_code == 0, first.output
        waits = first.output.index("warning[release-events-wait]")
        assert waits > first.output.index("store_sales: released 1_")
        assert "store_sales" in market.of("dataproducts")
        assert told(market) == []

        later = pants("release", "--events=only", PRODUCT)
        assert later.exit_code == 0, later.output
        assert told(market) == RUN

        again = pants("release", PRODUCT)
        assert again.exit_code == 0, again.output
        assert "has all OpenLineage events" in again.output
        assert told(market) == RUN

    end = of_release(market)[2]
    (receipts,) = (one for one in end["outputs"] if one["name"].endswith(".receipts"))
    assert receipts["name"] == "lake.retail_prod__op_store_sales_v1.receipts"
    columns = {field["name"] for field in receipts["facets"]["schema"]["fields"]}
    lineage = receipts["facets"]["columnLineage"]["fields"]
    assert lineage.keys() <= columns
    assert [
        (one["name"], one["field"])
        for one in lineage["total_amount"]["inputFields"]
        if one["transformations"][0]["type"] == "DIRECT"
    ] == [("lake.store_tills__public.store_sales", "ss_net_paid")]
    assert {one["name"] for one in end["inputs"]} <= {
        "lake.store_tills__public.item",
        "lake.store_tills__public.store_sales",
    }
    assert KEY not in first.output + later.output + again.output
    assert files_with([KEY], mesh.root / "dist") == {KEY: []}
