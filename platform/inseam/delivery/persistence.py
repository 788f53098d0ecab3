"""One call, again and again, until it works, is refused, or there is no point in going on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from inseam.delivery.clock import Clock, Deadline
from inseam.delivery.item import Stop
from inseam.delivery.policy import Policy, pause
from inseam.delivery.progress import Progress
from inseam.delivery.receiver import Closed, NotNow, Patience, Refused

T = TypeVar("T")


class Waits(Exception):
    """Not now, in spite of all attempts; and nothing else either, if there is a ``stop``."""

    def __init__(self, reason: str, stop: Stop | None = None) -> None:
        self.reason = reason
        self.stop = stop
        super().__init__(reason)


@dataclass(slots=True)
class Persistence:
    """For one delivery. ``stopped`` says why nothing more is tried; "" while something is."""

    policy: Policy
    clock: Clock
    random: Random
    deadline: Deadline
    progress: Progress
    stopped: str = ""
    stop: Stop | None = None
    _unanswered: int = field(default=0, init=False)
    _answered_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._answered_at = self.clock.monotonic()

    @classmethod
    def starting(
        cls, policy: Policy, clock: Clock, random: Random, progress: Progress
    ) -> Persistence:
        return cls(policy, clock, random, Deadline.within(policy.deadline, clock), progress)

    def patience(self) -> float:
        return min(self.policy.call, self.deadline.left())

    def insist(self, call: Callable[[Patience], T]) -> T:
        """Raises `Refused`, and `Waits` when it gives up."""
        failures = 0
        while True:
            if not self.stopped and self.deadline.left() <= 0:
                self.stopped, self.stop = self._time_is_up(""), Stop.TIME
            if self.stopped:
                raise Waits(self.stopped, self.stop)
            try:
                result = call(self.patience)
            except NotNow as error:
                failures += 1
                self._after(error, failures)
            except Closed as error:
                self.stopped, self.stop = error.reason, Stop.CLOSED
            except Refused:
                self._answered()
                raise
            else:
                self._answered()
                return result

    def _answered(self) -> None:
        self._unanswered = 0
        self._answered_at = self.clock.monotonic()

    def _after(self, error: NotNow, failures: int) -> None:
        """Waits for the next attempt, or says why there is none."""
        if error.answered:
            self._answered()
        else:
            self._unanswered += 1
        if self._unanswered >= self.policy.unanswered:
            seconds = self.clock.monotonic() - self._answered_at
            tries = f"{self._unanswered} tries in {seconds:.0f} s"
            self.stopped = f"nobody answered {tries}; the last one: {error.reason}"
            self.stop = Stop.UNREACHABLE
            return
        if failures >= self.policy.attempts:
            raise Waits(error.reason) from error
        seconds = pause(self.policy, failures, error.retry_after, self.random)
        if seconds >= self.deadline.left():
            self.stopped, self.stop = self._time_is_up(error.reason), Stop.TIME
            return
        self.progress.pauses(error.reason, seconds)
        self.clock.sleep(seconds)

    def _time_is_up(self, last: str) -> str:
        within = f"the {self.policy.deadline:g} seconds for all were not enough"
        return f"{within}; the last time: {last}" if last else within
