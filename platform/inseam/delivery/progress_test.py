from __future__ import annotations

from inseam.delivery.progress import Spoken
from testkit.stopped_clock import StoppedClock


def test_a_line_comes_every_two_seconds_and_says_how_far_it_is() -> None:
    clock, lines = StoppedClock(), list[str]()
    spoken = Spoken(lines.append, clock)
    for number in range(1, 11):
        spoken.at("Sending", number, 1_000)
        clock.sleep(1)
    assert lines == [f"Sending {number} of 1,000 ..." for number in (3, 5, 7, 9)]


def test_what_takes_no_time_is_not_said() -> None:
    lines: list[str] = []
    spoken = Spoken(lines.append, StoppedClock())
    for number in range(1_000):
        spoken.at("Sending", number, 1_000)
    assert lines == []


def test_a_long_pause_is_said_before_it() -> None:
    clock, lines = StoppedClock(), list[str]()
    spoken = Spoken(lines.append, clock)
    for seconds in (0.5, 1, 4):
        spoken.pauses("the connection was refused", seconds)
        clock.sleep(seconds)
    assert lines == ["The connection was refused. Trying again in 4 s ..."]
