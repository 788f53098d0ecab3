"""How often a call is tried, how soon again, and when nothing more is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tenacity import (
    Future,
    RetryCallState,
    RetryError,
    Retrying,
    retry_if_exception_type,
    wait_exponential_jitter,
)
from tenacity.wait import wait_base

from inseam.delivery.clock import Clock, Deadline
from inseam.delivery.destination import Refused, TimeLeft, Transient, Unusable
from inseam.delivery.item import Stop
from inseam.delivery.progress import Progress

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Times are in seconds.

    ``attempts`` are for one call, ``deadline`` is for all calls together. After ``unanswered``
    attempts in a row without an answer, of whichever calls, nothing more is tried.
    """

    attempts: int = 5
    first_pause: float = 0.5
    longest_pause: float = 30.0
    deadline: float = 300.0
    call: float = 30.0
    unanswered: int = 7


class GaveUp(Exception):
    """No attempt of this call worked; with a ``stop``, no other call is tried either."""

    def __init__(self, reason: str, stop: Stop | None = None) -> None:
        self.reason = reason
        self.stop = stop
        super().__init__(reason)


@dataclass(slots=True)
class Retry:
    """For the calls of one run: they share the deadline and the count of missing answers."""

    policy: RetryPolicy
    clock: Clock
    progress: Progress
    _deadline: Deadline = field(init=False)
    _stopped: tuple[str, Stop] | None = field(default=None, init=False)
    _unanswered: int = field(default=0, init=False)
    _answered_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._deadline = Deadline.within(self.policy.deadline, self.clock)
        self._answered_at = self.clock.monotonic()

    def call(self, attempt: Callable[[TimeLeft], T]) -> T:
        """Raises `Refused`, and `GaveUp`."""
        if self._stopped is None and self._deadline.left() <= 0:
            self._stopped = self._out_of_time(""), Stop.TIME
        if self._stopped is not None:
            raise GaveUp(*self._stopped)
        retrying = Retrying(
            retry=retry_if_exception_type(Transient),
            stop=self._stops,
            wait=wait_exponential_jitter(
                multiplier=self.policy.first_pause,
                max=self.policy.longest_pause,
                jitter=self.policy.first_pause,
            )
            + _AskedFor(),
            sleep=self.clock.sleep,
            before_sleep=self._before_pause,
        )
        try:
            result: T = retrying(attempt, self._time_left)
        except RetryError as error:
            raise GaveUp(*(self._stopped or (_failure(error.last_attempt).reason,))) from error
        except Refused:
            self._answered()
            raise
        except Unusable as error:
            self._stopped = error.reason, Stop.UNUSABLE
            raise GaveUp(*self._stopped) from error
        self._answered()
        return result

    def _time_left(self) -> float:
        return min(self.policy.call, self._deadline.left())

    def _answered(self) -> None:
        self._unanswered = 0
        self._answered_at = self.clock.monotonic()

    def _stops(self, state: RetryCallState) -> bool:
        """Whether the attempt that just failed was the last."""
        error = _failure(state.outcome)
        if error.answered:
            self._answered()
        else:
            self._unanswered += 1
        if self._unanswered >= self.policy.unanswered:
            seconds = self.clock.monotonic() - self._answered_at
            tries = f"{self._unanswered} tries in {seconds:.0f} s"
            reason = f"nobody answered {tries}; the last one: {error.reason}"
            self._stopped = reason, Stop.UNREACHABLE
        elif state.attempt_number >= self.policy.attempts:
            return True
        elif state.upcoming_sleep >= self._deadline.left():
            self._stopped = self._out_of_time(error.reason), Stop.TIME
        return self._stopped is not None

    def _before_pause(self, state: RetryCallState) -> None:
        self.progress.pauses(_failure(state.outcome).reason, state.upcoming_sleep)

    def _out_of_time(self, last: str) -> str:
        reason = f"the {self.policy.deadline:g} seconds for all were not enough"
        return f"{reason}; the last time: {last}" if last else reason


class _AskedFor(wait_base):
    """The pause that the destination asks for, to which the growing one is added."""

    def __call__(self, retry_state: RetryCallState) -> float:
        return _failure(retry_state.outcome).retry_after or 0.0


def _failure(attempt: Future | None) -> Transient:
    error = attempt.exception() if attempt else None
    assert isinstance(error, Transient)
    return error
