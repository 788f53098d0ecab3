from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from inseam.documents.yaml_document import read_yaml
from inseam.publish.entropy_data.items import prepared
from inseam.publish.prepared import Prepared
from inseam.publish.publication import (
    ExampleData,
    LineageEvent,
    Publication,
    PublishedContract,
    PublishedProduct,
)
from testkit.publication import ANALYTICS, NOW, ORDERS, PUBLICATION, REVENUE, WEB_SHOP, contract


def of(*products: PublishedProduct) -> Prepared:
    return prepared(replace(PUBLICATION, products=products), NOW)


def with_contract(found: PublishedContract) -> Prepared:
    return of(replace(ORDERS, contracts=(found,)))


def body(made: Prepared, key: str) -> Any:
    return json.loads(made.items[key].content)


def places(made: Prepared, *keys: str) -> list[int]:
    order = list(made.items)
    return [order.index(key) for key in keys]


def test_nothing_is_refused_of_what_is_right() -> None:
    assert prepared(PUBLICATION, NOW).refused == {}
    assert prepared(Publication(), NOW).items == {}


def test_providers_go_before_their_readers_however_they_are_given() -> None:
    last = replace(
        REVENUE, document={**REVENUE.document, "id": "board"}, reads=("revenue",), contracts=()
    )
    made = of(last, REVENUE, ORDERS)

    keys = ["dataproducts/orders", "dataproducts/revenue", "dataproducts/board"]
    assert places(made, *keys) == sorted(places(made, *keys))
    assert made.items["dataproducts/board"].reads == ("teams/analytics", "dataproducts/revenue")


def test_products_that_read_each_other_are_all_there() -> None:
    made = of(replace(ORDERS, reads=("revenue",)), REVENUE)

    assert {"dataproducts/orders", "dataproducts/revenue"} <= set(made.items)


def test_a_date_in_yaml_stays_the_text_that_it_is() -> None:
    text = b"id: orders-v1\nteam: {name: checkout}\nslaProperties:\n- {value: 2028-01-31}\n"
    made = with_contract(
        PublishedContract(file="orders-v1", document=read_yaml("orders-v1", text).value)
    )

    assert body(made, "datacontracts/orders-v1")["slaProperties"] == [{"value": "2028-01-31"}]


def test_a_document_keeps_the_order_of_its_keys() -> None:
    assert list(body(prepared(PUBLICATION, NOW), "datacontracts/orders-v1"))[:3] == [
        "apiVersion",
        "kind",
        "id",
    ]


def test_a_released_contract_must_be_published() -> None:
    missing = with_contract(replace(contract("orders-v1", "checkout"), published=None))
    assert "run ./pants generate" in missing.refused["datacontracts/orders-v1"]

    other = contract("orders-v1", "checkout", slaProperties=[])
    edited = replace(contract("orders-v1", "checkout"), published=other.document)
    assert "raise the version" in with_contract(edited).refused["datacontracts/orders-v1"]


def test_a_draft_need_not_be_published() -> None:
    draft = replace(contract("orders-v1", "checkout", status="draft"), published=None)

    assert with_contract(draft).refused == {}


def test_wording_and_deprecation_are_no_other_contract() -> None:
    released = contract("orders-v1", "checkout")
    said = {**released.document, "status": "deprecated", "description": {"purpose": "New."}}

    assert with_contract(replace(released, document=said)).refused == {}


def test_what_has_no_id_or_a_slash_in_it_or_no_team_is_refused() -> None:
    for change, said in (
        ({"id": ""}, "has no id"),
        ({"id": "a/b"}, "contains a slash"),
        ({"team": {}}, "names no team"),
    ):
        made = of(replace(ORDERS, document={**ORDERS.document, **change}))
        assert any(said in reason for reason in made.refused.values())


def test_what_is_there_twice_is_refused_once_and_not_lost() -> None:
    made = of(ORDERS, replace(ORDERS, file="products/copy/copy.odps.yaml"))

    assert "dataproducts/orders" not in made.refused
    assert "products/orders/orders.odps.yaml has it too" in " ".join(made.refused.values())


def test_example_data_that_is_too_large_is_refused() -> None:
    rows: tuple[dict[str, Any], ...] = ({"text": "x" * 1_000_000},)
    example = ExampleData(port="orders-v1", contract="orders-v1", object="orders", rows=rows)
    made = of(replace(ORDERS, example_data=(example,)))

    assert "1000000" in made.refused["example-data/orders.orders-v1.orders"]


def test_an_event_that_could_not_be_found_again_is_refused() -> None:
    made = of(replace(ORDERS, lineage=(LineageEvent(event={"eventType": "COMPLETE"}),)))

    assert list(made.refused.values()) == [
        "the event has no run.runId, no job.name or no eventType, so it cannot be found again"
    ]


def test_results_have_the_words_of_the_api() -> None:
    result = body(prepared(PUBLICATION, NOW), "test-results/run-orders")

    assert [check["result"] for check in result["checks"]] == ["passed", "unknown", "unknown"]


def test_access_to_a_source_system_has_no_place_there() -> None:
    made = prepared(PUBLICATION, NOW)

    assert "access/orders-reads-web-shop-v1" not in made.items
    assert any("web_shop is a source system" in note for note in made.left_out)


def test_a_team_is_sent_with_its_members_or_without_a_word_on_them() -> None:
    made = prepared(PUBLICATION, NOW)

    assert body(made, "teams/checkout")["members"][0] == {
        "emailAddress": "ana@shop.example.com",
        "role": "Owner",
    }
    assert ANALYTICS.members is None
    assert "members" not in body(made, "teams/analytics")


def test_a_changed_input_port_changes_the_digest() -> None:
    before = body(of(ORDERS), "dataproducts/orders")["customProperties"]
    changed = replace(ORDERS, document={**ORDERS.document, "inputPorts": []})

    assert body(of(changed), "dataproducts/orders")["customProperties"] != before


@pytest.mark.parametrize("key", ["sourcesystems/web_shop", "datacontracts/web-shop-v1"])
def test_what_is_owned_reads_its_team(key: str) -> None:
    assert prepared(PUBLICATION, NOW).items[key].reads == (f"teams/{WEB_SHOP.owner}",)


def event(type_: str, run: str, job: str, parent: str = "") -> dict[str, Any]:
    of = {"facets": {"parent": {"run": {"runId": parent}, "job": {"name": "p"}}}} if parent else {}
    return {"eventType": type_, "run": {"runId": run, **of}, "job": {"namespace": "n", "name": job}}


def test_what_ran_within_a_run_goes_after_the_first_of_that_run() -> None:
    told = (event("START", "m", "m", "r"), event("START", "r", "p"), event("COMPLETE", "r", "p"))
    made = of(replace(ORDERS, lineage=tuple(LineageEvent(event=one) for one in told)))

    first, *others = (item for key, item in made.items.items() if key.startswith("lineage/"))
    assert made.refused == {}
    assert [json.loads(one.content)["body"]["job"]["name"] for one in others] == ["m", "p"]
    assert first.after == ("dataproducts/orders",)
    assert [one.after for one in others] == [("dataproducts/orders", first.key)] * 2
