"""What holds of every decision, tried on promises and histories that Hypothesis makes.

Time goes in steps of an hour, and a run takes one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from inseam.promises.due import Input, Seen, decide
from inseam.promises.promise import Promise
from inseam.promises.schedule import next_tick

STEP = timedelta(hours=1)
START = datetime(2026, 12, 1, 6, tzinfo=UTC)
LEAD = 2
MANY = settings(max_examples=200)
HOURS = st.integers(4, 72).map(lambda hours: hours * STEP)
PROMISES = st.builds(
    Promise,
    contract=st.just("a-v1"),
    freshness=st.none() | HOURS,
    latency=st.none() | HOURS,
    period=st.none() | HOURS,
    schedule=st.sampled_from([None, None, "0 6 * * *", "30 5 * * 1", "0 */4 * * *"]),
)
AGO = st.integers(0, 60).map(lambda hours: START - hours * STEP)


@st.composite
def inputs(draw: st.DrawFn) -> Input:
    read, newest = sorted([draw(AGO), draw(AGO)])
    return Input(
        name=draw(st.sampled_from(["p-v1", "q-v1", "r-v1"])),
        promise=draw(PROMISES),
        data_as_of=newest,
        read_as_of=read,
        updated=draw(st.none() | AGO),
    )


@st.composite
def histories(draw: st.DrawFn) -> Seen:
    started = draw(AGO)
    failures = draw(st.sampled_from([0, 0, 0, 1, 2, 5]))
    return Seen(
        now=START,
        usual=draw(st.integers(1, 180)) * timedelta(minutes=1),
        inputs=tuple(draw(st.lists(inputs(), max_size=3, unique_by=lambda one: one.name))),
        started=started,
        ended=started + timedelta(minutes=30),
        failures=failures,
        failed=started + draw(st.integers(1, 9)) * STEP if failures else None,
        is_running=draw(st.sampled_from([False, False, False, True])),
    )


def later(seen: Seen, hours: float) -> Seen:
    return replace(seen, now=seen.now + hours * STEP)


AHEAD = st.floats(0, 3) | st.floats(0, 400)
# An input that trails, and is too old a while after the product is due.
TRAILING = Seen(
    now=START,
    usual=STEP,
    inputs=(
        Input(
            name="p-v1",
            promise=Promise("p-v1"),
            data_as_of=START - 18 * STEP,
            read_as_of=START - 30 * STEP,
        ),
    ),
    started=START - 10 * STEP,
    ended=START - 9 * STEP,
)


@MANY
@given(PROMISES, histories(), AHEAD)
@example(Promise("a-v1", freshness=30 * STEP), TRAILING, 14)
def test_what_is_due_stays_due_until_it_runs(promise: Promise, seen: Seen, ahead: float) -> None:
    if decide(promise, seen).run:
        assert decide(promise, later(seen, ahead)).run


@MANY
@given(PROMISES, histories(), AHEAD, st.integers(0, 2), st.integers(0, 99))
def test_news_of_an_input_never_stops_a_run(
    promise: Promise, seen: Seen, ahead: float, which: int, hours: int
) -> None:
    assume(seen.inputs)
    moved = list(seen.inputs)
    one = moved[which % len(moved)]
    assert one.data_as_of is not None
    moved[which % len(moved)] = replace(one, data_as_of=one.data_as_of + hours * STEP)
    if decide(promise, seen).run:
        assert decide(promise, later(replace(seen, inputs=tuple(moved)), ahead)).run


@MANY
@given(PROMISES, histories(), AHEAD)
def test_look_again_is_never_later_than_the_moment_it_becomes_due(
    promise: Promise, seen: Seen, ahead: float
) -> None:
    """While the inputs stand still, and no run ends: then one has to look anyway."""
    found, then = decide(promise, seen), later(seen, ahead)
    assert found.look_again_at is None or found.look_again_at > seen.now
    if not found.run and decide(promise, then).run:
        assert found.look_again_at is not None
        assert found.look_again_at <= then.now


@MANY
@given(PROMISES, histories())
def test_looking_again_comes_to_an_end(promise: Promise, seen: Seen) -> None:
    """So who follows it does not look forever: each need, and a pause, is one look."""
    looks = 0
    found = decide(promise, seen)
    while found.look_again_at is not None:
        seen = replace(seen, now=found.look_again_at)
        found = decide(promise, seen)
        looks += 1
    assert looks <= len(seen.inputs) + 2


@MANY
@given(PROMISES, histories(), st.lists(st.integers(0, 300), min_size=3, max_size=3))
def test_no_movement_of_parents_starts_what_is_not_needed_yet(
    promise: Promise, seen: Seen, moves: list[int]
) -> None:
    """Its own clocks: of the age of what was read, of its period, of its schedule."""
    assert seen.started is not None
    assert seen.ended is not None
    clocks = []
    lead = seen.usual * LEAD
    if promise.age is not None:
        oldest = seen.data_as_of
        assert oldest is not None
        clocks.append(oldest + promise.age - min(lead, promise.age / 2))
    if promise.schedule is not None:
        clocks.append(next_tick(promise.schedule, seen.started))
    elif promise.period is not None:
        clocks.append(seen.ended + promise.period - min(lead, promise.period / 2))
    moved = tuple(
        replace(one, data_as_of=START - hours * STEP)
        for one, hours in zip(seen.inputs, moves, strict=False)
    )
    if all(clock > seen.now for clock in clocks):
        assert not decide(promise, replace(seen, inputs=moved)).run


@MANY
@given(PROMISES, histories(), st.integers(0, 2), PROMISES)
def test_a_late_provider_is_named_and_never_stops_it(
    promise: Promise, seen: Seen, which: int, of_provider: Promise
) -> None:
    """What an input promises, and whether it keeps that, decides who is named and nothing else."""
    assume(seen.inputs)
    which %= len(seen.inputs)
    free, late = (
        replace(
            seen,
            inputs=tuple(
                replace(one, promise=one_promise) if place == which else one
                for place, one in enumerate(seen.inputs)
            ),
        )
        for one_promise in (Promise("p"), replace(of_provider, freshness=-STEP))
    )
    name = seen.inputs[which].name
    assert name not in decide(promise, free).late
    assert name in decide(promise, late).late
    assert replace(decide(promise, free), late=()) == replace(decide(promise, late), late=())


@dataclass(frozen=True)
class World:
    """A product over ``steps``. The first run was at 0. An input has at ``moves`` what was made
    ``lag`` steps before, and ``-lag`` before the first.
    """

    promise: Promise
    moves: tuple[frozenset[int], ...]
    lag: int
    steps: int

    def as_of(self, one: int, step: int) -> int:
        return max((move for move in self.moves[one] if move <= step), default=0) - self.lag

    def broken(self, runs: tuple[int, ...]) -> int:
        """Steps of inputs in which a promise does not hold, if each run must be repeated once."""
        return sum(self._broken_at(step, runs) for step in range(self.steps + LEAD + 1))

    def _broken_at(self, step: int, runs: tuple[int, ...]) -> int:
        done = max((run for run in runs if run + LEAD <= step), default=0)
        found = 0
        if self.promise.age is not None:
            read = [self.as_of(one, done) for one in range(len(self.moves))]
            found += sum((step - as_of) * STEP >= self.promise.age for as_of in read)
        if self.promise.schedule is None and self.promise.period is not None:
            # From end to end: a repeat takes no more than it is given.
            found += (step - done - 1) * STEP >= self.promise.period
        return found

    def runs(self) -> tuple[int, ...]:
        """When `decide` starts it."""
        made = [0]
        for step in range(1, self.steps + 1):
            inputs = tuple(
                Input(
                    name=f"p{one}",
                    promise=Promise(f"p{one}"),
                    data_as_of=START + self.as_of(one, step) * STEP,
                    read_as_of=START + self.as_of(one, made[-1]) * STEP,
                )
                for one in range(len(self.moves))
            )
            seen = Seen(
                now=START + step * STEP,
                usual=STEP,
                inputs=inputs,
                started=START + made[-1] * STEP,
                ended=START + (made[-1] + 1) * STEP,
            )
            if decide(self.promise, seen).run:
                made.append(step)
        return tuple(made[1:])

    def best(self) -> tuple[int, int]:
        """Of all ways to run: the fewest broken steps, and then the fewest runs."""
        steps = range(1, self.steps + 1)
        found = []
        for count in range(self.steps + 1):
            least = min(self.broken((0, *runs)) for runs in combinations(steps, count))
            found.append((least, count))
            if least == 0:
                break
        return min(found)


# With a lead of 2 an age or a period of 4 or more is not cut in half.
LENGTHS = st.integers(4, 9).map(lambda hours: hours * STEP)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    age, period = draw(
        st.sampled_from([(True, False), (False, True), (True, True)]).flatmap(
            lambda given: st.tuples(*(LENGTHS if one else st.none() for one in given))
        )
    )
    steps = 9
    moves = draw(st.lists(st.frozensets(st.integers(1, steps)), min_size=1, max_size=2))
    # What is too old when it comes keeps no promise, so nobody need run for it.
    most = 9 if age is None else age // STEP - LEAD - 1
    return World(
        Promise("a", freshness=age, period=period),
        tuple(moves),
        draw(st.integers(0, most)),
        steps,
    )


@settings(max_examples=80)
@given(worlds())
def test_it_keeps_what_can_be_kept_with_the_fewest_runs(world: World) -> None:
    runs = world.runs()
    assert (world.broken((0, *runs)), len(runs)) == world.best()


@MANY
@given(st.integers(1, 24), st.integers(0, 23), st.integers(1, 60))
def test_a_schedule_is_kept_with_one_run_each_time(every: int, offset: int, steps: int) -> None:
    hours = [hour for hour in range(24) if (hour - offset) % every == 0]
    schedule = f"0 {','.join(map(str, hours))} * * *"
    world = World(Promise("a", schedule=schedule), (frozenset(range(1, steps)),), 0, steps)
    expected = [step for step in range(1, steps + 1) if (START + step * STEP).hour in hours]
    assert list(world.runs()) == expected
