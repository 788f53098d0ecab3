"""One call, again and again, until it works, is refused, or there is no point in going on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from inseam.delivery.clock import Clock, Deadline
from inseam.delivery.policy import Policy, pause
from inseam.delivery.receiver import Closed, NotNow, Patience, Refused

T = TypeVar("T")


class Waits(Exception):
    """Not now, in spite of all attempts; or not at all, if it is ``closed``."""

    def __init__(self, reason: str, *, closed: bool = False) -> None:
        self.reason = reason
        self.closed = closed
        super().__init__(reason)


@dataclass(slots=True)
class Persistence:
    """For one delivery. ``stopped`` says why nothing more is tried; "" while something is. It is
    ``closed`` if the receiver is."""

    policy: Policy
    clock: Clock
    random: Random
    deadline: Deadline
    stopped: str = ""
    closed: bool = False
    _unanswered: int = field(default=0, init=False)

    @classmethod
    def starting(cls, policy: Policy, clock: Clock, random: Random) -> Persistence:
        return cls(policy, clock, random, Deadline.within(policy.deadline, clock))

    def patience(self) -> float:
        return min(self.policy.call, self.deadline.left())

    def insist(self, call: Callable[[Patience], T]) -> T:
        """Raises `Refused`, and `Waits` when it gives up."""
        failures = 0
        while True:
            if not self.stopped and self.deadline.left() <= 0:
                self.stopped = self._time_is_up("")
            if self.stopped:
                raise Waits(self.stopped, closed=self.closed)
            try:
                result = call(self.patience)
            except NotNow as error:
                failures += 1
                self._after(error, failures)
            except Closed as error:
                self.stopped, self.closed = error.reason, True
            except Refused:
                self._unanswered = 0
                raise
            else:
                self._unanswered = 0
                return result

    def _after(self, error: NotNow, failures: int) -> None:
        """Waits for the next attempt, or says why there is none."""
        self._unanswered = 0 if error.answered else self._unanswered + 1
        if self._unanswered >= self.policy.unanswered:
            times = f"{self._unanswered} times in a row"
            self.stopped = f"nobody answered, {times}; the last time: {error.reason}"
            return
        if failures >= self.policy.attempts:
            raise Waits(error.reason) from error
        seconds = pause(self.policy, failures, error.retry_after, self.random)
        if seconds >= self.deadline.left():
            self.stopped = self._time_is_up(error.reason)
            return
        self.clock.sleep(seconds)

    def _time_is_up(self, last: str) -> str:
        within = f"the {self.policy.deadline:g} seconds for all were not enough"
        return f"{within}; the last time: {last}" if last else within
