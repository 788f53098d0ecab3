"""What a call of `release` is going to do: pure, and shown before anything is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inseam.release.history import History, Release


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    REFRESHED = "refreshed"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class InputPort:
    """A contract that a product reads, and the line that says so."""

    contract: str
    file: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product of the call. ``code`` is the digest of all that decides what it builds;
    ``offers`` are the ids of its contracts."""

    name: str
    code: str
    offers: tuple[str, ...]
    reads: tuple[InputPort, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A contract without data in the environment; ``provider`` is its product, None for a system
    outside of the repository."""

    port: InputPort
    provider: str | None


@dataclass(frozen=True, slots=True)
class Planned:
    """``current`` is the release that readers see now. ``providers`` are the products of this call
    that come before it; ``missing`` is why it is blocked."""

    candidate: Candidate
    change: Change
    current: Release | None
    providers: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def builds(self) -> bool:
        return self.change in (Change.NEW, Change.CHANGED, Change.REFRESHED)


def plan(
    candidates: Sequence[Candidate],
    history: History,
    *,
    loaded: Collection[str],
    owners: Mapping[str, str],
    refresh: bool = False,
) -> tuple[Planned, ...]:
    """Providers before their consumers, else by name.

    ``loaded`` are the external contracts that have data there, ``owners`` the products of all
    contracts of the repository, by id. Products that read each other are taken by name: each has
    a finding of its own before it builds.
    """
    here = {contract: c.name for c in candidates for contract in c.offers}
    found: dict[str, Planned] = {}
    for candidate in _in_order(candidates, here):
        missing = []
        for port in candidate.reads:
            provider = here.get(port.contract) or owners.get(port.contract)
            if provider == candidate.name:
                continue
            if provider in found:
                has_data = found[provider].change is not Change.BLOCKED
            elif provider is None:
                has_data = port.contract in loaded
            else:
                has_data = _offers(history.current(provider), port.contract)
            if not has_data:
                missing.append(Missing(port, provider))
        providers = {here[p.contract] for p in candidate.reads if p.contract in here}
        current = history.current(candidate.name)
        found[candidate.name] = Planned(
            candidate,
            Change.BLOCKED if missing else _change(candidate, current, refresh),
            current,
            tuple(sorted(providers - {candidate.name})),
            tuple(missing),
        )
    return tuple(found.values())


def _offers(release: Release | None, contract: str) -> bool:
    return release is not None and any(one.contract == contract for one in release.objects)


def _change(candidate: Candidate, current: Release | None, refresh: bool) -> Change:
    if current is None:
        return Change.NEW
    if current.code != candidate.code:
        return Change.CHANGED
    return Change.REFRESHED if refresh else Change.UNCHANGED


def _in_order(candidates: Iterable[Candidate], here: Mapping[str, str]) -> Iterable[Candidate]:
    by_name = {candidate.name: candidate for candidate in candidates}
    done: dict[str, Candidate] = {}

    def visit(name: str, above: frozenset[str]) -> None:
        if name in done or name in above:
            return
        providers = {here[p.contract] for p in by_name[name].reads if p.contract in here}
        for provider in sorted(providers):
            visit(provider, above | {name})
        done[name] = by_name[name]

    for name in sorted(by_name):
        visit(name, frozenset())
    return done.values()


def kept(history: History, product: str, number: int) -> tuple[Release, ...]:
    """The release that readers see and ``number`` earlier ones."""
    return history.published(product)[: number + 1]


def to_drop(history: History, number: int) -> tuple[Release, ...]:
    """Releases whose data nobody needs any more: those that did not come through, and of the
    published ones all but the newest of each product."""
    return tuple(
        release
        for release in history.all()
        if release.has_data
        and not release.is_unfinished
        and release not in kept(history, release.product, number)
    )
