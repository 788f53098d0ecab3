"""Where items go, and how a destination reports that something did not work.

DeliveryError
├── Refused     this item, for good: somebody has to correct it
├── Transient   this call, for now: the same call may work later
└── Unusable    all calls, until somebody corrects the key or the address
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from inseam.delivery.item import Change, Item


class DeliveryError(Exception):
    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Refused(DeliveryError):
    pass


class Transient(DeliveryError):
    """``retry_after`` are the seconds that the destination asks for. It is not ``answered`` if the
    connection broke, was refused or timed out: the destination may have done it all the same."""

    def __init__(self, reason: str, *, retry_after: float | None = None, answered: bool) -> None:
        self.retry_after = retry_after
        self.answered = answered
        super().__init__(reason)


class Unusable(DeliveryError):
    pass


@dataclass(frozen=True, slots=True)
class Comparison:
    """``held`` is what the destination needs again when it writes the item."""

    change: Change
    held: Any = None


# How many seconds the next call may take, at the time of asking.
TimeLeft = Callable[[], float]


class Destination(Protocol):
    """All methods raise `DeliveryError`. Whatever they raised, the item may be there: `compare`
    finds out."""

    @property
    def name(self) -> str:
        """Without any secret."""

    def knows(self, key: str, time_left: TimeLeft) -> bool:
        """Whether something with this key is there, in whatever version."""

    def compare(self, item: Item, time_left: TimeLeft) -> Comparison:
        """Compares the item with what is there. Changes nothing."""

    def write(self, item: Item, comparison: Comparison, time_left: TimeLeft) -> None:
        """Stores the item. Returns only when that is confirmed."""
