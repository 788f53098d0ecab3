"""Brings items to their receiver, in order, and leaves what does not arrive for the next run.

First what an earlier run left is sent. Then the new items are journalled, compared with what the
receiver has, and those that differ are sent. Nothing has to be remembered from run to run but the
items themselves: whether one arrived is asked of the receiver, so a lost answer, a killed process
or a second run never doubles anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from inseam.delivery.clock import Clock
from inseam.delivery.item import DELIVERED, Change, End, Item, Outcome
from inseam.delivery.journal import Journal, read_journal
from inseam.delivery.persistence import Persistence, Waits
from inseam.delivery.policy import Policy
from inseam.delivery.progress import Progress, Silent
from inseam.delivery.receiver import Look, Patience, Receiver, Refused
from inseam.delivery.spool import Spool

Ends = dict[str, Outcome]

# Why what an earlier run left waits, in a plan.
LEFT = "an earlier run left it"


@dataclass(frozen=True, slots=True)
class Means:
    """What a delivery is made with: all that is not the items themselves."""

    receiver: Receiver
    spool: Spool
    policy: Policy
    clock: Clock
    random: Random
    progress: Progress = field(default_factory=Silent)


def deliver(
    items: Sequence[Item], means: Means, refused: Mapping[str, str] | None = None
) -> tuple[Outcome, ...]:
    """What became of each item, and of each that an earlier run left, in order.

    ``refused`` are the items, by key, that are known not to be fit for sending, and why. Raises
    `SpoolError`.
    """
    with means.spool.locked():
        delivery = _Delivery.starting(means)
        left = delivery.send(delivery.journal.waiting, {}, {})
        # A newer version of an item takes its place.
        keys = {item.key for item in items}
        still = {
            key: outcome
            for key, outcome in left.items()
            if outcome.end is End.WAITING and key not in keys
        }
        earlier = [outcome.item for outcome in still.values()]
        unfit = _unfit(items, refused or {})
        fit = [item for item in items if item.key not in unfit]
        delivery.journal.begin([*earlier, *fit])
        planned, looks = delivery.plan(fit, unfit)
        settled = {key: one for key, one in planned.items() if one.end not in _TO_SEND}
        for outcome in settled.values():
            delivery.settle(outcome)
        differing = [one.item for one in planned.values() if one.end in _TO_SEND]
        delivery.journal.begin([*earlier, *differing])
        sent = delivery.send(differing, looks, still | settled)
        return _told(left, planned | sent)


def resume(means: Means) -> tuple[Outcome, ...]:
    """Sends what an earlier run left, and nothing else. Raises `SpoolError`."""
    with means.spool.locked():
        delivery = _Delivery.starting(means)
        return tuple(delivery.send(delivery.journal.waiting, {}, {}).values())


def plan(
    items: Sequence[Item], means: Means, refused: Mapping[str, str] | None = None
) -> tuple[Outcome, ...]:
    """What `deliver` would do: the ends that the items would have. Sends and writes nothing.

    An item that could not be compared waits. So does what an earlier run left (`LEFT`); it comes
    first.
    """
    delivery = _Delivery.starting(means)
    keys = {item.key for item in items}
    earlier = [item for item in delivery.journal.waiting if item.key not in keys]
    unfit = _unfit(items, refused or {})
    planned, _ = delivery.plan([item for item in items if item.key not in unfit], unfit)
    return (*(Outcome(item, End.WAITING, LEFT) for item in earlier), *planned.values())


_TO_SEND = frozenset({End.CREATED, End.CHANGED, End.WAITING})


@dataclass(slots=True)
class _Delivery:
    receiver: Receiver
    spool: Spool
    journal: Journal
    persistence: Persistence
    progress: Progress
    known: dict[str, bool]

    @classmethod
    def starting(cls, means: Means) -> _Delivery:
        return cls(
            means.receiver,
            means.spool,
            read_journal(means.spool.journal, means.receiver.name),
            Persistence.starting(means.policy, means.clock, means.random, means.progress),
            means.progress,
            {},
        )

    def plan(self, items: Sequence[Item], unfit: Ends) -> tuple[Ends, dict[str, Look]]:
        ends = dict(unfit)
        looks: dict[str, Look] = {}
        for number, item in enumerate(items, 1):
            self.progress.at("Comparing", number, len(items))
            outcome = self._obstacle(item, ends)
            if outcome is None or outcome.end is End.WAITING:
                outcome, look = self._compared(item)
                if look is not None:
                    looks[item.key] = look
            ends[item.key] = outcome
        return ends, looks

    def send(self, items: Sequence[Item], looks: Mapping[str, Look], others: Ends) -> Ends:
        """``others`` are ends of other items, on which these may depend."""
        ends = dict(others)
        sent: Ends = {}
        for number, item in enumerate(items, 1):
            self.progress.at("Sending", number, len(items))
            outcome = self._obstacle(item, ends) or self._sent(item, looks.get(item.key))
            self.settle(outcome)
            if outcome.end is not End.WAITING:
                self.journal.end(item.key, outcome.end, outcome.reason)
            ends[item.key] = sent[item.key] = outcome
        return sent

    def settle(self, outcome: Outcome) -> None:
        """Keeps the dead letters. Before the journal has it, so that no crash loses one."""
        if outcome.end in (End.REFUSED, End.BLOCKED):
            self.spool.dead_letters.put(outcome)
        elif outcome.end in DELIVERED:
            self.spool.dead_letters.remove(outcome.item.key)

    def _obstacle(self, item: Item, ends: Mapping[str, Outcome]) -> Outcome | None:
        """The item's end, if it cannot go because of another one."""
        for key in item.after:
            if key in ends and ends[key].end not in DELIVERED:
                return _because_of(item, ends[key])
        for key in item.reads:
            if key in ends and ends[key].end in DELIVERED:
                continue
            try:
                if self._knows(key):
                    continue
            except Waits as waits:
                return Outcome(item, End.WAITING, waits.reason, waits.stop)
            except Refused as refused:
                return Outcome(item, End.REFUSED, f"needs {key}: {refused.reason}")
            if key in ends and ends[key].end is End.WAITING:
                return _because_of(item, ends[key])
            also = f": {ends[key].reason}" if key in ends else ""
            reason = f"needs {key}, which is unknown at {self.receiver.name}{also}"
            return Outcome(item, End.REFUSED, reason)
        return None

    def _knows(self, key: str) -> bool:
        if not self.known.get(key):
            self.known[key] = self.persistence.insist(
                lambda patience: self.receiver.knows(key, patience)
            )
        return self.known[key]

    def _compared(self, item: Item) -> tuple[Outcome, Look | None]:
        try:
            look = self.persistence.insist(lambda patience: self.receiver.look(item, patience))
        except Waits as waits:
            return Outcome(item, End.WAITING, waits.reason, waits.stop), None
        except Refused as refused:
            return Outcome(item, End.REFUSED, refused.reason), None
        return Outcome(item, End(look.change)), look

    def _sent(self, item: Item, planned: Look | None) -> Outcome:
        sending = _Sending(self.receiver, item, planned)
        try:
            return Outcome(item, self.persistence.insist(sending.attempt))
        except Waits as waits:
            return Outcome(item, End.WAITING, waits.reason, waits.stop)
        except Refused as refused:
            return Outcome(item, End.REFUSED, refused.reason)


@dataclass(slots=True)
class _Sending:
    """Compares before each attempt, for the one before may have worked, with its answer lost. The
    first goes by the plan's comparison, unless the look says `again`."""

    receiver: Receiver
    item: Item
    look: Look | None
    _change: Change | None = None

    def attempt(self, patience: Patience) -> End:
        look = self.look
        self.look = None
        if look is None or look.again:
            look = self.receiver.look(self.item, patience)
        # What the first comparison said, if a later one finds that it was done.
        self._change = self._change or look.change
        if look.change is not Change.UNCHANGED:
            self.receiver.bring(self.item, look, patience)
        return End(self._change)


def _because_of(item: Item, other: Outcome) -> Outcome:
    if other.end is End.WAITING:
        reason = f"goes after {other.item.key}, which waits"
        return Outcome(item, End.WAITING, reason, other.stop)
    verb = "was refused" if other.end is End.REFUSED else "was not sent"
    return Outcome(item, End.BLOCKED, f"goes after {other.item.key}, which {verb}")


def _unfit(items: Iterable[Item], refused: Mapping[str, str]) -> Ends:
    """The ends of what is refused before any call, and of what goes after it."""
    ends: Ends = {}
    for item in items:
        if item.key in refused:
            ends[item.key] = Outcome(item, End.REFUSED, refused[item.key])
        elif other := next((ends[key] for key in item.after if key in ends), None):
            ends[item.key] = _because_of(item, other)
    return ends


def _told(left: Ends, ends: Ends) -> tuple[Outcome, ...]:
    """Of an item that an earlier run left and that is the same now, what became of it today."""
    told = dict(left)
    for key, outcome in ends.items():
        if outcome.end is End.UNCHANGED and key in left and left[key].end in DELIVERED:
            continue
        told[key] = outcome
    return tuple(told.values())
