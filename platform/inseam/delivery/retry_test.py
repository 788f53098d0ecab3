from __future__ import annotations

import pytest

from inseam.delivery.destination import TimeLeft, Transient
from inseam.delivery.progress import Silent
from inseam.delivery.retry import GaveUp, Retry, RetryPolicy
from testkit.stopped_clock import StoppedClock


def pauses(error: Transient, attempts: int) -> list[float]:
    """Between so many attempts that all fail."""
    clock = StoppedClock()
    policy = RetryPolicy(attempts=attempts, first_pause=1, longest_pause=20, deadline=10_000)

    def attempt(time_left: TimeLeft) -> None:
        raise error

    with pytest.raises(GaveUp):
        Retry(policy, clock, Silent()).call(attempt)
    return clock.slept


def test_pauses_double_up_to_the_longest_and_are_spread() -> None:
    runs = [pauses(Transient("busy", answered=True), attempts=8) for _ in range(50)]
    for number, doubled in enumerate([1, 2, 4, 8, 16, 20, 20]):
        lengths = [run[number] for run in runs]
        assert doubled <= min(lengths)
        assert max(lengths) <= min(doubled + 1, 20)
        # Many senders that failed together do not come back together.
        assert doubled == 20 or len(set(lengths)) > 1


def test_no_pause_is_shorter_than_the_destination_asks_for() -> None:
    busy = Transient("busy", retry_after=60, answered=True)
    assert all(60 <= pause <= 62 for pause in pauses(busy, attempts=2))


def test_no_number_of_attempts_is_too_large() -> None:
    assert max(pauses(Transient("busy", answered=True), attempts=400)) <= 20
