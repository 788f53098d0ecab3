"""The releases of an environment, as its state has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from inseam.environments.names import Place
from inseam.environments.state import Row, State

_ID = re.compile(r"(\d+)_[0-9a-f]+")


class Step(StrEnum):
    """What happens to a release, in this order; `FAILED` and `UNDONE` end it before readers see it.

    `PUBLISHING` is noted where the engine cannot switch all views at once. A release is published
    again when a later one is taken back.
    """

    STARTED = "started"
    WRITTEN = "written"
    AUDITED = "audited"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    UNDONE = "undone"
    DROPPED = "dropped"


_OPEN = (Step.STARTED, Step.WRITTEN, Step.AUDITED)


@dataclass(frozen=True, slots=True)
class Event:
    """``at`` is in ISO 8601, UTC."""

    entry: int
    step: Step
    at: str
    who: str
    commit: str
    note: str


@dataclass(frozen=True, slots=True)
class BuiltObject:
    """``kind`` is `table`, `view`, `incremental`, `snapshot` or `seed`. ``published`` is the name
    that readers know, None for what is internal; ``contract`` is the id of its port's."""

    kind: str
    place: Place
    contract: str | None = None
    published: Place | None = None


@dataclass(frozen=True, slots=True)
class Release:
    product: str
    id: str
    code: str
    events: tuple[Event, ...]
    schemas: tuple[Place, ...]
    objects: tuple[BuiltObject, ...]
    # The ids of the contracts that it reads.
    reads: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return number_of(self.id)

    @property
    def step(self) -> Step:
        return self.events[-1].step

    @property
    def is_unfinished(self) -> bool:
        """A crash ended it before anybody saw it."""
        return self.step in _OPEN

    @property
    def has_data(self) -> bool:
        return self.step is not Step.DROPPED

    @property
    def was_published(self) -> bool:
        return any(event.step is Step.PUBLISHED for event in self.events)

    @property
    def published_entry(self) -> int:
        """Where in the order of all that happened it was published last; 0 if never."""
        return max((e.entry for e in self.events if e.step is Step.PUBLISHED), default=0)


@dataclass(frozen=True, slots=True)
class History:
    """The releases by product, in the order in which they were started."""

    releases: Mapping[str, tuple[Release, ...]]

    def of(self, product: str) -> tuple[Release, ...]:
        return self.releases.get(product, ())

    def published(self, product: str) -> tuple[Release, ...]:
        """Those with data, the one that readers see first, then by when they were published."""
        found = (one for one in self.of(product) if one.published_entry and one.has_data)
        return tuple(sorted(found, key=lambda one: -one.published_entry))

    def current(self, product: str) -> Release | None:
        """The one that readers see."""
        return next(iter(self.published(product)), None)

    def seen_at(self, product: str, entry: int) -> Release | None:
        """The one that readers saw before ``entry``, be it gone since."""
        found = [
            (event.entry, release)
            for release in self.of(product)
            for event in release.events
            if event.step is Step.PUBLISHED and event.entry < entry
        ]
        return max(found, key=lambda one: one[0])[1] if found else None

    def next_number(self, product: str) -> int:
        return 1 + max((release.number for release in self.of(product)), default=0)

    def all(self) -> Iterable[Release]:
        return (release for _, releases in sorted(self.releases.items()) for release in releases)


def history(state: State) -> History:
    events: dict[tuple[str, str], list[Event]] = {}
    codes: dict[tuple[str, str], str] = {}
    for row in state.rows("releases"):
        key = row["product"], row["release"]
        codes.setdefault(key, row["code"])
        events.setdefault(key, []).append(
            Event(
                row["entry"],
                Step(row["step"]),
                row["at"],
                row["who"],
                row["commit_id"],
                row["note"] or "",
            )
        )
    schemas = _by_release(state.rows("release_schemas"))
    objects = _by_release(state.rows("release_objects"))
    inputs = _by_release(state.rows("release_inputs"))
    releases: dict[str, list[Release]] = {}
    for (product, id_), found in events.items():
        release = Release(
            product,
            id_,
            codes[product, id_],
            tuple(found),
            tuple(
                Place(row["database_name"], row["schema_name"])
                for row in schemas.get((product, id_), ())
            ),
            tuple(_object(row) for row in objects.get((product, id_), ())),
            tuple(row["contract"] for row in inputs.get((product, id_), ())),
        )
        releases.setdefault(product, []).append(release)
    return History({product: tuple(found) for product, found in sorted(releases.items())})


def release_id(number: int, code: str) -> str:
    """``code`` is the digest of the product's code."""
    return f"{number}_{code[:8]}"


def number_of(release: str) -> int:
    match = _ID.fullmatch(release)
    if match is None:
        raise ValueError(f"{release!r} is not the id of a release")
    return int(match[1])


def _by_release(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["product"], row["release"]), []).append(row)
    return found


def _object(row: Row) -> BuiltObject:
    published = None
    if row["published_schema"]:
        published = Place(row["database_name"], row["published_schema"], row["published_name"])
    place = Place(row["database_name"], row["schema_name"], row["object_name"])
    return BuiltObject(row["kind"], place, row["contract"] or None, published)
