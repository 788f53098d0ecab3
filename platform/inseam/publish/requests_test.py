"""What is sent, compared with the vendor's documents and with other clients."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft201909Validator
from openlineage.client.event_v2 import RunEvent
from openlineage.client.generated.base import Job, OutputDataset, Run
from openlineage.client.transport.http import ApiKeyTokenProvider, HttpConfig, HttpTransport

from doubles.entropy_data import bodies
from doubles.entropy_data.bodies import violations
from doubles.entropy_data.server import Call, Server
from inseam.contract_lint.standards import CONTRACT, PRODUCT, STANDARDS, schema_of
from inseam.publish.publish import publish
from testkit.publication import KEY, PUBLICATION, delivery, double, writes

# The calls that may be made, in the order of their kinds, with what the body must be like.
CALLS: tuple[tuple[str, str, Mapping[str, Any] | None], ...] = (
    ("PUT", r"/api/teams/[^/]+", bodies.TEAM),
    ("PUT", r"/api/sourcesystems/[^/]+", bodies.SOURCE_SYSTEM),
    ("PUT", r"/api/datacontracts/[^/]+", schema_of(STANDARDS[CONTRACT]["v3.1.0"])),
    ("PUT", r"/api/dataproducts/[^/]+", schema_of(STANDARDS[PRODUCT]["v1.0.0"])),
    ("PUT", r"/api/access/[^/]+", bodies.ACCESS),
    ("POST", r"/api/access/[^/]+/approve", None),
    ("POST", r"/api/v1/lineage\?dataProductId=[^&]+&outputPortName=[^&]+", bodies.LINEAGE),
    ("POST", r"/api/test-results", bodies.TEST_RESULT),
    ("POST", r"/api/costs", bodies.COST),
    ("PUT", r"/api/example-data/[^/]+", bodies.EXAMPLE_DATA),
)


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    with double() as server:
        publish(PUBLICATION, delivery(server))
        assert server.api.market.deviations == []
        return writes(server)


def place(call: Call) -> int:
    """Of the call among those that may be made."""
    for place, (method, target, _) in enumerate(CALLS):
        if call.method == method and re.fullmatch(target, call.target):
            return place
    raise AssertionError(f"{call.method} {call.target} is not a call that may be made")


def test_each_kind_goes_after_those_it_needs(calls: list[Call]) -> None:
    places = [place(call) for call in calls]

    assert set(places) == set(range(len(CALLS)))
    # An access is approved at once, the next access comes after that.
    kinds = [5 if place == 4 else place for place in places]
    assert all(first <= second for first, second in pairwise(kinds))
    assert [call.target for call in calls[:2]] == ["/api/teams/commerce", "/api/teams/checkout"]
    products = [call.target for call in calls if "/dataproducts/" in call.target]
    assert products == ["/api/dataproducts/orders", "/api/dataproducts/revenue"]


def test_bodies_have_what_is_documented_and_nothing_else(calls: list[Call]) -> None:
    for call in calls:
        schema = CALLS[place(call)][2]
        if schema is None:
            assert call.body == b""
        elif "$schema" in schema:
            assert list(Draft201909Validator(schema).iter_errors(json.loads(call.body))) == []
        elif schema is bodies.LINEAGE or schema is bodies.TEST_RESULT:
            # Both have more than the API's document says: OpenLineage's and datacontract-cli's.
            assert violations(dict(schema), json.loads(call.body)) == {}
        else:
            assert violations(closed(schema), json.loads(call.body)) == {}


def closed(schema: Any) -> Any:
    """The schema, with nothing allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    parts = {key: closed(part) for key, part in schema.items()}
    if schema.get("properties"):
        return {"additionalProperties": False} | parts
    return parts


def test_the_id_in_a_body_is_the_one_in_the_path(calls: list[Call]) -> None:
    puts = [call for call in calls if call.method == "PUT"]

    assert puts
    for call in puts:
        assert json.loads(call.body)["id"] == unquote(call.target.rsplit("/", 1)[1])


def test_nothing_the_server_makes_is_sent(calls: list[Call]) -> None:
    for call in calls:
        body = json.loads(call.body or b"{}")
        if "/access/" in call.target and body:
            assert not {"status", "active"} & set(body["info"])
            assert set(body["provider"]) == {"dataProductId", "outputPortId"}
            assert "provisioning" not in body
            assert body["info"]["startDate"]  # without one it never becomes active
        if call.target == "/api/costs":
            assert "id" not in body


def test_every_request_has_the_key_and_none_shows_it(calls: list[Call]) -> None:
    assert KEY not in json.dumps([[call.target, call.body.decode()] for call in calls])


def openlineage(server: Server, endpoint: str) -> HttpTransport:
    auth = ApiKeyTokenProvider({"apiKey": KEY})
    return HttpTransport(HttpConfig(url=server.address, endpoint=endpoint, auth=auth))


def test_an_event_is_sent_as_openlineages_own_transport_sends_it() -> None:
    """Ours is delivered as all else is: theirs retries by itself, past any deadline,
    and what it cannot deliver is lost."""
    with double() as server:
        publish(PUBLICATION, delivery(server))
        ours = next(
            call for call in writes(server) if call.target.startswith("/api/v1/lineage?dataP")
        )
        event = json.loads(ours.body)
        openlineage(server, ours.target.lstrip("/")).emit(
            RunEvent(
                eventType=event["eventType"],
                eventTime=event["eventTime"],
                run=Run("00000000-0000-4000-8000-000000000000"),
                job=Job(**event["job"]),
                outputs=[OutputDataset(**one) for one in event["outputs"]],
                producer=event["producer"],
            )
        )
        theirs = server.calls[-1]

    assert (theirs.method, theirs.target, theirs.status) == (ours.method, ours.target, 200)
    sent = json.loads(theirs.body)
    # It says of what has no facets that it has none.
    assert {**event["job"], "facets": {}} == sent["job"]
    for name in ("eventType", "eventTime", "producer"):
        assert sent[name] == event[name]
    assert urlsplit(theirs.target).path == "/api/v1/lineage"
