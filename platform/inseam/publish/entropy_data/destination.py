"""Entropy Data as a destination of items."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from inseam.delivery.destination import Comparison, Refused, TimeLeft
from inseam.delivery.http import Http
from inseam.delivery.item import Change, Item
from inseam.delivery.json_api import JsonApi
from inseam.publish.entropy_data import kinds
from inseam.publish.entropy_data.kinds import kind_of
from inseam.publish.entropy_data.runs import job_of, place_from, run_id_of, under
from inseam.publish.entropy_data.states import history, of_result, state_id

_APPROVED = "approved"
_REQUESTED = "requested"
_LINEAGE = "/api/v1/lineage"


@dataclass(frozen=True, slots=True)
class EntropyData:
    http: Http

    @property
    def name(self) -> str:
        return self.http.address

    @property
    def _api(self) -> JsonApi:
        return JsonApi(self.http)

    def knows(self, key: str, time_left: TimeLeft) -> bool:
        return self._api.get(_path(*kind_of(key)), time_left) is not None

    def compare(self, item: Item, time_left: TimeLeft) -> Comparison:
        kind, id_ = kind_of(item.key)
        wanted = json.loads(item.content)
        match kind:
            case kinds.LINEAGE:
                return self._compare_event(wanted, time_left)
            case kinds.COSTS:
                return self._compare_costs(id_, wanted, time_left)
            case kinds.TEST_RESULTS:
                return self._compare_result(id_, wanted, time_left)
        held = self._api.get(_path(kind, id_), time_left)
        if kinds.is_nothing(kind, wanted, held):
            return Comparison(Change.UNCHANGED)
        if held is None:
            return Comparison(Change.CREATED)
        same = kinds.same(kind, wanted, held)
        if kind == kinds.ACCESS:
            if _status(held) not in ("", _REQUESTED, _APPROVED):
                raise _for_a_person(_path(kind, id_), held)
            same = same and _status(held) != _REQUESTED
        return Comparison(Change.UNCHANGED if same else Change.CHANGED, held)

    def write(self, item: Item, comparison: Comparison, time_left: TimeLeft) -> None:
        kind, id_ = kind_of(item.key)
        wanted = json.loads(item.content)
        match kind:
            case kinds.LINEAGE:
                self._api.post(_LINEAGE, comparison.held, time_left, wanted["query"])
            case kinds.COSTS:
                self._write_costs(comparison.held, time_left)
            case kinds.TEST_RESULTS:
                self._api.post("/api/test-results", comparison.held, time_left)
            case kinds.ACCESS:
                self._write_access(id_, wanted, comparison.held, time_left)
            case _:
                self._api.put(
                    _path(kind, id_), kinds.to_put(kind, wanted, comparison.held or {}), time_left
                )

    def _compare_event(self, wanted: Mapping[str, Any], time_left: TimeLeft) -> Comparison:
        """All events of a product are sent under the run that its project's run is to have."""
        event, place = wanted["body"], place_from(wanted["place"])
        product = {"dataProductId": wanted["query"]["dataProductId"]}
        namespace, name = place.job
        query = {**product, "jobNamespace": namespace, "jobName": name}
        held = [
            one for one in self._api.listed(_LINEAGE, query, time_left) if job_of(one) == place.job
        ]
        known = history([(run_id_of(one), one.get("eventTime")) for one in held])
        state = state_id(place.root, known.ids)
        body = under(place, state.id, event, known.time(event["eventTime"], state.sent))
        if not place.is_root:
            query = {**product, "runId": body["run"]["runId"], "eventType": body["eventType"]}
            held = self._api.listed(_LINEAGE, query, time_left)
        found = any(kinds.is_event(body, one) for one in held)
        return Comparison(Change.UNCHANGED if found else Change.CREATED, body)

    def _compare_result(
        self, id_: str, wanted: Mapping[str, Any], time_left: TimeLeft
    ) -> Comparison:
        contract, server = str(wanted.get("dataContractId", "")), wanted.get("server")
        listed = self._api.listed("/api/test-results", {"dataContractId": contract}, time_left)
        # The newest is listed first.
        held = [one for one in reversed(listed) if one.get("server", server) == server]
        known = history([(one.get("id"), one.get("timestampEnd")) for one in held])
        state = state_id(id_, known.ids)
        if (
            not state.sent
            and self._api.get(_path(kinds.TEST_RESULTS, state.id), time_left) is not None
        ):
            # It is there, though under a server's name that is not as it was given.
            return Comparison(Change.UNCHANGED)
        time = known.time(wanted["timestampEnd"], state.sent)
        change = Change.UNCHANGED if state.sent else Change.CREATED
        return Comparison(change, of_result(wanted, state.id, time))

    def _compare_costs(self, id_: str, wanted: list[Any], time_left: TimeLeft) -> Comparison:
        held = self._api.listed("/api/costs", {"dataProductId": id_}, time_left)
        changes = kinds.cost_changes(wanted, held)
        if not changes.gone and not changes.added:
            return Comparison(Change.UNCHANGED)
        new = len(changes.added) == len(wanted) and not changes.gone
        return Comparison(Change.CREATED if new else Change.CHANGED, changes)

    def _write_costs(self, changes: kinds.CostChanges, time_left: TimeLeft) -> None:
        for id_ in changes.gone:
            path = _path(kinds.COSTS, id_)
            answer = self.http.call("DELETE", path, time_left)
            if answer.status != 404:
                self._api.check(f"DELETE {path}", answer)
        for cost in changes.added:
            self._api.post("/api/costs", cost, time_left)

    def _write_access(
        self, id_: str, wanted: Any, held: Mapping[str, Any] | None, time_left: TimeLeft
    ) -> None:
        """An agreement that is in the repository is approved: the provider reviewed it there."""
        path = _path(kinds.ACCESS, id_)
        if held is None or not kinds.same(kinds.ACCESS, wanted, held):
            self._api.put(path, wanted, time_left)
            held = self._api.get(path, time_left) or {}
        status = _status(held)
        if status == _REQUESTED:
            self._api.post(f"{path}/approve", None, time_left)
        elif status != _APPROVED:
            raise _for_a_person(path, held)


def _path(kind: str, id_: str) -> str:
    return f"/api/{kind}/{quote(id_, safe='')}"


def _status(access: Mapping[str, Any]) -> str:
    return str(kinds.part_of(access, "info").get("status") or "")


def _for_a_person(path: str, held: Mapping[str, Any]) -> Refused:
    return Refused(f"{path}: it is {_status(held)} there, which only a person should undo")
