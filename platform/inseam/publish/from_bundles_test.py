from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.publish.entropy_data.items import prepared
from inseam.publish.from_bundles import publication
from inseam.publish.publication import Agreement, Cost, LineageEvent, Member
from inseam.publish.publish import publish
from inseam.report.finding import InputError
from testkit.publication import NOW, delivery, double, held
from testkit.published_bundles import BUNDLES, CONTRACT, EVENT, ORDERS, REGISTRY, REVENUE, SHOP


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
    # An object without a row takes back what was shown of it.
    assert [(one.object, len(one.rows)) for one in orders.example_data] == [
        ("nothing", 0),
        ("orders", 1),
    ]
    assert prepared(made, NOW).refused.keys() == {
        # The same event twice; the second has no place of its own.
        key
        for key in prepared(made, NOW).items
        if key.startswith("lineage/") and "(" in key
    }


def test_what_bundles_say_can_be_published(tmp_path: Path) -> None:
    bundles = {**BUNDLES, "dist/revenue": {k: v for k, v in REVENUE.items() if "_.json" not in k}}
    with double() as server:
        said = publish(publication(REGISTRY, bundles), delivery(server))

        assert said.findings == ()
        assert set(held(server)["dataproducts"]) == {"orders", "revenue"}
        contract = held(server)["datacontracts"]["orders-v1"]
        assert contract["slaProperties"][0]["value"] == "2028-01-31"


def test_keys_that_no_standard_has_are_published(tmp_path: Path) -> None:
    text = (
        CONTRACT
        + b"""schema:
- name: orders
  retention: P2Y
  properties: [{name: order_id, origin: {shop: 1}}]
"""
    )
    names = ("contracts/orders-v1.odcs.yaml", "published/orders-v1/1.0.0.odcs.yaml")
    bundles = {"dist/orders": ORDERS | dict.fromkeys(names, text)}
    with double() as server:
        publish(publication(REGISTRY, bundles), delivery(server))

        (described,) = held(server)["datacontracts"]["orders-v1"]["schema"]
        assert described["retention"] == "P2Y"
        assert described["properties"][0]["origin"] == {"shop": 1}


def test_without_an_archived_version_a_contract_is_not_published() -> None:
    bare = {path: content for path, content in ORDERS.items() if not path.startswith("published/")}
    made = prepared(publication(REGISTRY, {"dist/orders": bare}), NOW)

    assert list(made.refused) == ["datacontracts/orders-v1"]


def test_the_published_version_of_a_contract_outside_is_found_by_its_id() -> None:
    urn = SHOP.replace(b"web-shop-v1", b"urn:acme:web-shop")
    made = publication(
        {
            "platform/teams.yaml": REGISTRY["platform/teams.yaml"],
            "contracts/external/urn-acme-web-shop.odcs.yaml": urn,
            "contracts/published/urn-acme-web-shop/1.0.0.odcs.yaml": urn,
        },
        {},
    )
    (external,) = made.contracts

    assert external.published == read_yaml("", urn).value


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


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("revenue.odps.yaml", b"outputPorts: 5"),
        ("revenue.odps.yaml", b"outputPorts: [{name: a, contractId: [1]}]"),
        ("revenue.odps.yaml", b"customProperties: 5"),
        ("inputs/orders-v1.odcs.yaml", b"dataProduct: [orders]"),
        ("inputs/orders-v1.odcs.yaml", b"customProperties: 5"),
        ("contracts/revenue-v1.odcs.yaml", b"status: [active]"),
        ("contracts/revenue-v1.odcs.yaml", b"customProperties: 5"),
        ("agreements/orders-v1.yaml", b"provider: orders"),
        ("test-results/revenue-v1.json", b'{"checks": 5}'),
        ("test-results/revenue-v1.json", b'{"checks": [{"result": []}]}'),
        ("lineage/_.json", b"[" * 100_000 + b"]" * 100_000),
    ],
    ids=lambda given: given[:40],
)
def test_a_part_of_another_kind_is_said(path: str, part: bytes) -> None:
    key = part.split(b":")[0]
    lines = [line for line in REVENUE[path].splitlines() if not line.startswith(key)]
    changed = part if path.endswith(".json") else b"\n".join([*lines, part])

    with pytest.raises(InputError) as caught:
        publication(REGISTRY, {"dist/orders": ORDERS, "dist/revenue": {**REVENUE, path: changed}})

    assert [finding.file for finding in caught.value.findings] == [f"dist/revenue/{path}"]


OF_BUNDLES = [(place, path) for place, files in BUNDLES.items() for path in files]


@pytest.mark.parametrize(("place", "path"), [*OF_BUNDLES, *(("", path) for path in REGISTRY)])
@pytest.mark.parametrize("value", [5, "x", [1], [[1]], [{"id": [1]}], {"a": 1}, None], ids=str)
def test_whatever_kind_a_part_has_it_is_prepared_or_said(
    place: str, path: str, value: object
) -> None:
    """Of each document each part, and the document itself."""
    original = ({"": REGISTRY} | BUNDLES)[place][path]
    for changed in _changed(path, original, value):
        registry, bundles = dict(REGISTRY), {name: dict(files) for name, files in BUNDLES.items()}
        (bundles[place] if place else registry)[path] = changed
        with suppress(InputError):
            prepared(publication(registry, bundles), NOW)


def _changed(path: str, content: bytes, value: object) -> Iterator[bytes]:
    yield json.dumps(value).encode()
    if not path.endswith((".yaml", ".json")):
        return
    document = read_yaml(path, content).value
    row = document[0] if isinstance(document, list) and document else document
    for key in row:
        changed = {**row, key: value}
        yield json.dumps([changed] if isinstance(document, list) else changed).encode()
