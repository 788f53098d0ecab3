"""A small publication with one of everything, and a double to publish it to."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from doubles.entropy_data.keys import Grant
from doubles.entropy_data.marketplace import Marketplace, content
from doubles.entropy_data.routes import Api
from doubles.entropy_data.server import Call, Server
from inseam.delivery.deliver import Delivery
from inseam.delivery.http import Http
from inseam.delivery.retry import RetryPolicy
from inseam.publish.entropy_data.destination import EntropyData
from inseam.publish.publication import (
    Agreement,
    Cost,
    ExampleData,
    LineageEvent,
    Member,
    Publication,
    PublishedContract,
    PublishedProduct,
    SourceSystem,
    Team,
)

KEY = "canary-4f1d0c6e2b"
TODAY = date(2026, 1, 31)
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)

CHECKOUT = Team(
    id="checkout",
    name="Checkout",
    type="Team",
    parent="commerce",
    members=(Member("ana@shop.example.com", "Owner"), Member("felix@shop.example.com")),
)
# The parent comes later in the registry, and goes first.
COMMERCE = Team(id="commerce", name="Commerce", type="Domain", description="Sells.")
ANALYTICS = Team(id="analytics", name="Analytics & co", type="Team")
WEB_SHOP = SourceSystem(
    file="contracts/external/web-shop-v1.odcs.yaml",
    id="web_shop",
    name="Web shop",
    owner="checkout",
    description="Where customers order.",
)


def contract(id_: str, owner: str, version: str = "1.0.0", **more: Any) -> PublishedContract:
    document = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": id_,
        "name": id_,
        "version": version,
        "status": "active",
        "team": {"name": owner},
        "schema": [
            {
                "name": "orders",
                "physicalType": "table",
                "properties": [
                    {"name": "order_id", "logicalType": "integer", "required": True},
                    {"name": "placed_on", "logicalType": "date", "examples": ["2026-01-31"]},
                ],
            }
        ],
        "slaProperties": [{"property": "endOfSupport", "value": "2028-01-31"}],
        **more,
    }
    return PublishedContract(
        file=f"products/{id_}/models/output_ports/v1/{id_}.odcs.yaml",
        document=document,
        published={**document, "description": {"purpose": "Once said otherwise."}},
    )


def odps(id_: str, owner: str, port: str, reads: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1.0.0",
        "kind": "DataProduct",
        "id": id_,
        "name": f"All {id_}",
        "version": "1.0.0",
        "status": "active",
        "description": {"purpose": f"{id_} <script>alert('x')</script>"},
        "tags": [],
        "inputPorts": [{"name": reads, "version": "1.0.0", "contractId": reads}],
        "outputPorts": [{"name": port, "version": "1.0.0", "contractId": port}],
        "team": {"name": owner},
    }


def event(product: str, port: str) -> LineageEvent:
    return LineageEvent(
        port=port,
        event={
            "eventType": "COMPLETE",
            "eventTime": "2026-01-31T06:00:00Z",
            "run": {"runId": f"7f3c-{product}"},
            "job": {"namespace": "inseam", "name": f"{product}.orders"},
            "inputs": [{"namespace": "databricks://shop", "name": "shop.public.orders"}],
            "outputs": [{"namespace": "databricks://shop", "name": f"shop.op_{product}.orders"}],
            "producer": "https://inseam.example.com",
        },
    )


def test_result(product: str, contract_id: str) -> dict[str, Any]:
    return {
        "id": f"run-{product}",
        "runId": f"run-{product}",
        "dataContractId": contract_id,
        "dataContractVersion": "1.0.0",
        "server": f"{product}/{contract_id}",
        "timestampStart": "2026-01-31T06:00:00Z",
        "timestampEnd": "2026-01-31T06:00:02Z",
        "result": "passed",
        "checks": [
            {"type": "schema", "name": "Check that field order_id is present", "result": "passed"},
            {"type": "sql", "name": "volume", "result": "skipped"},
            {"type": "sql", "name": "could not run"},
        ],
        "logs": [],
    }


def product(
    id_: str, owner: str, *, reads: str, system: bool = False, costs: Iterable[Cost] = ()
) -> PublishedProduct:
    port = f"{id_}-v1"
    read_port = f"{reads}-v1".replace("_", "-")
    return PublishedProduct(
        file=f"products/{id_}/{id_}.odps.yaml",
        document=odps(id_, owner, port, read_port),
        contracts=(contract(port, owner),),
        reads=() if system else (reads,),
        reads_systems=(reads,) if system else (),
        agreements=(
            Agreement(
                id=f"{id_}-reads-{read_port}",
                provider=reads,
                port=read_port,
                purpose="Shows <b>what</b> was sold.",
                start="2025-11-15",
                end="2027-11-14",
                reassess="2026-12-15",
                roles=("reader",),
            ),
        ),
        lineage=(event(id_, port),),
        test_results=(test_result(id_, port),),
        costs=tuple(costs),
        example_data=(
            ExampleData(
                port=port,
                contract=port,
                object="orders",
                rows=({"order_id": 1, "placed_on": "2026-01-31"},),
            ),
        ),
    )


COMPUTE = Cost(name="compute", category="warehouse", amount=120.5, currency="EUR", month="2026-01")
ORDERS = product(
    "orders",
    "checkout",
    reads="web_shop",
    system=True,
    # Twice the same is two costs, and not a mistake to fix.
    costs=[COMPUTE, COMPUTE, Cost(name="storage", amount=7, currency="EUR", month="2026-01")],
)
REVENUE = product("revenue", "analytics", reads="orders", costs=[COMPUTE])
PUBLICATION = Publication(
    teams=(CHECKOUT, COMMERCE, ANALYTICS),
    source_systems=(WEB_SHOP,),
    contracts=(contract("web-shop-v1", "checkout"),),
    # The consumer stands first, and goes last.
    products=(REVENUE, ORDERS),
)


@dataclass(slots=True)
class HurriedClock:
    """The system's, but pauses take no time: they only move what it shows."""

    ahead: float = 0.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.ahead += seconds


@contextmanager
def double(port: int = 0, page_size: int = 1000) -> Iterator[Server]:
    market = Marketplace(today=lambda: TODAY)
    with Server(Api(market, {KEY: Grant()}, page_size), port) as server:
        yield server


def delivery(server: Server, policy: RetryPolicy | None = None) -> Delivery:
    return Delivery(
        EntropyData(Http.to(server.address, lambda: KEY, HurriedClock())),
        policy or RetryPolicy(),
        HurriedClock(),
    )


def writes(server: Server) -> list[Call]:
    return [call for call in server.calls if call.writes]


def held(server: Server) -> dict[str, Any]:
    """But for the times at which it was sent, which no two runs share."""
    found = content(server.api.market)
    untimed = {"timestampStart": "", "timestampEnd": ""}
    results = [{**result, **untimed} for result in found["test-results"]]
    events = [{**one, "event": {**one["event"], "eventTime": ""}} for one in found["lineage"]]
    return {**found, "test-results": _sorted(results), "lineage": _sorted(events)}


def _sorted(documents: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(documents, key=lambda document: json.dumps(document, sort_keys=True))
