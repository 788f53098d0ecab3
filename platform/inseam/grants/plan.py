"""What to give and what to take, and why: decided from values alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from inseam.agreements.readings import State
from inseam.grants.privileges import Access, Grant, Securable, Wanted

# Who has which privilege on an object, as far as grants are made here; None if there is no such
# object. Privileges that are not made here do not stand there.
Existing = Mapping[Securable, frozenset[str] | None]
# What was given here and not taken since, and the agreements for which.
Given = Mapping[Grant, tuple[str, ...]]


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """``agreements`` are the ids of those that ask for it, or did when it was given."""

    grant: Grant
    agreements: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Each in order, and no grant is in two of them.

    ``forget`` was given here and is there no longer, nor wanted: only the state has to know.
    ``waiting`` is wanted on what is not released yet. ``kept`` is as it should be, given here;
    ``of_others`` is too, given by somebody else, to whom it is left.
    """

    give: tuple[Step, ...] = ()
    take: tuple[Step, ...] = ()
    forget: tuple[Step, ...] = ()
    waiting: tuple[Step, ...] = ()
    kept: tuple[Step, ...] = ()
    of_others: tuple[Step, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.give or self.take or self.forget)


def plan(
    wanted: Wanted, given: Given, existing: Existing, accesses: Iterable[Access], day: date
) -> Plan:
    """Takes only what was given here; what exists and was not is somebody else's."""
    parts: dict[str, list[Step]] = {name: [] for name in Plan.__slots__}
    for grant, agreements in wanted.items():
        holders = existing.get(grant.securable)
        is_ours = grant in given
        if holders is None:
            part, reason = "waiting", ""
        elif grant.principal not in holders:
            part = "give"
            reason = "again: it was given, and is not there any more" if is_ours else ""
        else:
            part, reason = ("kept" if is_ours else "of_others"), ""
        parts[part].append(Step(grant, agreements, reason))
    why = _Endings(accesses, day)
    for grant, agreements in given.items():
        if grant in wanted:
            continue
        is_there = grant.principal in (existing.get(grant.securable) or ())
        step = Step(grant, agreements, why.of(grant, agreements))
        parts["take" if is_there else "forget"].append(step)
    return Plan(**{name: tuple(sorted(steps)) for name, steps in parts.items()})


def asked_about(wanted: Wanted, given: Given) -> tuple[Securable, ...]:
    """The objects whose grants a plan has to know, in order."""
    return tuple(sorted({grant.securable for grant in (*wanted, *given)}))


class _Endings:
    """Why what agreements asked for is wanted no more."""

    def __init__(self, accesses: Iterable[Access], day: date) -> None:
        self._accesses: dict[str, list[Access]] = {}
        for access in accesses:
            self._accesses.setdefault(access.id, []).append(access)
        self._day = day

    def of(self, grant: Grant, agreements: Iterable[str]) -> str:
        return "; ".join(sorted({self._of(grant, agreement) for agreement in agreements}))

    def _of(self, grant: Grant, agreement: str) -> str:
        accesses = self._accesses.get(agreement, [])
        if not accesses:
            return f"{agreement} is gone"
        latest = max(accesses, key=lambda access: (access.agreement.end or date.min, access.id))
        state = latest.agreement.state(self._day)
        if state is State.ENDED:
            return f"{agreement} ended on {latest.agreement.end}"
        if state is State.NOT_BEGUN:
            return f"{agreement} begins on {latest.agreement.start} only"
        if not any(grant.principal in access.groups for access in accesses):
            return f"{agreement} is of {latest.team}, which does not have this group"
        return f"{agreement} does not give it any more"
