"""What readers of an environment see now, and as of when its data is: pure, of the state.

Data is as of the oldest of what it was made of: a release has the data of its inputs that readers
saw when it began. One that reads nothing is as of when it began.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from inseam.environments.loaded import DONE
from inseam.environments.state import State
from inseam.release.history import Event, History, Release, Step, history
from inseam.release.listing import Seen, SeenContract, SeenProduct

_BROKEN = (Step.FAILED, Step.UNDONE)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Rows of a system outside came ``at`` a time, as they were at ``data_as_of``."""

    entry: int
    contract: str
    data_as_of: str
    at: str


def seen_in(state: State) -> Seen:
    return seen_of(history(state), arrivals(state))


def arrivals(state: State) -> list[Arrival]:
    """In the order in which they came."""
    ingested = {row["load"]: row["data_as_of"] for row in state.rows("ingested_tables")}
    found = [
        Arrival(row["entry"], row["contract"], as_of, row["at"])
        for row in state.rows("loads")
        if row["step"] == DONE and (as_of := ingested.get(row["entry"]) or row["as_of"])
    ]
    return sorted(found, key=lambda one: one.entry)


def seen_of(releases: History, came: Iterable[Arrival]) -> Seen:
    teller = _Teller(releases, tuple(came))
    return Seen(
        tuple(teller.product(name) for name in sorted(releases.releases)),
        tuple(sorted(teller.contracts(), key=lambda one: one.contract)),
    )


class _Teller:
    def __init__(self, releases: History, came: tuple[Arrival, ...]) -> None:
        self._releases = releases
        self._came = came
        self._known: dict[tuple[str, str], str | None] = {}
        # Which product offered a contract, of all that was ever released.
        self._providers = {
            one.contract: release.product
            for release in releases.all()
            for one in release.objects
            if one.contract is not None
        }

    def product(self, product: str) -> SeenProduct:
        current = self._releases.current(product)
        since = current.number if current else 0
        broken = [
            event
            for release in self._releases.of(product)
            for event in release.events
            if release.number > since and event.step in _BROKEN
        ]
        return SeenProduct(
            product,
            current.id if current else None,
            current.events[0].at if current else None,
            published.at if current and (published := _published(current)) else None,
            len(broken),
            broken[-1].at if broken else None,
            {one: self._read(current, one) for one in current.reads} if current else {},
        )

    def contracts(self) -> Iterable[SeenContract]:
        for contract, product in self._providers.items():
            current = self._releases.current(product)
            if current and any(one.contract == contract for one in current.objects):
                published = _published(current)
                at = published.at if published else current.events[-1].at
                yield SeenContract(contract, self._data_as_of(current), at)
        last = {one.contract: one for one in self._came if one.contract not in self._providers}
        for one in last.values():
            yield SeenContract(one.contract, one.data_as_of, one.at)

    def _data_as_of(self, release: Release) -> str | None:
        key = release.product, release.id
        if key not in self._known:
            self._known[key] = None  # Of a circle, nobody knows.
            read = [self._read(release, contract) for contract in release.reads]
            known = [instant for instant in read if instant is not None]
            if not read:
                self._known[key] = release.events[0].at
            elif len(known) == len(read):
                self._known[key] = min(known, key=datetime.fromisoformat)
        return self._known[key]

    def _read(self, release: Release, contract: str) -> str | None:
        """As of when the contract was that readers saw when the release began."""
        entry, provider = release.events[0].entry, self._providers.get(contract)
        if provider is None:
            before = [o for o in self._came if o.contract == contract and o.entry < entry]
            return before[-1].data_as_of if before else None
        read = self._releases.seen_at(provider, entry)
        return self._data_as_of(read) if read else None


def _published(release: Release) -> Event | None:
    """When it came through: later, readers may have gone back to it."""
    return next((one for one in release.events if one.step is Step.PUBLISHED), None)
