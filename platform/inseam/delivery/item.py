"""What is delivered, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A state that the destination is to have: to deliver it twice is to have it once.

    ``key`` is unique within a delivery, ``group`` is the line of the summary that counts it, and
    the destination understands ``content``. The item goes only if all of ``after`` went, as far as
    they are in the delivery, and only if the destination knows all of ``reads``, from this delivery
    or from before.
    """

    key: str
    group: str
    content: str
    after: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()


class Change(StrEnum):
    """How an item differs from what the destination has."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Status(StrEnum):
    """``REFUSED`` needs a correction, ``BLOCKED`` goes after something that was refused, and
    ``NOT_SENT`` only needs another run."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    BLOCKED = "blocked"
    NOT_SENT = "not sent"


DELIVERED = frozenset({Status.CREATED, Status.CHANGED, Status.UNCHANGED})


class Stop(StrEnum):
    """What ended a run for all items at once. After ``UNUSABLE``, another run does not help before
    somebody corrects the key or the address."""

    UNREACHABLE = "unreachable"
    TIME = "time"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``reason`` says why an item was not delivered. With ``stop`` it is the reason of all."""

    item: Item
    status: Status
    reason: str = ""
    stop: Stop | None = None
