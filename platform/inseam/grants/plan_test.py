"""Laws of the plan and of what is done by it, on an engine that is a set."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from inseam.agreements.readings import Agreement
from inseam.environments.names import Place
from inseam.environments.operations import Operations
from inseam.grants.apply import Journal, Outcome, apply
from inseam.grants.engine import Engine
from inseam.grants.plan import Plan, asked_about, plan
from inseam.grants.privileges import Access, Grant, wanted
from inseam.grants.record import dotted, given, parts
from testkit.privileges import InMemory, UnityCatalog

DAYS = [date(2026, 1, day) for day in range(1, 6)]
VIEWS = [
    Place(catalog, schema, view)
    for catalog, schema in (("a", "s"), ("a", "T"), ("b", "s"))
    for view in ("v", "W")
]
GROUPS = ["g", "h-1", "i.`j`"]


@dataclass
class World:
    """``theirs`` is what somebody else gave by hand and we did not."""

    memory: InMemory
    accesses: list[Access] = field(default_factory=list)
    day: date = DAYS[0]
    theirs: set[Any] = field(default_factory=set)

    @property
    def engine(self) -> UnityCatalog:
        return self.memory.engine

    @property
    def operations(self) -> Operations:
        return cast(Operations, self.memory)

    def plan(self, accesses: list[Access] | None = None) -> Plan:
        known = self.accesses if accesses is None else accesses
        wants, gave = wanted(known, self.day), given(self.memory.rows)
        existing = Engine(self.operations).existing(asked_about(wants, gave))
        return plan(wants, gave, existing, known, self.day)

    def apply(self) -> Outcome:
        now = datetime(2026, 1, 31, tzinfo=UTC)
        journal = Journal(self.operations, len(self.memory.rows) + 1, "ana", lambda: now)
        return apply(self.plan(), Engine(self.operations), journal)

    def by_hand(self, grant: Grant, *, give: bool) -> None:
        held = (grant.principal, grant.privilege.lower(), grant.securable)
        if not give:
            self.engine.held.discard(held)
            self.theirs.discard(held)
        elif self.engine.exists(grant.securable) and held not in self.engine.held:
            self.engine.held.add(held)
            if grant not in given(self.memory.rows):
                self.theirs.add(held)


def access_of(number: int, views: list[Place], groups: list[str], start: date, end: date) -> Access:
    agreement = Agreement(
        product="bills",
        id=f"agreement-{number}",
        port="p",
        purpose=None,
        start=min(start, end),
        end=max(start, end),
        reassess=None,
        roles=("reader",),
        file=f"{number}.yaml",
        line=1,
    )
    return Access(agreement, "team", tuple(sorted(groups)), tuple(views))


ACCESSES = st.lists(
    st.builds(
        access_of,
        st.integers(0, 3),
        st.lists(st.sampled_from(VIEWS), unique=True, max_size=3),
        st.lists(st.sampled_from(GROUPS), unique=True, min_size=1, max_size=2),
        st.sampled_from(DAYS),
        st.sampled_from(DAYS),
    ),
    max_size=4,
)
GRANTS = st.builds(
    lambda view, group, depth: Grant(
        group, (view.database, view.schema.lower(), (view.identifier or "").lower())[:depth]
    ),
    st.sampled_from(VIEWS),
    st.sampled_from(GROUPS),
    st.integers(1, 3),
)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("agree"), ACCESSES),
        st.tuples(st.just("day"), st.sampled_from(DAYS)),
        st.tuples(st.just("give"), GRANTS),
        st.tuples(st.just("take"), GRANTS),
        st.tuples(st.just("release"), st.sampled_from(VIEWS)),
        st.tuples(st.just("drop"), st.sampled_from(VIEWS)),
        st.just(("apply", None)),
    ),
    max_size=25,
)


def happen(world: World, event: str, what: Any) -> None:
    if event == "agree":
        world.accesses = what
    elif event == "day":
        world.day = what
    elif event in ("give", "take"):
        world.by_hand(what, give=event == "give")
    elif event == "release":
        world.engine.release(str(what).lower())
    elif event == "drop":
        world.engine.drop(str(what).lower())
        world.theirs &= world.engine.held
    else:
        world.apply()


def held_by_us(world: World) -> set[Any]:
    return {
        (grant.principal, grant.privilege.lower(), grant.securable)
        for grant in given(world.memory.rows)
    }


@settings(max_examples=300, deadline=None)
@for_all(EVENTS)
def test_whatever_happens_a_call_brings_what_is_wanted_and_leaves_what_is_theirs(
    events: list[tuple[str, Any]],
) -> None:
    world = new_world()
    for event, what in events:
        happen(world, event, what)
        assert world.theirs <= world.engine.held, (event, what)
    outcome = world.apply()

    assert not outcome.not_given
    assert not outcome.not_taken
    assert not world.plan().changes
    assert world.theirs <= world.engine.held
    wants = {
        (grant.principal, grant.privilege.lower(), grant.securable)
        for grant in wanted(world.accesses, world.day)
        if world.engine.exists(grant.securable)
    }
    assert wants <= world.engine.held
    # Whatever is more than wanted is not ours, and whatever is ours is wanted.
    assert world.engine.held - wants <= world.theirs
    assert held_by_us(world) <= wants | {
        held for held in held_by_us(world) if not world.engine.exists(held[2])
    }

    world.accesses = []
    world.apply()
    assert world.engine.held == world.theirs
    assert given(world.memory.rows) == {}


@settings(max_examples=100, deadline=None)
@for_all(EVENTS, st.randoms())
def test_the_order_of_agreements_makes_no_difference(
    events: list[tuple[str, Any]], random: Any
) -> None:
    world = new_world()
    for event, what in events:
        happen(world, event, what)
    shuffled = list(world.accesses)
    random.shuffle(shuffled)
    assert world.plan(shuffled) == world.plan()


@settings(max_examples=100, deadline=None)
@for_all(EVENTS)
def test_no_grant_is_in_two_parts_of_a_plan(events: list[tuple[str, Any]]) -> None:
    world = new_world()
    for event, what in events:
        happen(world, event, what)
    found = world.plan()
    grants = [step.grant for name in Plan.__slots__ for step in getattr(found, name)]
    assert len(grants) == len(set(grants))


def new_world() -> World:
    return World(InMemory(UnityCatalog(groups=set(GROUPS))))


def ready(memory: InMemory | None = None) -> World:
    world = World(memory) if memory else new_world()
    for view in VIEWS:
        world.engine.release(str(view).lower())
    world.accesses = [access_of(1, VIEWS[:2], ["g"], DAYS[1], DAYS[2])]
    world.day = DAYS[1]
    return world


class Killed(BaseException):
    pass


@dataclass
class Dying(InMemory):
    """Lives for so many calls that change something."""

    calls: int = 1_000

    def call(self, macro: str, **arguments: Any) -> Any:
        if macro != "grants_on":
            self.calls -= 1
            if self.calls < 0:
                raise Killed
        return InMemory.call(self, macro, **arguments)


@pytest.mark.parametrize("survived", range(5))
@pytest.mark.parametrize("is_ending", [False, True])
def test_after_a_call_that_was_killed_the_next_one_ends_it(survived: int, is_ending: bool) -> None:
    """Wherever it was killed, nothing that is ours stays when the agreement is gone."""
    world = ready(memory := Dying(UnityCatalog(groups=set(GROUPS))))
    if is_ending:
        world.apply()
        world.day = DAYS[4]
    memory.calls = survived
    with suppress(Killed):
        world.apply()
    memory.calls = 1_000
    world.apply()
    assert not world.plan().changes
    assert bool(world.engine.held) == (not is_ending)
    world.accesses = []
    world.apply()
    assert world.engine.held == set()


def test_a_reason_is_of_the_agreement() -> None:
    world = ready()
    world.apply()
    (one,) = world.accesses

    def reasons(*accesses: Access) -> set[str]:
        return {step.reason for step in world.plan(list(accesses)).take}

    assert reasons() == {"agreement-1 is gone"}
    later = replace(one.agreement, start=DAYS[3], end=DAYS[4])
    assert reasons(replace(one, agreement=later)) == {"agreement-1 begins on 2026-01-04 only"}
    assert reasons(replace(one, groups=("h-1",), team="sales")) == {
        "agreement-1 is of sales, which does not have this group"
    }
    assert reasons(replace(one, views=())) == {"agreement-1 does not give it any more"}
    world.day = DAYS[4]
    assert reasons(one) == {"agreement-1 ended on 2026-01-03"}


def test_dotted_names_are_read_back() -> None:
    for names in (("a",), ("a", "b_1"), ("a.b", "c`d", "e f"), ("``",)):
        assert parts(dotted(names)) == names
