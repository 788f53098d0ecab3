"""The lineage events of a product's test, for each of its output ports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

# Of runs that fill no port.
NO_PORT = "_"
# Our facet, and the standard's for what an engine says when it fails: that may quote a row.
_RUN, _ERROR = "entropy_data", "errorMessage"

Event = Mapping[str, Any]


def events_by_port(events: Iterable[Event], ports: Mapping[str, str]) -> dict[str, list[Event]]:
    """In their order. ``ports`` are the names of ports, by the ids of their contracts."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        contract = _facets(event).get(_RUN, {}).get("outputPortId")
        port = ports.get(str(contract), str(contract)) if contract else NO_PORT
        found[port].append(_without_messages(event))
    return dict(found)


def _facets(event: Event) -> Mapping[str, Any]:
    facets = event.get("run", {}).get("facets", {})
    return facets if isinstance(facets, Mapping) else {}


def _without_messages(event: Event) -> Event:
    facets = _facets(event)
    if _ERROR not in facets:
        return event
    kept = {key: facet for key, facet in facets.items() if key != _ERROR}
    return {**event, "run": {**event["run"], "facets": kept}}
