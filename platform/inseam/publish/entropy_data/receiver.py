"""Entropy Data as a receiver of items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from inseam.delivery.http import Answer, Http
from inseam.delivery.item import Change, Item
from inseam.delivery.receiver import Closed, Look, Patience, Refused
from inseam.publish.entropy_data import kinds
from inseam.publish.entropy_data.kinds import kind_of
from inseam.publish.entropy_data.runs import job_of, place_from, run_id_of, under
from inseam.publish.entropy_data.states import history, of_result, telling

_APPROVED = "approved"
_REQUESTED = "requested"
_LINEAGE = "/api/v1/lineage"
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class EntropyData:
    http: Http

    @property
    def name(self) -> str:
        return self.http.address

    def knows(self, key: str, patience: Patience) -> bool:
        return self._get(_path(*kind_of(key)), patience) is not None

    def look(self, item: Item, patience: Patience) -> Look:
        kind, id_ = kind_of(item.key)
        wanted = json.loads(item.content)
        match kind:
            case kinds.LINEAGE:
                return self._look_for_event(wanted, patience)
            case kinds.COSTS:
                return self._look_for_costs(id_, wanted, patience)
            case kinds.TEST_RESULTS:
                return self._look_for_result(id_, wanted, patience)
        held = self._get(_path(kind, id_), patience)
        if kinds.is_nothing(kind, wanted, held):
            return Look(Change.UNCHANGED)
        if held is None:
            return Look(Change.CREATED)
        same = kinds.same(kind, wanted, held)
        if kind == kinds.ACCESS:
            if _status(held) not in ("", _REQUESTED, _APPROVED):
                raise _for_a_person(_path(kind, id_), held)
            same = same and _status(held) != _REQUESTED
        return Look(Change.UNCHANGED if same else Change.CHANGED, held)

    def bring(self, item: Item, look: Look, patience: Patience) -> None:
        kind, id_ = kind_of(item.key)
        wanted = json.loads(item.content)
        match kind:
            case kinds.LINEAGE:
                self._post(_LINEAGE, look.held, patience, wanted["query"])
            case kinds.COSTS:
                self._bring_costs(look.held, patience)
            case kinds.TEST_RESULTS:
                self._post("/api/test-results", look.held, patience)
            case kinds.ACCESS:
                self._bring_access(id_, wanted, look.held, patience)
            case _:
                self._put(_path(kind, id_), kinds.to_put(kind, wanted, look.held or {}), patience)

    def _look_for_event(self, wanted: Mapping[str, Any], patience: Patience) -> Look:
        """All events of a product are told under the run that its project's run is to have."""
        event, place = wanted["body"], place_from(wanted["place"])
        product = {"dataProductId": wanted["query"]["dataProductId"]}
        namespace, name = place.job
        query = {**product, "jobNamespace": namespace, "jobName": name}
        held = [one for one in self._list(_LINEAGE, query, patience) if job_of(one) == place.job]
        known = history([(run_id_of(one), one.get("eventTime")) for one in held])
        state = telling(place.root, known.ids)
        body = under(place, state.id, event, known.time(event["eventTime"], state.told))
        if not place.is_root:
            query = {**product, "runId": body["run"]["runId"], "eventType": body["eventType"]}
            held = self._list(_LINEAGE, query, patience)
        found = any(kinds.is_event(body, one) for one in held)
        return Look(Change.UNCHANGED if found else Change.CREATED, body, again=True)

    def _look_for_result(self, id_: str, wanted: Mapping[str, Any], patience: Patience) -> Look:
        contract, server = str(wanted.get("dataContractId", "")), wanted.get("server")
        listed = self._list("/api/test-results", {"dataContractId": contract}, patience)
        # The newest is listed first.
        held = [one for one in reversed(listed) if one.get("server", server) == server]
        known = history([(one.get("id"), one.get("timestampEnd")) for one in held])
        state = telling(id_, known.ids)
        if not state.told and self._get(_path(kinds.TEST_RESULTS, state.id), patience) is not None:
            # It is there, though under a server's name that is not as it was given.
            return Look(Change.UNCHANGED)
        time = known.time(wanted["timestampEnd"], state.told)
        change = Change.UNCHANGED if state.told else Change.CREATED
        return Look(change, of_result(wanted, state.id, time), again=True)

    def _look_for_costs(self, id_: str, wanted: list[Any], patience: Patience) -> Look:
        held = self._list("/api/costs", {"dataProductId": id_}, patience)
        changes = kinds.cost_changes(wanted, held)
        if not changes.gone and not changes.added:
            return Look(Change.UNCHANGED)
        new = len(changes.added) == len(wanted) and not changes.gone
        return Look(Change.CREATED if new else Change.CHANGED, changes, again=True)

    def _bring_costs(self, changes: kinds.CostChanges, patience: Patience) -> None:
        for id_ in changes.gone:
            path = _path(kinds.COSTS, id_)
            answer = self.http.call("DELETE", path, patience)
            if answer.status != 404:
                self._check(f"DELETE {path}", answer)
        for cost in changes.added:
            self._post("/api/costs", cost, patience)

    def _bring_access(
        self, id_: str, wanted: Any, held: Mapping[str, Any] | None, patience: Patience
    ) -> None:
        """An agreement that is in the repository is approved: the provider reviewed it there."""
        path = _path(kinds.ACCESS, id_)
        if held is None or not kinds.same(kinds.ACCESS, wanted, held):
            self._put(path, wanted, patience)
            held = self._get(path, patience) or {}
        status = _status(held)
        if status == _REQUESTED:
            self._post(f"{path}/approve", None, patience)
        elif status != _APPROVED:
            raise _for_a_person(path, held)

    def _get(self, path: str, patience: Patience) -> Mapping[str, Any] | None:
        """None if there is nothing."""
        answer = self.http.call("GET", path, patience)
        if answer.status == 404:
            return None
        self._check(f"GET {path}", answer)
        found = answer.json()
        if not isinstance(found, Mapping) or "id" not in found:
            raise _not_the_api(path)
        return found

    def _list(
        self, path: str, query: Mapping[str, str], patience: Patience
    ) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for page in range(_MOST_PAGES):
            paged = {**query, "p": str(page)} if page else query
            answer = self.http.call("GET", path, patience, query=paged)
            self._check(f"GET {path}", answer)
            listed = answer.json()
            if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
                raise _not_the_api(path)
            found += listed
            if 'rel="next"' not in answer.headers.get("link", ""):
                break
        return found

    def _put(self, path: str, body: Any, patience: Patience) -> None:
        self._check(f"PUT {path}", self.http.call("PUT", path, patience, body=body))

    def _post(
        self, path: str, body: Any, patience: Patience, query: Mapping[str, str] | None = None
    ) -> None:
        answer = self.http.call("POST", path, patience, query=query, body=body)
        self._check(f"POST {path}", answer)

    def _check(self, what: str, answer: Answer) -> None:
        if not answer.ok:
            raise self.http.refusal(what, answer)


def _path(kind: str, id_: str) -> str:
    return f"/api/{kind}/{quote(id_, safe='')}"


def _status(access: Mapping[str, Any]) -> str:
    return str(kinds.part_of(access, "info").get("status") or "")


def _for_a_person(path: str, held: Mapping[str, Any]) -> Refused:
    return Refused(f"{path}: it is {_status(held)} there, which only a person should undo")


def _not_the_api(path: str) -> Closed:
    return Closed(
        f"GET {path}: the answer is JSON, but not of this API: is that the right address?"
    )
