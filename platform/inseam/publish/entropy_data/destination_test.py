from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from doubles.entropy_data.faults import Fault, Way
from doubles.entropy_data.keys import Grant
from doubles.entropy_data.marketplace import Marketplace
from doubles.entropy_data.messages import Request, Response
from doubles.entropy_data.routes import Api
from doubles.entropy_data.server import Server
from inseam.delivery.destination import Comparison, Destination, TimeLeft
from inseam.delivery.item import Item
from inseam.publish.publication import LineageEvent, Publication, PublishedProduct
from inseam.publish.publication_json import from_json, to_json
from inseam.publish.publish import publish
from inseam.report.report import Report
from testkit.publication import (
    KEY,
    ORDERS,
    PUBLICATION,
    REVENUE,
    TODAY,
    delivery,
    double,
    held,
    writes,
)


@pytest.fixture
def server() -> Iterator[Server]:
    with double() as server:
        yield server


def with_orders(product: PublishedProduct) -> Publication:
    return replace(PUBLICATION, products=(REVENUE, product))


def with_result(result: str) -> Publication:
    """Its id follows from what it says, as that of a bundle's does."""
    found = {**ORDERS.test_results[0], "id": f"id-{result}", "runId": f"id-{result}"}
    return with_orders(replace(ORDERS, test_results=({**found, "result": result},)))


def newest_result(server: Server) -> tuple[str, int]:
    """By its time, and how many there are."""
    of_orders = [r for r in server.api.market.test_results if r["dataContractId"] == "orders-v1"]
    ids = [result["id"] for result in of_orders]
    assert len(set(ids)) == len(ids)
    newest = max(of_orders, key=lambda result: str(result["timestampEnd"]))
    assert newest is of_orders[-1]
    return newest["result"], len(ids)


def with_purpose(purpose: str) -> Publication:
    agreement = replace(REVENUE.agreements[0], purpose=purpose)
    return replace(PUBLICATION, products=(replace(REVENUE, agreements=(agreement,)), ORDERS))


def run(server: Server, publication: Publication) -> tuple[Report, list[str]]:
    """With the calls that changed something."""
    before = len(writes(server))
    said = publish(publication, delivery(server))
    return said, [f"{call.method} {call.target}" for call in writes(server)[before:]]


def test_example_data_that_has_become_empty_is_taken_back(server: Server) -> None:
    emptied = with_orders(replace(ORDERS, example_data=(replace(ORDERS.example_data[0], rows=()),)))
    run(server, PUBLICATION)

    _, calls = run(server, emptied)

    assert calls == ["PUT /api/example-data/orders.orders-v1.orders"]
    assert server.api.market.of("example-data")["orders.orders-v1.orders"]["data"] == []
    assert run(server, emptied)[1] == []


def test_example_data_without_a_row_is_not_made_where_there_is_none(server: Server) -> None:
    example = replace(ORDERS.example_data[0], rows=())
    said, calls = run(server, with_orders(replace(ORDERS, example_data=(example,))))

    assert said.findings == ()
    assert not [call for call in calls if "example-data/orders" in call]


def test_an_agreement_that_was_rejected_there_is_left_alone_and_said_each_time(
    server: Server,
) -> None:
    run(server, PUBLICATION)
    server.api.market.decide("revenue-reads-orders-v1", "rejected", Grant())

    for publication in (with_purpose("Else."), with_purpose("Else."), PUBLICATION):
        said, calls = run(server, publication)

        assert calls == []
        assert [finding.rule for finding in said.findings] == ["publish-refused"]
        assert "only a person should undo" in said.findings[0].message


@pytest.mark.parametrize("other", [None, 5, "x", {"items": []}, [None], [[]], [5]])
@pytest.mark.parametrize("kind", ["example-data", "costs", "v1/lineage", "test-results", "access"])
def test_json_of_something_else_is_no_answer_of_the_api(
    server: Server, monkeypatch: pytest.MonkeyPatch, other: Any, kind: str
) -> None:
    handle = type(server.api).handle

    def answered(api: Any, request: Request) -> Response:
        if request.path.startswith(f"/api/{kind}"):
            return Response(200, json.dumps(other).encode(), {"content-type": "application/json"})
        return handle(api, request)

    monkeypatch.setattr(type(server.api), "handle", answered)
    said, _ = run(server, PUBLICATION)

    assert {finding.rule for finding in said.findings} == {"publish-not-sent"}
    assert "not of this API" in said.findings[0].message


def test_a_result_that_comes_back_is_told_again_and_once(server: Server) -> None:
    told = ("passed", "failed", "passed", "failed", "passed")
    for number, result in enumerate(told, start=1):
        _, calls = run(server, with_result(result))
        assert "POST /api/test-results" in calls
        assert newest_result(server) == (result, number)

        assert run(server, with_result(result))[1] == []


def test_a_result_whose_answer_is_lost_is_told_again_once(server: Server) -> None:
    for result in ("passed", "failed"):
        run(server, with_result(result))
    # The last call of a run that sends nothing but the result.
    with double() as other:
        for result in ("passed", "failed"):
            run(other, with_result(result))
        before = len(other.calls)
        run(other, with_result("passed"))
        calls = [call.target for call in other.calls[before:] if call.writes]
        assert calls == ["/api/test-results"]
        number = next(n for n, call in enumerate(other.calls[before:], 1) if call.writes)
    server.faults.order(Fault(number, way=Way.RESET_AFTER))

    said, sent = run(server, with_result("passed"))

    assert (said.findings, sent) == ((), ["POST /api/test-results"])
    assert newest_result(server) == ("passed", 3)


def test_results_of_another_port_or_another_program_are_not_ours(server: Server) -> None:
    run(server, PUBLICATION)
    other = {**server.api.market.test_results[0], "id": "theirs", "server": "production"}
    server.api.market.add_test_result({**other, "timestampEnd": "2100-01-31T06:00:00Z"}, Grant())

    assert run(server, PUBLICATION)[1] == []


def test_a_result_that_the_list_has_under_another_name_is_not_told_twice(server: Server) -> None:
    run(server, PUBLICATION)
    for result in server.api.market.test_results:
        result["server"] = "an alias"

    assert run(server, PUBLICATION)[1] == []


def test_what_is_told_is_newer_than_all_that_was_told_whatever_the_clocks_say(
    server: Server,
) -> None:
    run(server, with_result("failed"))
    for result in server.api.market.test_results:
        result["timestampEnd"] = "2100-01-31T06:00:00.000Z"

    run(server, with_result("passed"))

    assert newest_result(server) == ("passed", 2)
    assert server.api.market.test_results[-1]["timestampEnd"] == "2100-01-31T06:00:00.001Z"


def lineage(*descriptions: str) -> Publication:
    """A run of a project, and one of a model within it for each description."""
    project = {"namespace": "inseam", "name": "orders"}

    def event(type_: str, run: str, job: dict[str, Any], **more: Any) -> LineageEvent:
        said = {"run": {"runId": run, **more}, "job": job, "producer": "https://example.com"}
        return LineageEvent(event={"eventType": type_, "eventTime": "2026-01-31T06:00:00Z", **said})

    inside: list[LineageEvent] = []
    for number, description in enumerate(descriptions):
        facets = {"parent": {"run": {"runId": "p"}, "job": project}}
        job = {"namespace": "inseam", "name": f"orders.model_{number}", "description": description}
        inside += [event(one, f"m{number}", job, facets=facets) for one in ("START", "COMPLETE")]
    ends = (event("START", "p", project), event("COMPLETE", "p", project))
    return with_orders(replace(ORDERS, lineage=(ends[0], *inside, ends[1])))


def newest_run(server: Server) -> tuple[list[str], str]:
    """What its models are said to be, after a check that it is one run and whole; and its id."""
    events = [one["event"] for one in server.api.market.lineage if one["dataProductId"] == "orders"]
    told = [(e["run"]["runId"], e["eventType"]) for e in events]
    assert len(set(told)) == len(told)
    newest = max(events, key=lambda event: str(event["eventTime"]))
    root = newest["run"].get("facets", {}).get("parent", newest)["run"]["runId"]
    of_root = [e for e in events if e["run"]["runId"] == root]
    inside = [e for e in events if parent_of(e) == root]
    assert [e["eventType"] for e in of_root] == ["START", "COMPLETE"]
    for started in inside[::2]:
        ended = inside[inside.index(started) + 1]
        assert (started["eventType"], ended["eventType"]) == ("START", "COMPLETE")
        assert started["run"] == ended["run"]
        assert started["eventTime"] <= ended["eventTime"]
    return [e["job"]["description"] for e in inside[::2]], root


def parent_of(event: dict[str, Any]) -> str:
    parent = event["run"].get("facets", {}).get("parent", {})
    return str(parent.get("run", {}).get("runId", ""))


def test_lineage_that_says_something_else_is_told_and_what_comes_back_is_told_again(
    server: Server,
) -> None:
    roots = []
    for told in (("a", "b"), ("a", "c"), ("a", "b"), ("a",), ("a", "b")):
        said, calls = run(server, lineage(*told))
        assert said.findings == ()
        posts = [call for call in calls if call.startswith("POST /api/v1/lineage?dataProductId=or")]
        assert len(posts) == 2 + 2 * len(told)
        descriptions, root = newest_run(server)
        assert descriptions == list(told)
        roots.append(root)

        assert run(server, lineage(*told))[1] == []
    assert len(set(roots)) == len(roots)


def test_equal_lineage_is_the_same_run_whatever_ids_and_times_it_came_with(server: Server) -> None:
    run(server, lineage("a"))
    text = to_json(lineage("a")).replace('"runId": "m0"', '"runId": "other"')
    text = text.replace('"runId": "p"', '"runId": "q"').replace("2026-01-31T06", "2026-02-01T07")

    assert run(server, from_json(text))[1] == []


@pytest.mark.parametrize("way", [Way.RESET_AFTER, Way.RESET])
def test_lineage_that_comes_back_is_told_once_whichever_call_fails(way: Way) -> None:
    def after_two() -> Server:
        server = Server(Api(Marketplace(today=lambda: TODAY), {KEY: Grant()}))
        for told in ("a", "b"):
            run(server, lineage(told))
        server.calls.clear()
        return server

    with after_two() as server:
        run(server, lineage("a"))
        expected, calls = held(server), len(server.calls)
    for number in range(1, calls + 1):
        with after_two() as server:
            server.faults.order(Fault(number, way=way))
            assert run(server, lineage("a"))[0].findings == ()
            assert held(server) == expected
            assert run(server, lineage("a"))[1] == []


@dataclass
class Overtaken:
    """Another run publishes all, between the first comparison of this one and what it sends."""

    destination: Destination
    other: Callable[[], object]
    name: str
    begun: bool = False

    def knows(self, key: str, time_left: TimeLeft) -> bool:
        return self.destination.knows(key, time_left)

    def compare(self, item: Item, time_left: TimeLeft) -> Comparison:
        return self.destination.compare(item, time_left)

    def write(self, item: Item, comparison: Comparison, time_left: TimeLeft) -> None:
        if not self.begun:
            self.begun = True
            self.other()
        self.destination.write(item, comparison, time_left)


def test_what_another_run_told_since_the_comparison_is_not_told_twice(server: Server) -> None:
    with double() as clean:
        run(clean, PUBLICATION)
        expected = held(clean)
    ours = delivery(server)
    theirs = delivery(server)
    overtaken = Overtaken(
        ours.destination, lambda: publish(PUBLICATION, theirs), ours.destination.name
    )

    said = publish(PUBLICATION, replace(ours, destination=overtaken))

    assert said.findings == ()
    assert held(server) == expected
