"""What there is of a small product when its bundle is made: one port, one column of each kind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from inseam.bundle.contents import Sources, Tested

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: orders-v1
version: 1.1.0
status: active
schema:
  - name: orders
    physicalName: orders
    properties:
      - {name: order_id, logicalType: integer}
      - {name: margin, classification: confidential}
      - {name: customer_email}
      - {name: note, classification: internal}
"""
ODPS = """\
apiVersion: v1.0.0
kind: DataProduct
id: orders
version: 1.0.0
status: active
team: {name: checkout}
outputPorts: [{name: orders, version: 1.1.0, contractId: orders-v1}]
"""
FILES = {
    "orders.odps.yaml": ODPS.encode(),
    "README.md": b"# Orders\n",
    "costs.yaml": b"[]\n",
    "BUILD": b"data_product()\n",
    "agreements/shop-v1.yaml": b"id: orders-reads-shop-v1\n",
    "models/orders.sql": b"select 1",
    "models/input_ports/shop-v1.odcs.yaml": b"id: shop-v1\n",
    "models/output_ports/v1/orders-v1.odcs.yaml": CONTRACT.encode(),
}
PUBLISHED = {
    "orders-v1/1.0.0.odcs.yaml": b"version: 1.0.0\n",
    "orders-v1/1.1.0.odcs.yaml": b"version: 1.1.0\n",
}
# In each column a value that is found nowhere else.
ROWS = [
    {"order_id": 4711, "margin": 815, "customer_email": "canary", "note": "by post"},
    {"order_id": 4712, "margin": 816, "customer_email": "canary", "note": "ana@shop.example.com"},
]
COLUMNS = {
    "order_id": {"type": "INTEGER", "nulls": 0, "distinct": 2, "min": "4711", "max": "4712"},
    "margin": {"type": "INTEGER", "nulls": 0, "distinct": 2, "min": "815", "max": "816"},
    "customer_email": {
        "type": "VARCHAR",
        "nulls": 0,
        "distinct": 1,
        "min": "canary",
        "max": "canary",
    },
    "note": {
        "type": "VARCHAR",
        "nulls": 0,
        "distinct": 2,
        "min": "ana@shop.example.com",
        "max": "by post",
    },
}


def event(job: str, port: str | None = None, message: str | None = None) -> dict[str, Any]:
    facets: dict[str, Any] = {"entropy_data": {"dataProductId": "orders"}}
    if port:
        facets["entropy_data"]["outputPortId"] = port
    if message:
        facets["errorMessage"] = {"message": message, "programmingLanguage": "SQL"}
    return {"eventType": "COMPLETE", "run": {"runId": "r", "facets": facets}, "job": {"name": job}}


def tested(**changes: Any) -> Tested:
    found: dict[str, Any] = {
        "checks": {
            "orders-v1": {
                "checks": [
                    {
                        "type": "field_required",
                        "category": "schema",
                        "name": "order_id is required",
                        "object": "orders",
                        "column": "order_id",
                        "result": "passed",
                        "engine": "datacontract-cli",
                    }
                ],
                "not_evaluated": [{"name": "freshness", "reason": "a service level"}],
            }
        },
        "profile": {"orders-v1": {"orders": {"rows": 2, "columns": COLUMNS}}},
        "nodes": [{"unique_id": "model.orders.orders", "status": "success", "message": "canary"}],
        "rows": {("orders-v1", "orders"): ROWS},
        **changes,
    }
    return Tested(**found)


def sources(**changes: Any) -> Sources:
    found: dict[str, Any] = {
        "folder": "products/orders",
        "files": FILES,
        "published": PUBLISHED,
        "made": {"manifest.json": b"{}\n", "facts/dbt.jsonl": b"{}\n"},
        "events": [event("orders.orders", "orders-v1"), event("orders")],
        "lineage": {"columns": []},
        "tested": tested(),
        "time": datetime(2026, 1, 31, 6, tzinfo=UTC),
        **changes,
    }
    return Sources(**found)
