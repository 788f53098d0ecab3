"""What is to be delivered, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that the receiver shall have.

    It is a state and no message: to deliver it twice is to have it once. ``key`` is its own within
    a delivery, ``whose`` says to people where it comes from, and the receiver understands
    ``content``. It goes only when all of ``after`` went, so far as they are in the delivery, and
    only if the receiver knows all of ``reads``, from this delivery or from earlier.
    """

    key: str
    whose: str
    content: str
    after: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


class Change(StrEnum):
    """What an item is to what the receiver has."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class End(StrEnum):
    """``WAITING`` is for the next run; ``REFUSED`` and ``BLOCKED`` are for a person."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    BLOCKED = "blocked"
    WAITING = "waiting"


DELIVERED = frozenset({End.CREATED, End.CHANGED, End.UNCHANGED})


class Stop(StrEnum):
    """What ended a delivery for all items at once. Where it is ``CLOSED``, to try again is no use
    before somebody does something about that."""

    UNREACHABLE = "unreachable"
    TIME = "time"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``reason`` says why an item was not delivered. With ``stop`` it is not the item's own."""

    item: Item
    end: End
    reason: str = ""
    stop: Stop | None = None
