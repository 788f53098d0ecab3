"""The runs of releases, as the state of an environment has them: pure.

A release is a run from its start until it is published, has failed, or was undone after its process
had ended. Each time that readers are led to it again is a run of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from inseam.lineage.openlineage.events import EventType
from inseam.lineage.openlineage.run_id import invocation_id
from inseam.release.history import Event, Release, Step


class Kind(StrEnum):
    """The last part of the job's name."""

    RELEASE = "release"
    ROLLBACK = "rollback"


_ENDS = {
    Step.PUBLISHED: EventType.COMPLETE,
    Step.FAILED: EventType.FAIL,
    Step.UNDONE: EventType.ABORT,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """``entry`` is its place in the order of all that happened, ``at`` is in UTC."""

    type: EventType
    entry: int
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ReleaseRun:
    """``end`` is None while nobody knows how it ended."""

    kind: Kind
    release: Release
    id: UUID
    start: Moment
    end: Moment | None

    @property
    def moments(self) -> tuple[Moment, ...]:
        return (self.start,) if self.end is None else (self.start, self.end)


def runs_of(release: Release, environment: str) -> Iterator[ReleaseRun]:
    """In their order. ``environment`` is its name, by which ids differ from those elsewhere."""
    kind = Kind.RELEASE
    began: Event | None = None
    for event in release.events:
        if event.step in (Step.STARTED, Step.PUBLISHING):
            began = began or event
        elif event.step in _ENDS:
            # Where all views switch at once, a rollback has no step before its end.
            yield _run(kind, release, environment, began or event, event)
            kind, began = Kind.ROLLBACK, None
    if began is not None:
        yield _run(kind, release, environment, began, None)


def _run(
    kind: Kind, release: Release, environment: str, began: Event, ended: Event | None
) -> ReleaseRun:
    # Two lakes may have the same name and the same releases, and never the same moments.
    named = [environment, release.product, release.id, kind, began.at]
    return ReleaseRun(
        kind,
        release,
        invocation_id(json.dumps(named)),
        _moment(EventType.START, began),
        _moment(_ENDS[ended.step], ended) if ended else None,
    )


def _moment(type_: EventType, event: Event) -> Moment:
    return Moment(type_, event.entry, datetime.fromisoformat(event.at), event.note)
