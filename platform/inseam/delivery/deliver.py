"""Delivers items in order: each is compared with what the destination has, and sent if it differs.

Nothing is remembered from run to run. The destination is asked whether an item arrived, so after a
lost answer, or a process that was killed, the same call again sends what is missing and nothing
twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inseam.delivery.clock import Clock
from inseam.delivery.destination import Destination, Refused, TimeLeft
from inseam.delivery.item import DELIVERED, Change, Item, Outcome, Status
from inseam.delivery.progress import Progress, Silent
from inseam.delivery.retry import GaveUp, Retry, RetryPolicy


@dataclass(frozen=True, slots=True)
class Delivery:
    """Where items go, and how calls are repeated."""

    destination: Destination
    policy: RetryPolicy
    clock: Clock
    progress: Progress = field(default_factory=Silent)


def deliver(
    items: Sequence[Item], delivery: Delivery, refused: Mapping[str, str] | None = None
) -> tuple[Outcome, ...]:
    """What became of each item, in order.

    ``refused`` has, by key, the items that are not fit to be sent, and why.
    """
    return _Run.of(delivery, sends=True).outcomes(items, refused or {})


def plan(
    items: Sequence[Item], delivery: Delivery, refused: Mapping[str, str] | None = None
) -> tuple[Outcome, ...]:
    """What `deliver` would do with each item. Sends nothing.

    An item that could not be compared is `Status.NOT_SENT`.
    """
    return _Run.of(delivery, sends=False).outcomes(items, refused or {})


@dataclass(slots=True)
class _Run:
    destination: Destination
    retry: Retry
    progress: Progress
    sends: bool
    known: set[str] = field(default_factory=set)
    done: dict[str, Outcome] = field(default_factory=dict)

    @classmethod
    def of(cls, delivery: Delivery, *, sends: bool) -> _Run:
        retry = Retry(delivery.policy, delivery.clock, delivery.progress)
        return cls(delivery.destination, retry, delivery.progress, sends)

    def outcomes(self, items: Sequence[Item], refused: Mapping[str, str]) -> tuple[Outcome, ...]:
        for number, item in enumerate(items, 1):
            self.progress.at("Publishing" if self.sends else "Comparing", number, len(items))
            if item.key in refused:
                self.done[item.key] = Outcome(item, Status.REFUSED, refused[item.key])
            else:
                self.done[item.key] = self._outcome(item)
        return tuple(self.done.values())

    def _outcome(self, item: Item) -> Outcome:
        try:
            obstacle = self._obstacle(item)
            # A plan says of each item how it differs, whatever became of those before it.
            if obstacle is not None and (self.sends or obstacle.status is not Status.NOT_SENT):
                return obstacle
            return Outcome(item, self._status(item))
        except GaveUp as error:
            return Outcome(item, Status.NOT_SENT, error.reason, error.stop)
        except Refused as error:
            return Outcome(item, Status.REFUSED, error.reason)

    def _obstacle(self, item: Item) -> Outcome | None:
        """The outcome of an item that cannot go because of another one."""
        for key in item.after:
            if key in self.done and self.done[key].status not in DELIVERED:
                return _because_of(item, self.done[key])
        for key in item.reads:
            provider = self.done.get(key)
            if (provider is not None and provider.status in DELIVERED) or self._knows(key):
                continue
            if provider is not None and provider.status is Status.NOT_SENT:
                return _because_of(item, provider)
            reason = f"needs {key}, which is unknown at {self.destination.name}"
            if provider is not None:
                reason += f": {provider.reason}"
            return Outcome(item, Status.REFUSED, reason)
        return None

    def _knows(self, key: str) -> bool:
        if key not in self.known:
            try:
                knows = self.retry.call(lambda time_left: self.destination.knows(key, time_left))
            except Refused as error:
                raise Refused(f"needs {key}: {error.reason}") from error
            if knows:
                self.known.add(key)
        return key in self.known

    def _status(self, item: Item) -> Status:
        """Compares before each attempt, for the one before may have worked without an answer."""
        change: Change | None = None

        def attempt(time_left: TimeLeft) -> None:
            nonlocal change
            comparison = self.destination.compare(item, time_left)
            change = change or comparison.change
            if self.sends and comparison.change is not Change.UNCHANGED:
                self.destination.write(item, comparison, time_left)

        self.retry.call(attempt)
        assert change is not None
        return Status(change)


def _because_of(item: Item, other: Outcome) -> Outcome:
    if other.status is Status.NOT_SENT:
        reason = f"goes after {other.item.key}, which was not sent"
        return Outcome(item, Status.NOT_SENT, reason, other.stop)
    verb = "was refused" if other.status is Status.REFUSED else "was blocked"
    return Outcome(item, Status.BLOCKED, f"goes after {other.item.key}, which {verb}")
