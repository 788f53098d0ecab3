"""Which request does what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from doubles.entropy_data.keys import Grant, granted
from doubles.entropy_data.marketplace import KINDS, Document, Marketplace
from doubles.entropy_data.messages import Problem, Request, Response, json_response

_DECISIONS = {"approve": "approved", "reject": "rejected", "cancel": "canceled"}
_EVENTS_AT_ONCE = 1000
# Of what is large, lists have these only.
_TOP_LEVEL = {
    "datacontracts": ("apiVersion", "kind", "id", "name", "version", "status", "domain", "team"),
    "dataproducts": ("apiVersion", "kind", "id", "name", "version", "status", "domain", "team"),
}


@dataclass(frozen=True, slots=True)
class Api:
    """``page_size`` is 1000 for most lists of the real one."""

    market: Marketplace
    keys: Mapping[str, Grant]
    page_size: int = 1000

    def handle(self, request: Request) -> Response:
        try:
            grant = granted(request, self.keys)
            return self._route(request, grant)
        except Problem as problem:
            return problem.response(request.path)

    def _route(self, request: Request, grant: Grant) -> Response:
        match request.parts:
            case ("api", "v1", "lineage"):
                return self._dispatch(
                    request, GET=self._list_lineage, POST=self._add_lineage(grant)
                )
            case ("api", "test-results"):
                return self._dispatch(
                    request, GET=self._list_test_results, POST=self._add_test_result(grant)
                )
            case ("api", "test-results", id_):
                return self._dispatch(
                    request, GET=lambda _: json_response(self.market.test_result(id_))
                )
            case ("api", "costs"):
                return self._dispatch(request, GET=self._list_costs, POST=self._add_cost(grant))
            case ("api", "costs", id_):
                return self._dispatch(request, DELETE=self._delete_cost(id_, grant))
            case ("api", "events"):
                return self._dispatch(request, GET=self._list_events)
            case ("api", "access", id_, decision) if decision in _DECISIONS:
                return self._dispatch(request, POST=self._decide(id_, _DECISIONS[decision], grant))
            case ("api", "datacontracts", id_, "datacontract.yaml"):
                return self._dispatch(request, GET=self._contract_yaml(id_))
            case ("api", kind) if kind in KINDS:
                return self._dispatch(request, GET=self._list(kind))
            case ("api", kind, *rest) if kind in KINDS and rest:
                # A slash within an id is answered as such an id, not as another path.
                return self._document(request, kind, "/".join(rest), grant)
        raise Problem(404, f"There is no {request.path}.")

    def _dispatch(self, request: Request, **methods: Callable[[Request], Response]) -> Response:
        if request.method not in methods:
            raise Problem(405, f"{request.method} is not possible here.")
        return methods[request.method](request)

    def _document(self, request: Request, kind: str, id_: str, grant: Grant) -> Response:
        def put(request: Request) -> Response:
            self.market.put(kind, id_, _body(request), grant)
            return _written(request, kind, id_)

        def delete(request: Request) -> Response:
            self.market.delete(kind, id_, grant)
            return Response(200)

        return self._dispatch(
            request,
            GET=lambda _: json_response(self.market.get(kind, id_)),
            PUT=put,
            DELETE=delete,
        )

    def _list(self, kind: str) -> Callable[[Request], Response]:
        def listed(request: Request) -> Response:
            documents = list(self.market.of(kind).values())
            if kind == "example-data" and (product := request.query.get("dataProductId")):
                documents = [one for one in documents if one["dataProductId"] == product]
            shown = [self.market.shown(kind, document) for document in documents]
            if fields := _TOP_LEVEL.get(kind):
                shown = [{k: v for k, v in one.items() if k in fields} for one in shown]
            return self._page(request, shown)

        return listed

    def _page(self, request: Request, documents: Sequence[Document]) -> Response:
        page = request.query.get("p", "0")
        if not page.isdecimal():
            raise Problem(400, "p is the number of a page, from 0.")
        first = int(page) * self.page_size
        headers = {}
        if first + self.page_size < len(documents):
            query = urlencode({**request.query, "p": int(page) + 1})
            host = request.headers.get("host", "localhost")
            headers["link"] = f'<http://{host}{request.path}?{query}>; rel="next"'
        return json_response(documents[first : first + self.page_size], headers)

    def _list_test_results(self, request: Request) -> Response:
        """Newest first, without checks and logs."""
        documents = _filtered(reversed(self.market.test_results), request, "dataContractId server")
        short = [{k: v for k, v in one.items() if k not in ("checks", "logs")} for one in documents]
        return self._page(request, short)

    def _list_costs(self, request: Request) -> Response:
        if "dataProductId" not in request.query:
            raise Problem(400, "dataProductId is required.")
        return json_response(_filtered(self.market.costs, request, "dataProductId"))

    def _list_lineage(self, request: Request) -> Response:
        def fits(stored: Document) -> bool:
            event = stored["event"]
            of_event = {
                "jobNamespace": event.get("job", {}).get("namespace"),
                "jobName": event.get("job", {}).get("name"),
                "runId": event.get("run", {}).get("runId"),
                "eventType": event["eventType"],
                "dataProductId": stored["dataProductId"],
            }
            asked = request.query
            return all(asked[name] == value for name, value in of_event.items() if name in asked)

        return json_response([one["event"] for one in self.market.lineage if fits(one)])

    def _list_events(self, request: Request) -> Response:
        ids = [event["id"] for event in self.market.events]
        last = request.query.get("lastEventId")
        first = ids.index(last) + 1 if last in ids else 0
        batch = self.market.events[first : first + _EVENTS_AT_ONCE]
        return json_response(batch, {"content-type": "application/cloudevents-batch+json"})

    def _contract_yaml(self, id_: str) -> Callable[[Request], Response]:
        return lambda _: Response(
            200, self.market.contract_yaml(id_).encode(), {"content-type": "application/yaml"}
        )

    def _decide(self, id_: str, status: str, grant: Grant) -> Callable[[Request], Response]:
        def decide(request: Request) -> Response:
            self.market.decide(id_, status, grant)
            return _written(request, "access", id_)

        return decide

    def _add_test_result(self, grant: Grant) -> Callable[[Request], Response]:
        def add(request: Request) -> Response:
            body = _body(request)
            self.market.add_test_result(body, grant)
            return _written(request, "datacontracts", body["dataContractId"])

        return add

    def _add_lineage(self, grant: Grant) -> Callable[[Request], Response]:
        def add(request: Request) -> Response:
            self.market.add_lineage(_body(request), request.query, grant)
            return Response(200)

        return add

    def _add_cost(self, grant: Grant) -> Callable[[Request], Response]:
        def add(request: Request) -> Response:
            self.market.add_cost(_body(request), grant)
            return Response(200)

        return add

    def _delete_cost(self, id_: str, grant: Grant) -> Callable[[Request], Response]:
        def delete(_: Request) -> Response:
            self.market.delete_cost(id_, grant)
            return Response(200)

        return delete


def _filtered(documents: Iterable[Document], request: Request, names: str) -> list[Document]:
    asked = {name: request.query[name] for name in names.split() if name in request.query}
    return [one for one in documents if all(one.get(k) == v for k, v in asked.items())]


def _body(request: Request) -> Any:
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if kind != "application/json":
        raise Problem(415, f"The body is {kind or 'of no kind'} and not application/json.")
    try:
        return json.loads(request.body)
    except ValueError as error:
        raise Problem(400, f"The body is not JSON: {error}.") from error


def _written(request: Request, kind: str, id_: str) -> Response:
    host = request.headers.get("host", "localhost")
    page = f"http://{host}/{kind}/{quote(id_, safe='')}"
    return Response(200, b"", {"location-html": page})
