"""The pages for people: what stands on them of what was published."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from doubles.entropy_data.marketplace import Marketplace
from doubles.entropy_data.page import page

ORDERS: dict[str, Any] = {
    "id": "orders",
    "name": "Orders",
    "domain": "checkout",
    "status": "active",
    "description": {"purpose": "Offers orders.", "usage": "Join by id.", "limitations": "No KPIs."},
    "team": {"name": "checkout"},
    "outputPorts": [
        {"name": "orders-v1", "description": "Orders and lines.", "contractId": "orders-v1"}
    ],
}
CONTRACT: dict[str, Any] = {
    "id": "orders-v1",
    "version": "1.2.0",
    "description": {"purpose": "All orders.", "limitations": "Not for real time."},
    "schema": [
        {
            "name": "orders",
            "description": "One row an order.",
            "quality": [
                {"metric": "rowCount", "mustBeGreaterThan": 0, "description": "Not empty."}
            ],
            "properties": [
                {
                    "name": "id",
                    "physicalType": "STRING",
                    "required": True,
                    "description": "Identifies it.",
                    "quality": [{"id": "ids-are-unique", "dimension": "uniqueness"}],
                }
            ],
        }
    ],
    "slaProperties": [{"property": "freshness", "value": 24, "unit": "h"}],
}


def event(state: str, run: str, time: str) -> dict[str, Any]:
    provider = {"entropy_data": {"dataProductId": "shop"}}
    return {
        "eventType": state,
        "eventTime": time,
        "run": {"runId": run},
        "job": {"namespace": "n", "name": "orders.build"},
        "inputs": [{"namespace": "duckdb://local", "name": "shop.sales", "facets": provider}],
        "outputs": [{"namespace": "duckdb://local", "name": "orders.orders"}],
    }


def market(*events: dict[str, Any]) -> Marketplace:
    made = Marketplace(today=lambda: date(2026, 1, 31))
    made.of("dataproducts").update({"orders": ORDERS, "shop": {"id": "shop", "name": "Web shop"}})
    made.of("datacontracts")["orders-v1"] = CONTRACT
    made.of("teams")["checkout"] = {"id": "checkout", "name": "Team Checkout"}
    made.lineage += [
        {"dataProductId": "orders", "outputPort": "orders-v1", "event": one} for one in events
    ]
    return made


def shown(made: Marketplace, *parts: str) -> str:
    return page(made, parts).body.decode()


def rows(html: str, title: str) -> list[list[str]]:
    """Of the table below a title: its cells as text."""
    part = html.split(f">{title}</h")[1].split("</table>")[0]
    found = re.findall(r"<tr>(<td>.*?)</tr>", part)
    return [
        [
            " ".join(re.sub("<[^>]+>", " ", cell).split())
            for cell in re.findall("<td>(.*?)</td>", row)
        ]
        for row in found
    ]


def test_a_product_shows_its_terms_its_port_and_the_rules_of_its_contract() -> None:
    html = shown(market(), "dataproducts", "orders")

    for text in (
        *("Offers orders.", "Join by id.", "No KPIs.", "Orders and lines.", "All orders."),
        *("Not for real time.", "One row an order.", "checkout"),
    ):
        assert text in html
    assert rows(html, "orders") == [["id STRING", "required", "", "Identifies it."]]
    assert rows(html, "Quality rules") == [
        ["rowCount", "", "Not empty. rowCount · mustBeGreaterThan 0"],
        ["ids-are-unique uniqueness", "id", ""],
    ]
    assert rows(html, "Service levels") == [["freshness", "24 h", ""]]


def test_a_run_is_one_row_with_its_last_state_and_a_link_to_the_provider() -> None:
    html = shown(
        market(
            event("START", "1", "2026-01-30T06:00:00Z"),
            event("COMPLETE", "1", "2026-01-30T06:05:00Z"),
            event("START", "2", "2026-01-31T06:00:00Z"),
            event("FAIL", "2", "2026-01-31T06:01:00Z"),
            event("START", "3", "2026-01-31T07:00:00Z"),
        ),
        "dataproducts",
        "orders",
    )

    lineage = rows(html, "Lineage")
    assert [row[-1].split() for row in lineage] == [
        ["completed", "2026-01-30T06:05:00Z"],
        ["failed", "2026-01-31T06:01:00Z"],
        ["started", "2026-01-31T07:00:00Z"],
    ]
    assert lineage[0][1:4] == ["orders.build", "shop.sales of Web shop", "orders.orders"]
    assert '<a href="/dataproducts/shop">Web shop</a>' in html


def test_every_page_leads_back_to_the_list_and_the_list_says_whose_they_are() -> None:
    made = market()

    assert '<a href="/">' in shown(made, "dataproducts", "orders")
    assert '<a href="/">' in shown(made, "datacontracts", "orders-v1")
    assert '<a href="/">' in shown(made, "no", "page")
    listed = shown(made, "")
    assert '<a href="/">' not in listed
    assert rows(listed, "Data products")[0] == [
        *("Orders orders", "Offers orders.", "checkout", "Team Checkout", "active")
    ]


def test_what_is_no_odcs_breaks_no_page() -> None:
    made = market()
    made.of("datacontracts")["orders-v1"] = {
        "id": "orders-v1",
        "description": ["a list"],
        "schema": [None, {"properties": "text", "quality": {"a": 1}}, {"properties": [1, {}]}],
        "slaProperties": {"property": "x"},
    }

    assert "None." in shown(made, "dataproducts", "orders")
