"""Two bundles, and the registry of the repository that they come from."""

from __future__ import annotations

import json

CONTRACT = b"""\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.0.0
status: active
dataProduct: orders
team: {name: checkout}
slaProperties: [{property: endOfSupport, value: 2028-01-31}]
"""
SHOP = b"""\
apiVersion: v3.1.0
kind: DataContract
id: web-shop-v1
name: Web shop
version: 1.0.0
status: active
description: {purpose: Where customers order.}
customProperties: [{property: sourceSystem, value: web_shop}]
team: {name: checkout}
"""
REGISTRY = {
    "platform/teams.yaml": b"""\
- {id: checkout, name: Checkout, type: Team, members: [ana@shop.example.com]}
- {id: analytics, name: Analytics, type: Team, members: [amira-h]}
""",
    "contracts/external/web-shop-v1.odcs.yaml": SHOP,
    "contracts/published/web-shop-v1/1.0.0.odcs.yaml": SHOP,
}
ORDERS = {
    "orders.odps.yaml": b"""\
apiVersion: v1.0.0
kind: DataProduct
id: orders
version: 1.0.0
status: active
team: {name: checkout}
outputPorts: [{name: orders-v1, version: 1.0.0, contractId: orders-v1}]
""",
    "contracts/orders-v1.odcs.yaml": CONTRACT,
    "published/orders-v1/1.0.0.odcs.yaml": CONTRACT,
    "inputs/web-shop-v1.odcs.yaml": SHOP,
    "costs.yaml": b"- {name: compute, amount: 7, currency: EUR, month: 2026-01}\n",
    "sample/orders-v1/orders.json": b'[{"order_id": 1}]',
    "sample/orders-v1/nothing.json": b"[]",
    "README.md": b"# Orders\n",
}
EVENT = {"eventType": "COMPLETE", "run": {"runId": "r"}, "job": {"namespace": "n", "name": "j"}}
RESULT = {
    "id": "r1",
    "dataContractId": "revenue-v1",
    "dataContractVersion": "1.0.0",
    "server": "local",
    "timestampStart": "2026-01-31T06:00:00Z",
    "timestampEnd": "2026-01-31T06:00:00Z",
    "result": "passed",
}
REVENUE = {
    "revenue.odps.yaml": ORDERS["orders.odps.yaml"]
    .replace(b"orders", b"revenue")
    .replace(b"checkout", b"analytics"),
    "contracts/revenue-v1.odcs.yaml": CONTRACT.replace(b"orders", b"revenue"),
    "published/revenue-v1/1.0.0.odcs.yaml": CONTRACT.replace(b"orders", b"revenue"),
    "inputs/orders-v1.odcs.yaml": CONTRACT,
    "agreements/orders-v1.yaml": b"""\
id: revenue-reads-orders-v1
provider: {product: orders, port: orders-v1}
consumer: revenue
purpose: Sums.
start: "2025-11-15"
end: 2027-11-14
reassess: "2026-12-15"
roles: [reader]
""",
    "lineage/revenue-v1.json": json.dumps([EVENT]).encode(),
    "lineage/_.json": json.dumps([EVENT]).encode(),
    "test-results/revenue-v1.json": json.dumps(RESULT).encode(),
}
BUNDLES = {"dist/orders": ORDERS, "dist/revenue": REVENUE}
