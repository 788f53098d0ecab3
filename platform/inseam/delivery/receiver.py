"""Who gets what is delivered, and how one says that it did not work.

DeliveryError
├── Refused     this item, for good: a person has to look
├── NotNow      this call, for now: the same again may work
└── Closed      everything, for now: no call makes sense before somebody does something
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


class NotNow(DeliveryError):
    """``retry_after`` are the seconds that the receiver asks for. Nobody ``answered`` when the
    connection broke, was refused or timed out: the receiver may have done it all the same."""

    def __init__(self, reason: str, *, retry_after: float | None = None, answered: bool) -> None:
        self.retry_after = retry_after
        self.answered = answered
        super().__init__(reason)


class Closed(DeliveryError):
    pass


@dataclass(frozen=True, slots=True)
class Look:
    """``held`` is whatever the receiver wants to know again when it brings the item. ``again`` is
    for what is added and replaces nothing: it is compared once more right before it is brought, for
    somebody else may have brought it since."""

    change: Change
    held: Any = None
    again: bool = False


# How many seconds the next call may take, at the time one asks.
Patience = Callable[[], float]


class Receiver(Protocol):
    """All raise `DeliveryError`. Whatever was raised, the item may be there: `look` tells."""

    @property
    def name(self) -> str:
        """Without any secret. A journal belongs to one name."""

    def knows(self, key: str, patience: Patience) -> bool:
        """Whether something of this key is there, in whatever version."""

    def look(self, item: Item, patience: Patience) -> Look:
        """Compares the item with what is there. Changes nothing."""

    def bring(self, item: Item, look: Look, patience: Patience) -> None:
        """Makes the item be there. Returns only when that is confirmed."""
