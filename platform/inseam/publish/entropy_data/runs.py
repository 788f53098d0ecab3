"""Runs of lineage under ids that follow from all that is reported of them.

The events of a product are of a run of its project and of runs within it. The id of the first
follows from the content of all these events, and the ids of the others from that: so whatever
changes, a description or a classification as well, it is another run, and it is one throughout.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from inseam.publish.entropy_data.kinds import part_of
from inseam.publish.publication import Document, LineageEvent

_RUNS = uuid5(NAMESPACE_URL, "urn:inseam:publish:run")
# The run of all the others has no name of its own.
_ROOT = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands. ``root`` is the id of the run of all others, unless it is sent again;
    ``job`` the namespace and name of that run's job. ``own`` and ``parent`` are names of runs, by
    which their ids follow from the root's; None for a parent of which nothing is sent."""

    root: str
    job: tuple[str, str]
    own: str
    parent: str | None

    @property
    def is_root(self) -> bool:
        return self.own == _ROOT


def places(product: str, events: Sequence[LineageEvent]) -> list[Place]:
    """For each event, in their order."""
    jobs = {run_id_of(one.event): job_of(one.event) for one in events}
    parents = {run_id_of(one.event): _parent_id(one.event) for one in events}
    content = json.dumps([product, sorted(map(_content, events))])

    # Whoever made the events, a cycle of parents must end.
    def root_of(run: str) -> str:
        seen: set[str] = set()
        while (parent := parents[run]) in jobs and parent not in seen:
            seen.add(run)
            run = parent
        return run

    def name(run: str) -> str:
        return _ROOT if root_of(run) == run else "/".join(jobs[run])

    found = []
    for one in events:
        run = run_id_of(one.event)
        job, parent = jobs[root_of(run)], parents[run]
        root = str(uuid5(_RUNS, json.dumps([job, content])))
        found.append(Place(root, job, name(run), name(parent) if parent in jobs else None))
    return found


def place_from(row: Mapping[str, Any]) -> Place:
    """As `dataclasses.asdict` wrote it, by way of JSON."""
    return Place(**{**row, "job": (row["job"][0], row["job"][1])})


def under(place: Place, root: str, event: Document, time: str) -> dict[str, Any]:
    """The event as one of the run ``root``, at this time."""
    run = dict(part_of(event, "run"))
    run["runId"] = _id(root, place.own)
    facets = part_of(run, "facets")
    if place.parent is not None:
        parent = dict(part_of(facets, "parent"))
        parent["run"] = {**part_of(parent, "run"), "runId": _id(root, place.parent)}
        if top := part_of(parent, "root"):
            parent["root"] = {**top, "run": {**part_of(top, "run"), "runId": root}}
        run["facets"] = {**facets, "parent": parent}
    return {**event, "eventTime": time, "run": run}


def _id(root: str, name: str) -> str:
    return root if name == _ROOT else str(uuid5(UUID(root), name))


def _content(one: LineageEvent) -> str:
    """Without time and without ids of runs, which the content gives."""
    event = {key: value for key, value in one.event.items() if key != "eventTime"}
    run = _without(part_of(event, "run"), "runId")
    facets = dict(part_of(run, "facets"))
    if parent := part_of(facets, "parent"):
        facets["parent"] = {
            **_without(parent, "run", "root"),
            "root": _without(part_of(parent, "root"), "run"),
        }
    event["run"] = {**run, "facets": facets}
    return json.dumps([one.port, event], sort_keys=True)


def _without(document: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in names}


def run_id_of(event: Document) -> str:
    return str(part_of(event, "run").get("runId"))


def _parent_id(event: Document) -> str:
    parent = part_of(part_of(part_of(event, "run"), "facets"), "parent")
    return str(part_of(parent, "run").get("runId", ""))


def job_of(event: Document) -> tuple[str, str]:
    job = part_of(event, "job")
    return str(job.get("namespace")), str(job.get("name"))
