"""OpenLineage's three events, as dataclasses and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from inseam.lineage.openlineage.facets import (
    DatasetFacet,
    Facet,
    InputFacet,
    JobFacet,
    OutputFacet,
    RunFacet,
)

_CORE = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs"


class EventType(StrEnum):
    START = "START"
    COMPLETE = "COMPLETE"
    ABORT = "ABORT"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Run:
    id: UUID
    facets: tuple[RunFacet, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    namespace: str
    name: str
    facets: tuple[JobFacet, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """``input_facets`` are for one that is read, ``output_facets`` for one that is written."""

    namespace: str
    name: str
    facets: tuple[DatasetFacet, ...] = ()
    input_facets: tuple[InputFacet, ...] = ()
    output_facets: tuple[OutputFacet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEvent:
    """``time`` has a time zone."""

    type: EventType
    time: datetime
    run: Run
    job: Job
    inputs: tuple[Dataset, ...] = ()
    outputs: tuple[Dataset, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEvent:
    """What a job is, whether it runs or not."""

    time: datetime
    job: Job
    inputs: tuple[Dataset, ...] = ()
    outputs: tuple[Dataset, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetEvent:
    """What a dataset is, whoever makes it."""

    time: datetime
    dataset: Dataset


Event = RunEvent | JobEvent | DatasetEvent


def to_json(event: Event, producer: str) -> dict[str, Any]:
    """``producer`` is the address of what made the event."""
    common: dict[str, Any] = {
        "eventTime": in_utc(event.time),
        "producer": producer,
        "schemaURL": f"{_CORE}/{type(event).__name__}",
    }
    if isinstance(event, DatasetEvent):
        return common | {"dataset": _dataset(event.dataset, producer)}
    common["job"] = _named(event.job, producer)
    common["inputs"] = [_dataset(dataset, producer) for dataset in event.inputs]
    common["outputs"] = [_dataset(dataset, producer) for dataset in event.outputs]
    if isinstance(event, RunEvent):
        run: dict[str, Any] = {"runId": str(event.run.id)}
        run |= _facets("facets", event.run.facets, producer)
        return common | {"eventType": event.type.value, "run": run}
    return common


def to_line(event: Event, producer: str) -> str:
    """With a newline, and in ASCII: no other character can be taken for the end of a line."""
    said = to_json(event, producer)
    return json.dumps(said, sort_keys=True, separators=(",", ":")) + "\n"


def in_utc(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _named(named: Job | Dataset, producer: str) -> dict[str, Any]:
    who: dict[str, Any] = {"namespace": named.namespace, "name": named.name}
    return who | _facets("facets", named.facets, producer)


def _dataset(dataset: Dataset, producer: str) -> dict[str, Any]:
    return (
        _named(dataset, producer)
        | _facets("inputFacets", dataset.input_facets, producer)
        | _facets("outputFacets", dataset.output_facets, producer)
    )


def _facets(key: str, facets: Iterable[Facet], producer: str) -> dict[str, Any]:
    """Nothing if there are none."""
    said = {
        facet.KEY: {"_producer": producer, "_schemaURL": facet.SCHEMA, **facet.body()}
        for facet in facets
    }
    return {key: said} if said else {}
