"""Deliveries to a destination in memory that fails on command, by a clock that only pauses move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from inseam.delivery.deliver import Delivery, deliver, plan
from inseam.delivery.destination import Comparison, Refused, TimeLeft, Transient, Unusable
from inseam.delivery.item import Change, Item, Outcome, Status, Stop
from inseam.delivery.retry import RetryPolicy
from testkit.stopped_clock import StoppedClock

BUSY = Transient("busy", answered=True)
DOWN = Transient("the connection was refused", answered=False)
LOST = Transient("no answer", answered=False)


@dataclass
class Shelf:
    """Keeps what is written to it. ``script`` has what happens at a call: None lets it work."""

    script: Callable[[str, str], Exception | None] = lambda call, key: None
    after: Callable[[str, str], Exception | None] = lambda call, key: None
    has: dict[str, str] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    name: str = "shelf"

    def _do(self, happens: Callable[[str, str], Exception | None], call: str, key: str) -> None:
        if error := happens(call, key):
            raise error

    def knows(self, key: str, time_left: TimeLeft) -> bool:
        self._do(self.script, "knows", key)
        return key in self.has

    def compare(self, item: Item, time_left: TimeLeft) -> Comparison:
        self._do(self.script, "compare", item.key)
        if item.key not in self.has:
            return Comparison(Change.CREATED)
        same = self.has[item.key] == item.content
        return Comparison(Change.UNCHANGED if same else Change.CHANGED)

    def write(self, item: Item, comparison: Comparison, time_left: TimeLeft) -> None:
        self._do(self.script, "write", item.key)
        self.has[item.key] = item.content
        self.written.append(item.key)
        self._do(self.after, "write", item.key)


class Times:
    """The error for so many calls of this kind on this key, then none."""

    def __init__(self, error: Exception, call: str, key: str, times: float = 1) -> None:
        self.error, self.call, self.key, self.left = error, call, key, times

    def __call__(self, call: str, key: str) -> Exception | None:
        if (call, key) != (self.call, self.key) or self.left <= 0:
            return None
        self.left -= 1
        return self.error


def item(key: str, *, after: Sequence[str] = (), reads: Sequence[str] = ()) -> Item:
    return Item(key=key, group=key[0], content=f"the {key}", after=tuple(after), reads=tuple(reads))


A, B = item("a1"), item("b1")
A2 = item("a2", after=["a1"])
ALL = (A, A2, B)


def to(shelf: Shelf, policy: RetryPolicy | None = None) -> Delivery:
    return Delivery(shelf, policy or RetryPolicy(), StoppedClock())


def pauses(delivery: Delivery) -> list[float]:
    assert isinstance(delivery.clock, StoppedClock)
    return delivery.clock.slept


def statuses(outcomes: Sequence[Outcome]) -> dict[str, Status]:
    return {outcome.item.key: outcome.status for outcome in outcomes}


def reason(outcomes: Sequence[Outcome], key: str) -> str:
    return next(outcome.reason for outcome in outcomes if outcome.item.key == key)


def down(call: str, key: str) -> Exception | None:
    return DOWN


def test_everything_is_written_once_and_in_order() -> None:
    shelf = Shelf()

    assert statuses(deliver(ALL, to(shelf))) == dict.fromkeys(["a1", "a2", "b1"], Status.CREATED)
    assert shelf.written == ["a1", "a2", "b1"]
    assert statuses(deliver(ALL, to(shelf))) == dict.fromkeys(["a1", "a2", "b1"], Status.UNCHANGED)
    assert shelf.written == ["a1", "a2", "b1"]


def test_a_plan_says_what_would_happen_and_does_nothing() -> None:
    shelf = Shelf(has={"a1": "the a1", "a2": "an older a2"})

    planned = plan(ALL, to(shelf))

    assert statuses(planned) == {"a1": Status.UNCHANGED, "a2": Status.CHANGED, "b1": Status.CREATED}
    assert shelf.written == []


def test_what_fails_for_now_is_tried_again() -> None:
    shelf = Shelf(Times(BUSY, "write", "a1", 3))
    ready = to(shelf)

    assert statuses(deliver(ALL, ready))["a1"] is Status.CREATED
    assert len(pauses(ready)) == 3


def test_a_lost_answer_doubles_nothing() -> None:
    shelf = Shelf(after=Times(LOST, "write", "a1"))

    assert statuses(deliver(ALL, to(shelf)))["a1"] is Status.CREATED
    assert shelf.written == ["a1", "a2", "b1"]


def test_a_pause_is_as_long_as_the_destination_asks_for() -> None:
    shelf = Shelf(Times(Transient("busy", retry_after=40, answered=True), "write", "a1"))
    ready = to(shelf)

    deliver([A], ready)

    assert 40 <= pauses(ready)[0] <= 41


def test_nobody_waits_past_the_deadline() -> None:
    shelf = Shelf(Times(Transient("busy", retry_after=400, answered=True), "write", "a1"))
    ready = to(shelf, RetryPolicy(deadline=60))

    outcomes = deliver(ALL, ready)

    assert ready.clock.monotonic() <= 60
    assert statuses(outcomes) == dict.fromkeys(["a1", "a2", "b1"], Status.NOT_SENT)
    assert "60 seconds" in reason(outcomes, "b1")
    assert "busy" in reason(outcomes, "b1")


def test_the_deadline_holds_when_every_attempt_takes_its_time() -> None:
    clock = StoppedClock()

    def slow(call: str, key: str) -> Exception | None:
        clock.seconds += 10
        return LOST

    ready = Delivery(Shelf(slow), RetryPolicy(deadline=25, unanswered=99), clock)
    deliver(ALL, ready)

    assert clock.seconds <= 25 + 10


def test_when_nobody_answers_nothing_more_is_tried() -> None:
    calls: list[str] = []

    def silent(call: str, key: str) -> Exception | None:
        calls.append(call)
        return DOWN

    outcomes = deliver(ALL, to(Shelf(silent), RetryPolicy(unanswered=4)))

    assert len(calls) == 4
    assert statuses(outcomes) == dict.fromkeys(["a1", "a2", "b1"], Status.NOT_SENT)
    assert "nobody answered" in reason(outcomes, "a1")


def test_who_answers_now_and_then_is_not_given_up() -> None:
    errors = iter([DOWN, DOWN, BUSY, DOWN, DOWN, None, None])

    def moody(call: str, key: str) -> Exception | None:
        return next(errors)

    ready = to(Shelf(moody), RetryPolicy(unanswered=3, attempts=9))

    assert statuses(deliver([A], ready)) == {"a1": Status.CREATED}


def test_the_same_call_again_sends_what_an_outage_left_in_order() -> None:
    assert set(statuses(deliver(ALL, to(Shelf(down)))).values()) == {Status.NOT_SENT}
    shelf = Shelf()

    outcomes = deliver(ALL, to(shelf))

    assert shelf.written == ["a1", "a2", "b1"]
    assert set(statuses(outcomes).values()) == {Status.CREATED}


def test_a_key_that_is_not_accepted_ends_the_run_at_its_first_call() -> None:
    shelf = Shelf(Times(Unusable("no key"), "compare", "a1"))

    outcomes = deliver(ALL, to(shelf))

    assert {(one.status, one.stop) for one in outcomes} == {(Status.NOT_SENT, Stop.UNUSABLE)}
    assert [one.reason for one in outcomes] == [
        "no key",
        "goes after a1, which was not sent",
        "no key",
    ]
    assert shelf.written == []


def test_what_cannot_be_written_holds_up_only_what_goes_after_it() -> None:
    shelf = Shelf(Times(BUSY, "write", "a1", float("inf")))

    outcomes = deliver(ALL, to(shelf))

    assert statuses(outcomes) == {
        "a1": Status.NOT_SENT,
        "a2": Status.NOT_SENT,
        "b1": Status.CREATED,
    }
    assert reason(outcomes, "a2") == "goes after a1, which was not sent"
    # A plan compares it all the same.
    planned = plan(ALL, to(Shelf(Times(BUSY, "compare", "a1", float("inf")))))
    assert statuses(planned) == {
        "a1": Status.NOT_SENT,
        "a2": Status.CREATED,
        "b1": Status.CREATED,
    }


def test_a_refusal_blocks_what_goes_after_it_until_it_is_corrected() -> None:
    shelf = Shelf(Times(Refused("no owner"), "write", "a1", float("inf")))

    outcomes = deliver(ALL, to(shelf))

    assert statuses(outcomes) == {
        "a1": Status.REFUSED,
        "a2": Status.BLOCKED,
        "b1": Status.CREATED,
    }
    assert reason(outcomes, "a1") == "no owner"
    again = deliver(ALL, to(Shelf(has=shelf.has)))
    assert statuses(again) == {
        "a1": Status.CREATED,
        "a2": Status.CREATED,
        "b1": Status.UNCHANGED,
    }


def test_what_is_known_to_be_unfit_is_never_sent() -> None:
    shelf = Shelf()

    outcomes = deliver(ALL, to(shelf), {"a1": "no version"})

    assert statuses(outcomes) == {"a1": Status.REFUSED, "a2": Status.BLOCKED, "b1": Status.CREATED}
    assert shelf.written == ["b1"]


def test_what_is_read_must_be_known() -> None:
    reader = item("b1", reads=["a1"])

    assert statuses(deliver([reader], to(Shelf()))) == {"b1": Status.REFUSED}
    assert statuses(deliver([A, reader], to(Shelf())))["b1"] is Status.CREATED
    assert statuses(deliver([reader], to(Shelf(has={"a1": "older"}))))["b1"] is Status.CREATED
    # A refused new version leaves the old one to read.
    refusing = Shelf(Times(Refused("no"), "write", "a1"), has={"a1": "older"})
    assert statuses(deliver([A, reader], to(refusing))) == {
        "a1": Status.REFUSED,
        "b1": Status.CREATED,
    }
    refusing = Shelf(Times(Refused("no"), "write", "a1"))
    outcomes = deliver([A, reader], to(refusing))
    assert statuses(outcomes) == {"a1": Status.REFUSED, "b1": Status.REFUSED}
    assert reason(outcomes, "b1") == "needs a1, which is unknown at shelf: no"


class Crash(BaseException):
    """As if the process were killed here: nothing catches it."""


@pytest.mark.parametrize("when", range(40))
def test_a_crash_at_any_moment_loses_and_doubles_nothing(when: int) -> None:
    moments = iter(range(when + 1))

    def crash(call: str, key: str) -> Exception | None:
        if next(moments, None) is None:
            raise Crash
        return None

    shelf = Shelf(crash, crash)
    try:
        deliver(ALL, to(shelf))
    except Crash:
        deliver(ALL, to(calm := Shelf(has=shelf.has, written=shelf.written)))
    else:
        calm = shelf
        # Three moments an item: before its comparison, before its write and after it.
        assert when >= 8
    assert calm.written == ["a1", "a2", "b1"]
