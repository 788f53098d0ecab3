"""How far a delivery is, for people who wait for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from inseam.delivery.clock import Clock

# Who waits longer than this without a word wonders.
SECONDS = 2.0


class Progress(Protocol):
    def at(self, doing: str, number: int, of: int) -> None:
        """Now the item of this number is worked at, such as ("Sending", 120, 346)."""

    def pauses(self, reason: str, seconds: float) -> None:
        """Nothing happens for so long, and then the same is tried again."""


class Silent:
    def at(self, doing: str, number: int, of: int) -> None:
        pass

    def pauses(self, reason: str, seconds: float) -> None:
        pass


@dataclass(slots=True)
class Spoken:
    """A line every few seconds, and none for what is done before."""

    say: Callable[[str], None]
    clock: Clock
    _next: float = field(init=False)

    def __post_init__(self) -> None:
        self._next = self.clock.monotonic() + SECONDS

    def at(self, doing: str, number: int, of: int) -> None:
        if self.clock.monotonic() >= self._next:
            self._say(f"{doing} {number:,} of {of:,} ...")

    def pauses(self, reason: str, seconds: float) -> None:
        # A message after the pause would be too late.
        if self.clock.monotonic() + seconds >= self._next:
            self._say(f"{reason[:1].upper()}{reason[1:]}. Trying again in {seconds:.0f} s ...")

    def _say(self, line: str) -> None:
        self.say(line)
        self._next = self.clock.monotonic() + SECONDS
