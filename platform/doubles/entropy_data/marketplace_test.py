"""The rules, called as the clients call them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from doubles.entropy_data.keys import Grant, Scope
from doubles.entropy_data.marketplace import Marketplace, content
from doubles.entropy_data.messages import Request, Response
from doubles.entropy_data.routes import Api

KEYS = {
    "all": Grant(),
    "checkout": Grant(Scope.TEAM, "checkout"),
    "reader": Grant(Scope.TEAM_READ, "checkout"),
}
TEAM = {"id": "checkout", "name": "Checkout", "type": "Team"}
CONTRACT = {"id": "orders-v1", "version": "1.2.0", "team": {"name": "checkout"}, "schema": []}
PRODUCT = {
    "id": "orders",
    "name": "Orders",
    "team": {"name": "checkout"},
    "inputPorts": [{"name": "shop", "contractId": "shop-v1"}],
    "outputPorts": [{"name": "orders-v1", "contractId": "orders-v1"}],
}
ACCESS: dict[str, Any] = {
    "id": "revenue-reads-orders",
    "info": {"purpose": "Sums.", "startDate": "2026-01-01", "endDate": "2026-12-31"},
    "provider": {"dataProductId": "orders", "outputPortId": "orders-v1"},
    "consumer": {"dataProductId": "revenue"},
}
COST = {"dataProductId": "orders", "name": "compute", "amount": 1.5, "currency": "EUR"}
EVENT = {"eventType": "COMPLETE", "run": {"runId": "r"}, "job": {"namespace": "n", "name": "j"}}
RESULT = {"id": "r1", "dataContractId": "orders-v1", "result": "passed"}


class Client:
    def __init__(self, page_size: int = 1000) -> None:
        self.day = date(2026, 1, 31)
        self.market = Marketplace(today=lambda: self.day)
        self.api = Api(self.market, KEYS, page_size)

    def ask(self, method: str, target: str, body: Any = None, key: str = "all") -> Response:
        headers = {"x-api-key": key, "content-type": "application/json", "host": "double"}
        content = b"" if body is None else json.dumps(body).encode()
        return self.api.handle(Request(method, target, headers, content))

    def get(self, target: str) -> Any:
        return json.loads(self.ask("GET", target).body)

    def put(self, target: str, body: Any, key: str = "all") -> int:
        return self.ask("PUT", target, body, key).status


@pytest.fixture
def client() -> Client:
    """With a team, a contract and two products."""
    client = Client()
    assert client.put("/api/teams/checkout", TEAM) == 200
    assert client.put("/api/teams/analytics", {**TEAM, "id": "analytics"}) == 200
    assert client.put("/api/datacontracts/orders-v1", CONTRACT) == 200
    assert client.put("/api/dataproducts/orders", PRODUCT) == 200
    revenue = {"id": "revenue", "team": {"name": "analytics"}}
    assert client.put("/api/dataproducts/revenue", revenue) == 200
    return client


def problem(response: Response) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = json.loads(response.body)
    assert document["status"] == response.status
    assert set(document) >= {"type", "title", "status", "detail", "instance"}
    return document


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "wrong"}, {"authorization": "Bearer no"}])
def test_without_the_right_key_the_answer_is_403_and_not_401(headers: dict[str, str]) -> None:
    response = Client().api.handle(Request("GET", "/api/teams", headers))

    assert response.status == 403
    detail = "The API key was not found or not the expected value."
    assert problem(response)["detail"] == detail


def test_a_key_may_come_as_a_bearer(client: Client) -> None:
    request = Request("GET", "/api/teams/checkout", {"authorization": "Bearer all"})

    assert client.api.handle(request).status == 200


def test_what_was_put_is_answered_as_it_was_put(client: Client) -> None:
    assert client.get("/api/datacontracts/orders-v1") == CONTRACT
    yaml = client.ask("GET", "/api/datacontracts/orders-v1/datacontract.yaml")
    assert yaml.headers["content-type"] == "application/yaml"
    assert yaml.body.startswith(b"id: orders-v1\nversion: 1.2.0\n")


def test_a_product_shows_no_input_ports(client: Client) -> None:
    assert client.get("/api/dataproducts/orders") == {**PRODUCT, "inputPorts": []}


def test_a_put_replaces_the_whole(client: Client) -> None:
    members = [{"emailAddress": "ana@example.com"}]
    client.put("/api/teams/checkout", {**TEAM, "members": members})
    client.put("/api/teams/checkout", TEAM)

    assert "members" not in client.get("/api/teams/checkout")


def test_a_write_says_where_a_person_sees_it(client: Client) -> None:
    response = client.ask("PUT", "/api/teams/checkout", TEAM)

    assert response.headers["location-html"] == "http://double/teams/checkout"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/teams/x", {"id": "x", "name": "X"}, 400),
        ("/api/teams/x", {"id": "x", "name": "X", "type": "Gang"}, 400),
        ("/api/teams/x", {"id": "y", "name": "X", "type": "Team"}, 422),
        ("/api/teams/x", {"id": "x", "name": "X", "type": "Team", "parent": "none"}, 422),
        ("/api/teams/x", [], 400),
        ("/api/sourcesystems/x", {"id": "x", "name": "X", "owner": "none"}, 422),
        ("/api/sourcesystems/x", {"id": "x", "name": "X"}, 400),
        ("/api/datacontracts/x", {"id": "x"}, 422),
        ("/api/datacontracts/x", {"id": "x", "team": {"name": "none"}}, 422),
        ("/api/dataproducts/x", {"id": "x", "team": {"name": "none"}}, 422),
        ("/api/dataproducts/a%2Fb", {"id": "a/b", "team": {"name": "checkout"}}, 422),
        ("/api/dataproducts/a/b", {"id": "a/b", "team": {"name": "checkout"}}, 422),
        ("/api/access/x", {**ACCESS, "id": "x", "consumer": {}}, 400),
        ("/api/access/x", {**ACCESS, "id": "x", "consumer": {"dataProductId": "none"}}, 422),
        ("/api/access/x", {**ACCESS, "id": "x", "info": {"purpose": "p", "endDate": "soon"}}, 400),
        ("/api/access/x", {**ACCESS, "id": "x", "provider": {"dataProductId": "orders"}}, 400),
        (
            "/api/access/x",
            {**ACCESS, "id": "x", "provider": {"dataProductId": "orders", "outputPortId": "no"}},
            422,
        ),
        ("/api/example-data/x", {"id": "x", "dataProductId": "orders", "data": "text"}, 400),
        ("/api/example-data/x", {"id": "x", "dataProductId": "none", "data": []}, 422),
        ("/api/example-data/x", {"id": "x", "dataProductId": "orders", "data": ["y" * 10**6]}, 413),
        ("/api/policies/x", {"name": "X"}, 422),
        ("/api/nothing/x", {}, 404),
    ],
)
def test_what_is_not_right_is_refused_and_changes_nothing(
    client: Client, path: str, body: Any, status: int
) -> None:
    before = content(client.market)
    response = client.ask("PUT", path, body)

    assert response.status == status
    assert problem(response)["detail"]
    assert content(client.market) == before


def test_violations_name_the_field(client: Client) -> None:
    body = {"id": "x", "info": {}, "provider": {}, "consumer": {"teamId": "checkout"}}

    said = problem(client.ask("PUT", "/api/access/x", body))["violations"]

    assert {"field": "info.purpose", "message": "is required"} in said
    assert {"field": "provider.dataProductId", "message": "is required"} in said


def test_bodies_that_are_no_json_are_refused(client: Client) -> None:
    json_kind = {"x-api-key": "all", "content-type": "application/json"}
    text_kind = {"x-api-key": "all", "content-type": "text/plain"}

    assert client.api.handle(Request("PUT", "/api/teams/x", json_kind, b"{")).status == 400
    assert client.api.handle(Request("PUT", "/api/teams/x", text_kind, b"{}")).status == 415
    assert client.ask("PATCH", "/api/teams/checkout", {}).status == 405


@pytest.mark.parametrize(
    "owner",
    [
        {"team": {"name": "checkout"}},
        {"customProperties": [{"property": "owner", "value": "checkout"}]},
        {"domain": "checkout"},
    ],
)
def test_an_owner_may_stand_in_three_places(client: Client, owner: dict[str, Any]) -> None:
    assert client.put("/api/datacontracts/x", {"id": "x", **owner}) == 200


def test_only_a_team_can_own(client: Client) -> None:
    client.put("/api/teams/shop", {"id": "shop", "name": "Shop", "type": "Domain"})

    assert client.put("/api/datacontracts/x", {"id": "x", "team": {"name": "shop"}}) == 422


def test_a_teams_key_changes_what_the_team_owns_and_nothing_else(client: Client) -> None:
    foreign = {**CONTRACT, "id": "x", "team": {"name": "analytics"}}

    assert client.put("/api/datacontracts/orders-v1", CONTRACT, "checkout") == 200
    assert client.put("/api/datacontracts/x", foreign, "checkout") == 403
    assert client.put("/api/teams/checkout", TEAM, "checkout") == 403
    assert client.put("/api/dataproducts/revenue", {**PRODUCT, "id": "revenue"}, "checkout") == 403
    assert client.put("/api/datacontracts/orders-v1", CONTRACT, "reader") == 403
    assert client.ask("GET", "/api/datacontracts/orders-v1", key="reader").status == 200
    assert client.ask("POST", "/api/costs", COST, "reader").status == 403


def test_access_is_requested_then_approved_and_active_within_its_dates(client: Client) -> None:
    def info() -> dict[str, Any]:
        found: dict[str, Any] = client.get("/api/access/revenue-reads-orders")["info"]
        return found

    read_only = {**ACCESS, "info": {**ACCESS["info"], "status": "approved"}}
    assert client.put("/api/access/revenue-reads-orders", read_only) == 200
    assert (info()["status"], info()["active"]) == ("requested", False)
    assert client.ask("POST", "/api/access/revenue-reads-orders/approve").status == 200
    assert (info()["status"], info()["active"]) == ("approved", True)
    # A later version of the same access stays approved.
    assert client.put("/api/access/revenue-reads-orders", ACCESS) == 200
    assert info()["status"] == "approved"
    client.day = date(2027, 1, 1)
    assert info()["active"] is False


def test_without_a_start_access_is_never_active(client: Client) -> None:
    client.put("/api/access/x", {**ACCESS, "id": "x", "info": {"purpose": "Sums."}})
    client.ask("POST", "/api/access/x/approve")

    assert client.get("/api/access/x")["info"]["active"] is False


def test_a_port_may_approve_by_itself(client: Client) -> None:
    port = {"name": "open", "customProperties": [{"property": "autoApprove", "value": True}]}
    client.put("/api/dataproducts/orders", {**PRODUCT, "outputPorts": [port]})
    open_ = {"dataProductId": "orders", "outputPortId": "open"}
    client.put("/api/access/x", {**ACCESS, "id": "x", "provider": open_})

    assert client.get("/api/access/x")["info"]["status"] == "approved"
    assert client.get("/api/access/x")["provider"]["teamId"] == "checkout"


def test_what_is_used_cannot_be_deleted(client: Client) -> None:
    client.put("/api/access/revenue-reads-orders", ACCESS)
    client.ask("POST", "/api/access/revenue-reads-orders/approve")

    assert client.ask("DELETE", "/api/datacontracts/orders-v1").status == 422
    assert client.ask("DELETE", "/api/dataproducts/orders").status == 422
    assert client.ask("DELETE", "/api/teams/checkout").status == 422
    client.ask("POST", "/api/access/revenue-reads-orders/cancel")
    client.day = date(2026, 2, 1)
    assert client.ask("DELETE", "/api/dataproducts/orders").status == 200
    assert client.ask("DELETE", "/api/datacontracts/orders-v1").status == 200
    assert client.ask("DELETE", "/api/datacontracts/orders-v1").status == 404


def test_lineage_needs_a_product_and_a_port_that_are_known(client: Client) -> None:
    def add(query: str, body: Any = EVENT) -> int:
        return client.ask("POST", f"/api/v1/lineage{query}", body).status

    assert add("") == 400
    assert add("?dataProductId=none") == 422
    assert add("?dataProductId=orders&outputPortName=none") == 422
    assert add("?dataProductId=orders", {"run": {"runId": "r"}}) == 400
    assert add("?dataProductId=orders&outputPortName=orders-v1") == 200
    assert add("?dataProductId=orders&outputPortId=orders-v1") == 200
    facet = {"entropy_data": {"dataProductId": "revenue"}}
    assert add("", {**EVENT, "run": {"runId": "f", "facets": facet}}) == 200
    assert len(client.get("/api/v1/lineage?runId=r&eventType=COMPLETE&dataProductId=orders")) == 2
    assert len(client.get("/api/v1/lineage?runId=f&jobName=j")) == 1
    assert client.get("/api/v1/lineage?jobName=k") == []


def test_a_cost_that_is_added_twice_is_two_costs(client: Client) -> None:
    for _ in range(2):
        assert client.ask("POST", "/api/costs", COST).status == 200
    first, second = client.get("/api/costs?dataProductId=orders")

    assert first["id"] != second["id"]
    assert client.ask("DELETE", f"/api/costs/{first['id']}").status == 200
    assert client.ask("DELETE", f"/api/costs/{first['id']}").status == 404
    assert client.get("/api/costs?dataProductId=orders") == [second]
    assert client.ask("GET", "/api/costs").status == 400
    assert client.ask("POST", "/api/costs", {**COST, "yearMonth": "January"}).status == 400


def test_test_results_are_taken_leniently_and_what_is_odd_is_noted(client: Client) -> None:
    odd = {**RESULT, "result": "skipped", "checks": [{"type": "sql"}]}

    assert client.ask("POST", "/api/test-results", odd).status == 200
    assert client.ask("POST", "/api/test-results", {"id": "r"}).status == 400
    unknown = {**RESULT, "dataContractId": "none"}
    assert client.ask("POST", "/api/test-results", unknown).status == 422
    assert any("checks.0.result is required" in one for one in client.market.deviations)
    assert client.get("/api/test-results/r1") == odd
    assert "checks" not in client.get("/api/test-results?dataContractId=orders-v1")[0]
    assert client.get("/api/test-results?dataContractId=other") == []
    assert client.ask("GET", "/api/test-results/none").status == 404


def test_lists_have_pages_with_a_link_to_the_next() -> None:
    client = Client(page_size=2)
    for number in range(5):
        client.put(f"/api/teams/t{number}", {**TEAM, "id": f"t{number}"})
    target, seen, pages = "/api/teams", [], 0
    while target:
        response = client.ask("GET", target)
        seen += [team["id"] for team in json.loads(response.body)]
        link = response.headers.get("link", "")
        target = link.partition(">")[0].removeprefix("<http://double")
        pages += 1

    assert (seen, pages) == (["t0", "t1", "t2", "t3", "t4"], 3)
    assert client.ask("GET", "/api/teams?p=-1").status == 400
    assert client.get("/api/teams?p=9") == []


def test_lists_of_products_are_short(client: Client) -> None:
    assert client.get("/api/dataproducts")[0] == {
        "id": "orders",
        "name": "Orders",
        "team": {"name": "checkout"},
    }


def test_the_feed_goes_on_after_the_last_event_that_one_knows(client: Client) -> None:
    events = client.get("/api/events")

    assert events[0]["type"] == "com.datamesh-manager.events.TeamCreatedEvent"
    assert client.get(f"/api/events?lastEventId={events[-2]['id']}") == events[-1:]
    assert client.get(f"/api/events?lastEventId={events[-1]['id']}") == []
