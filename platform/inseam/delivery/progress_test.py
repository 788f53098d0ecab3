from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from inseam.delivery.progress import Spoken


@dataclass
class Time:
    seconds: float = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 1, 31, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def test_a_line_comes_every_two_seconds_and_says_how_far_it_is() -> None:
    clock, lines = Time(), list[str]()
    spoken = Spoken(lines.append, clock)
    for number in range(1, 11):
        spoken.at("Sending", number, 1_000)
        clock.sleep(1)
    assert lines == [f"Sending {number} of 1,000 ..." for number in (3, 5, 7, 9)]


def test_what_takes_no_time_is_not_said() -> None:
    lines: list[str] = []
    spoken = Spoken(lines.append, Time())
    for number in range(1_000):
        spoken.at("Sending", number, 1_000)
    assert lines == []


def test_a_long_pause_is_said_before_it() -> None:
    clock, lines = Time(), list[str]()
    spoken = Spoken(lines.append, clock)
    for seconds in (0.5, 1, 4):
        spoken.pauses("the connection was refused", seconds)
        clock.sleep(seconds)
    assert lines == ["The connection was refused. Trying again in 4 s ..."]
