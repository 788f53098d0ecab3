"""Entropy Data as the receiver of releases' events.

A run and the kind of its event are an event's identity there: what has arrived is found by them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from inseam.delivery.destination import Comparison, TimeLeft
from inseam.delivery.http import Http
from inseam.delivery.item import Change, Item
from inseam.delivery.json_api import JsonApi
from inseam.lineage.openlineage.environment import PRODUCER
from inseam.lineage.openlineage.events import EventType, to_json
from inseam.release.events.made import Made

_LINEAGE = "/api/v1/lineage"


@dataclass(slots=True)
class Receiver:
    """``unknown`` are the products and ports that were asked for and are not there."""

    http: Http
    unknown: set[str] = field(default_factory=set)
    _ports: dict[str, frozenset[str] | None] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.http.address

    def knows(self, key: str, time_left: TimeLeft) -> bool:
        """``key`` is a product, or a port as `<product>/<port>`."""
        product, _, port = key.partition("/")
        if product not in self._ports:
            self._ports[product] = self._ports_of(product, time_left)
        ports = self._ports[product]
        is_known = ports is not None and (not port or port in ports)
        if not is_known:
            self.unknown.add(key)
        return is_known

    def compare(self, item: Item, time_left: TimeLeft) -> Comparison:
        wanted = json.loads(item.content)
        identity = _identity(wanted["body"])
        query = {"dataProductId": wanted["query"]["dataProductId"]}
        query |= {"runId": identity[0], "eventType": identity[1]}
        held = JsonApi(self.http).listed(_LINEAGE, query, time_left)
        found = any(_identity(one) == identity for one in held)
        return Comparison(Change.UNCHANGED if found else Change.CREATED)

    def write(self, item: Item, comparison: Comparison, time_left: TimeLeft) -> None:
        wanted = json.loads(item.content)
        JsonApi(self.http).post(_LINEAGE, wanted["body"], time_left, wanted["query"])

    def _ports_of(self, product: str, time_left: TimeLeft) -> frozenset[str] | None:
        """By what a port may be called; None if there is no such product."""
        found = JsonApi(self.http).get(f"/api/dataproducts/{quote(product, safe='')}", time_left)
        if found is None:
            return None
        ports = (one for one in found.get("outputPorts") or () if isinstance(one, Mapping))
        return frozenset(str(one[key]) for one in ports for key in ("id", "name") if one.get(key))


def item_of(made: Made) -> Item:
    """An end goes after its start; each needs the product and the port there."""
    query = {"dataProductId": made.product}
    reads = [made.product]
    if made.port is not None:
        # The documentation calls it outputPortId too; the API's document knows this name only.
        query["outputPortName"] = made.port
        reads.append(f"{made.product}/{made.port}")
    body = to_json(made.event, PRODUCER)
    start = key_of(made, EventType.START)
    return Item(
        key=key_of(made),
        group=made.product,
        content=json.dumps({"query": query, "body": body}, ensure_ascii=False),
        after=() if made.event.type is EventType.START else (start,),
        reads=tuple(reads),
    )


def key_of(made: Made, type_: EventType | None = None) -> str:
    return f"{made.event.run.id} {type_ or made.event.type}"


def _identity(event: Mapping[str, Any]) -> tuple[str, str]:
    run = event.get("run")
    id_ = run.get("runId") if isinstance(run, Mapping) else None
    return str(id_), str(event.get("eventType"))
