from __future__ import annotations

from pathlib import Path

import pytest

from inseam.publish.entropy_data.items import prepared
from inseam.publish.from_bundles import publication
from inseam.publish.publication import Agreement, Cost, LineageEvent, Member
from inseam.publish.publish import publish
from inseam.publish.sample import double, held, means
from inseam.publish.sample_bundles import BUNDLES, EVENT, ORDERS, REGISTRY, REVENUE
from inseam.report.finding import InputError


def test_bundles_and_registry_say_all_that_is_published() -> None:
    made = publication(REGISTRY, BUNDLES)
    orders, revenue = made.products

    assert [team.members for team in made.teams] == [(Member("ana@shop.example.com"),), None]
    assert [(one.id, one.owner, one.name) for one in made.source_systems] == [
        ("web_shop", "checkout", "Web shop")
    ]
    assert (orders.reads, orders.reads_systems) == ((), ("web_shop",))
    assert (revenue.reads, revenue.reads_systems) == (("orders",), ())
    assert revenue.agreements == (
        Agreement(
            id="revenue-reads-orders-v1",
            provider="orders",
            port="orders-v1",
            purpose="Sums.",
            start="2025-11-15",
            end="2027-11-14",
            reassess="2026-12-15",
            roles=("reader",),
        ),
    )
    assert revenue.lineage == (
        LineageEvent(event=EVENT),
        LineageEvent(event=EVENT, port="revenue-v1"),
    )
    assert orders.costs == (Cost(name="compute", amount=7.0, currency="EUR", month="2026-01"),)
    assert [one.object for one in orders.example_data] == ["orders"]
    assert prepared(made).refused.keys() == {
        # The same event twice; the second has no place of its own.
        key
        for key in prepared(made).items
        if key.startswith("lineage/") and "(" in key
    }


def test_what_bundles_say_can_be_published(tmp_path: Path) -> None:
    bundles = {**BUNDLES, "dist/revenue": {k: v for k, v in REVENUE.items() if "_.json" not in k}}
    with double() as server:
        said = publish(publication(REGISTRY, bundles), means(server, tmp_path))

        assert said.findings == ()
        assert set(held(server)["dataproducts"]) == {"orders", "revenue"}
        contract = held(server)["datacontracts"]["orders-v1"]
        assert contract["slaProperties"][0]["value"] == "2028-01-31"


def test_without_an_archived_version_a_contract_is_not_published() -> None:
    bare = {path: content for path, content in ORDERS.items() if not path.startswith("published/")}
    made = prepared(publication(REGISTRY, {"dist/orders": bare}))

    assert list(made.refused) == ["datacontracts/orders-v1"]


def test_all_that_cannot_be_read_is_said_at_once() -> None:
    bad = {
        **REVENUE,
        "agreements/orders-v1.yaml": b"id: x\n",
        "costs.yaml": b"name: compute\n",
        "lineage/revenue-v1.json": b"[",
        "contracts/revenue-v1.odcs.yaml": b"a: [\n",
    }
    with pytest.raises(InputError) as caught:
        publication(
            {"platform/teams.yaml": b"- {id: checkout}\n"},
            {"dist/orders": {}, "dist/revenue": bad},
        )

    assert {finding.file for finding in caught.value.findings} == {
        "dist/orders",
        "dist/revenue/agreements/orders-v1.yaml",
        "dist/revenue/contracts/revenue-v1.odcs.yaml",
        "dist/revenue/costs.yaml",
        "dist/revenue/lineage/revenue-v1.json",
        "platform/teams.yaml",
    }
