"""The loop against a receiver in memory that fails on command. Time only passes in sleeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from inseam.delivery.deliver import Means, deliver, plan, resume
from inseam.delivery.item import Change, End, Item, Outcome
from inseam.delivery.journal import read_journal
from inseam.delivery.policy import Policy
from inseam.delivery.receiver import Closed, Look, NotNow, Patience, Refused
from inseam.delivery.spool import Spool
from inseam.delivery.spool_error import SpoolError

BUSY = NotNow("busy", answered=True)
DOWN = NotNow("the connection was refused", answered=False)
LOST = NotNow("no answer", answered=False)


@dataclass
class Time:
    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass
class Shelf:
    """Keeps what it is brought. ``script`` has what happens at a call: None lets it work."""

    script: Callable[[str, str], Exception | None] = lambda call, key: None
    after: Callable[[str, str], Exception | None] = lambda call, key: None
    has: dict[str, str] = field(default_factory=dict)
    brought: list[str] = field(default_factory=list)
    name: str = "shelf"

    def _do(self, happens: Callable[[str, str], Exception | None], call: str, key: str) -> None:
        if error := happens(call, key):
            raise error

    def knows(self, key: str, patience: Patience) -> bool:
        self._do(self.script, "knows", key)
        return key in self.has

    def look(self, item: Item, patience: Patience) -> Look:
        self._do(self.script, "look", item.key)
        if item.key not in self.has:
            return Look(Change.CREATED)
        same = self.has[item.key] == item.content
        return Look(Change.UNCHANGED if same else Change.CHANGED)

    def bring(self, item: Item, look: Look, patience: Patience) -> None:
        self._do(self.script, "bring", item.key)
        self.has[item.key] = item.content
        self.brought.append(item.key)
        self._do(self.after, "bring", item.key)


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
    return Item(key=key, whose=key[0], content=f"the {key}", after=tuple(after), reads=tuple(reads))


A, B = item("a1"), item("b1")
A2 = item("a2", after=["a1"])
ALL = (A, A2, B)


@pytest.fixture
def means(tmp_path: Path) -> Means:
    return Means(Shelf(), Spool(tmp_path / "spool"), Policy(), Time(), Random(1))


def at(means: Means, shelf: Shelf, policy: Policy | None = None) -> Means:
    return Means(shelf, means.spool, policy or means.policy, Time(), Random(1))


def ends(outcomes: Sequence[Outcome]) -> dict[str, End]:
    return {outcome.item.key: outcome.end for outcome in outcomes}


def reason(outcomes: Sequence[Outcome], key: str) -> str:
    return next(outcome.reason for outcome in outcomes if outcome.item.key == key)


def waiting(means: Means) -> list[str]:
    return [one.key for one in read_journal(means.spool.journal, means.receiver.name).waiting]


def test_everything_is_brought_once_and_in_order(means: Means) -> None:
    shelf = Shelf()

    assert ends(deliver(ALL, at(means, shelf))) == dict.fromkeys(["a1", "a2", "b1"], End.CREATED)
    assert shelf.brought == ["a1", "a2", "b1"]
    assert ends(deliver(ALL, at(means, shelf))) == dict.fromkeys(["a1", "a2", "b1"], End.UNCHANGED)
    assert shelf.brought == ["a1", "a2", "b1"]


def test_a_plan_says_what_would_happen_and_does_nothing(means: Means) -> None:
    shelf = Shelf(has={"a1": "the a1", "a2": "an older a2"})

    planned = plan(ALL, at(means, shelf))

    assert ends(planned) == {"a1": End.UNCHANGED, "a2": End.CHANGED, "b1": End.CREATED}
    assert shelf.brought == []
    assert not means.spool.folder.exists()


def test_what_fails_for_now_is_tried_again(means: Means) -> None:
    shelf = Shelf(Times(BUSY, "bring", "a1", 3))
    ready = at(means, shelf)

    assert ends(deliver(ALL, ready))["a1"] is End.CREATED
    assert isinstance(ready.clock, Time)
    assert len(ready.clock.slept) == 3


def test_a_lost_answer_doubles_nothing(means: Means) -> None:
    shelf = Shelf(after=Times(LOST, "bring", "a1"))

    assert ends(deliver(ALL, at(means, shelf)))["a1"] is End.CREATED
    assert shelf.brought == ["a1", "a2", "b1"]


def test_a_pause_is_as_long_as_the_receiver_asks_for(means: Means) -> None:
    shelf = Shelf(Times(NotNow("busy", retry_after=40, answered=True), "bring", "a1"))
    ready = at(means, shelf)

    deliver([A], ready)

    assert isinstance(ready.clock, Time)
    assert 40 <= ready.clock.slept[0] <= 41


def test_nobody_waits_past_the_deadline(means: Means) -> None:
    shelf = Shelf(Times(NotNow("busy", retry_after=400, answered=True), "bring", "a1"))
    ready = at(means, shelf, Policy(deadline=60))

    outcomes = deliver(ALL, ready)

    assert ready.clock.monotonic() <= 60
    assert ends(outcomes) == dict.fromkeys(["a1", "a2", "b1"], End.WAITING)
    assert "60 seconds" in reason(outcomes, "b1")
    assert "busy" in reason(outcomes, "b1")
    assert waiting(means) == ["a1", "a2", "b1"]


def test_the_deadline_holds_when_every_attempt_takes_its_time(means: Means) -> None:
    clock = Time()

    def slow(call: str, key: str) -> Exception | None:
        clock.seconds += 10
        return LOST

    ready = Means(Shelf(slow), means.spool, Policy(deadline=25, unanswered=99), clock, Random(1))
    deliver(ALL, ready)

    assert clock.seconds <= 25 + 10


def test_when_nobody_answers_nothing_more_is_tried(means: Means) -> None:
    calls: list[str] = []

    def down(call: str, key: str) -> Exception | None:
        calls.append(call)
        return DOWN

    outcomes = deliver(ALL, at(means, Shelf(down), Policy(unanswered=4)))

    assert len(calls) == 4
    assert ends(outcomes) == dict.fromkeys(["a1", "a2", "b1"], End.WAITING)
    assert "nobody answered" in reason(outcomes, "a1")
    assert waiting(means) == ["a1", "a2", "b1"]


def test_who_answers_now_and_then_is_not_given_up(means: Means) -> None:
    errors = iter([DOWN, DOWN, BUSY, DOWN, DOWN, None, None])

    def moody(call: str, key: str) -> Exception | None:
        return next(errors)

    ready = at(means, Shelf(moody), Policy(unanswered=3, attempts=9))

    assert ends(deliver([A], ready)) == {"a1": End.CREATED}


def test_the_next_run_brings_what_waited_first_and_in_order(means: Means) -> None:
    def down(call: str, key: str) -> Exception | None:
        return DOWN

    deliver(ALL, at(means, Shelf(down)))
    shelf = Shelf()
    outcomes = deliver([item("c1"), B], at(means, shelf))

    assert shelf.brought == ["a1", "a2", "b1", "c1"]
    assert set(ends(outcomes).values()) == {End.CREATED}
    assert waiting(means) == []


def test_resuming_needs_no_items(means: Means) -> None:
    deliver(ALL, at(means, Shelf(Times(Closed("no key"), "look", "a1"))))
    shelf = Shelf()

    assert ends(resume(at(means, shelf))) == dict.fromkeys(["a1", "a2", "b1"], End.CREATED)
    assert resume(at(means, shelf)) == ()


def test_what_cannot_be_brought_holds_up_only_what_goes_after_it(means: Means) -> None:
    shelf = Shelf(Times(BUSY, "bring", "a1", float("inf")))

    outcomes = deliver(ALL, at(means, shelf))

    assert ends(outcomes) == {"a1": End.WAITING, "a2": End.WAITING, "b1": End.CREATED}
    assert reason(outcomes, "a2") == "goes after a1, which waits"
    assert waiting(means) == ["a1", "a2"]
    # It waits on while others are delivered, and goes when it can.
    still = Shelf(Times(BUSY, "bring", "a1", float("inf")), has=shelf.has)
    deliver([item("c1")], at(means, still))
    assert waiting(means) == ["a1", "a2"]
    resume(at(means, still))
    healed = Shelf(has=still.has)
    resume(at(means, healed))
    assert healed.brought == ["a1", "a2"]


def test_a_refusal_blocks_what_goes_after_it_and_becomes_a_dead_letter(means: Means) -> None:
    shelf = Shelf(Times(Refused("no owner"), "bring", "a1", float("inf")))

    outcomes = deliver(ALL, at(means, shelf))

    assert ends(outcomes) == {"a1": End.REFUSED, "a2": End.BLOCKED, "b1": End.CREATED}
    assert reason(outcomes, "a1") == "no owner"
    assert means.spool.dead_letters.keys() in (("a1", "a2"), ("a2", "a1"))
    assert waiting(means) == []
    # Mended, it goes, and the letters are gone.
    deliver(ALL, at(means, Shelf(has=shelf.has)))
    assert means.spool.dead_letters.keys() == ()


def test_what_is_known_to_be_unfit_is_never_sent(means: Means) -> None:
    shelf = Shelf()

    outcomes = deliver(ALL, at(means, shelf), {"a1": "no version"})

    assert ends(outcomes) == {"a1": End.REFUSED, "a2": End.BLOCKED, "b1": End.CREATED}
    assert shelf.brought == ["b1"]
    assert resume(at(means, shelf)) == ()


def test_what_is_read_must_be_known(means: Means) -> None:
    reader = item("b1", reads=["a1"])

    assert ends(deliver([reader], at(means, Shelf()))) == {"b1": End.REFUSED}
    assert ends(deliver([A, reader], at(means, Shelf())))["b1"] is End.CREATED
    assert ends(deliver([reader], at(means, Shelf(has={"a1": "older"}))))["b1"] is End.CREATED
    # A refused new version leaves the old one to read.
    refusing = Shelf(Times(Refused("no"), "bring", "a1"), has={"a1": "older"})
    assert ends(deliver([A, reader], at(means, refusing))) == {
        "a1": End.REFUSED,
        "b1": End.CREATED,
    }
    refusing = Shelf(Times(Refused("no"), "bring", "a1"))
    outcomes = deliver([A, reader], at(means, refusing))
    assert ends(outcomes) == {"a1": End.REFUSED, "b1": End.REFUSED}
    assert reason(outcomes, "b1") == "needs a1, which is unknown at shelf: no"


def test_a_newer_version_takes_the_place_of_one_that_waits(means: Means) -> None:
    deliver([A], at(means, Shelf(Times(BUSY, "bring", "a1", float("inf")))))
    newer = Item(key="a1", whose="a", content="newer")
    down = Shelf(Times(DOWN, "look", "a1", float("inf")))

    deliver([newer], at(means, down))

    waits = read_journal(means.spool.journal, "shelf").waiting
    assert [one.content for one in waits] == ["newer"]


def test_two_processes_do_not_deliver_from_one_folder(means: Means) -> None:
    with means.spool.locked(), pytest.raises(SpoolError, match="Another process"):
        deliver(ALL, means)


class Crash(BaseException):
    """As if the process were killed here: nothing catches it."""


@pytest.mark.parametrize("when", range(40))
def test_a_crash_at_any_moment_loses_and_doubles_nothing(means: Means, when: int) -> None:
    moments = iter(range(when + 1))

    def crash(call: str, key: str) -> Exception | None:
        if next(moments, None) is None:
            raise Crash
        return None

    shelf = Shelf(crash, crash)
    try:
        deliver(ALL, at(means, shelf))
    except Crash:
        resume(at(means, calm := Shelf(has=shelf.has, brought=shelf.brought)))
    else:
        calm = shelf
        assert when >= 8
    assert calm.brought == ["a1", "a2", "b1"]
    assert waiting(means) == []
