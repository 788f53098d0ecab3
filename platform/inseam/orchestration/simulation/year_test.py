"""The simulator itself: where the result can be computed, and by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.orchestration.mesh import Input, Mesh, Product, System
from inseam.orchestration.simulation.assumptions import HOUR, Assumptions
from inseam.orchestration.simulation.measures import measure
from inseam.orchestration.simulation.mesh import Simulated
from inseam.orchestration.simulation.strategies import STRATEGIES
from inseam.orchestration.simulation.study import START
from inseam.orchestration.simulation.world import Live, Windows, World, draw_world
from inseam.orchestration.simulation.year import Year, moved_by, simulate_year
from inseam.promises.promise import Promise

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# Nothing happens by chance.
CALM = Assumptions(
    run_spread=0,
    slow_share=0,
    failure_share=0,
    faults_a_year=0,
    outages_a_year=0,
    system_outages_a_year=0,
    batch_delay_hours=0,
    batch_missing_share=0,
    schedule_changes_a_year=0,
)
LAG = CALM.system_lag_hours * HOUR
USUAL = 10 * MINUTE


@dataclass(frozen=True)
class Made:
    """A product that takes ``USUAL`` and has a port for each of its promises."""

    name: str
    inputs: tuple[str, ...]
    cron: str
    promises: tuple[Promise, ...]


def product(name: str, *inputs: str, cron: str = "0 4 * * *", **promised: object) -> Made:
    return Made(name, inputs, cron, (replace(Promise(name), **promised),))  # type: ignore[arg-type]


def mesh_of(*products: Made, system: str = "system", batches: str | None = None) -> Simulated:
    """Its ``system`` lives, or is filled in ``batches``; others that are read live."""
    by_name = {one.name: one for one in products}
    outside = sorted({i for one in products for i in one.inputs} - by_name.keys())

    def read(name: str) -> Input:
        if name in by_name:
            return Input(name, name, by_name[name].promises[0])
        return Input(name, None, Promise(name))

    found = (
        Product(p.name, None, (), (), tuple(map(read, p.inputs)), (p.name,), p.promises)
        for p in products
    )
    return Simulated(
        Mesh(tuple(found), tuple(System(name, (), Promise(name)) for name in outside)),
        {one.name: one.cron for one in products},
        {one.name: USUAL for one in products},
        {} if batches is None else {system: batches},
    )


def year(
    mesh: Simulated, strategy: str, given: Assumptions = CALM, days: int = 365, seed: str = "1"
) -> Year:
    world = draw_world(mesh, given, (START, START + days * DAY), seed)
    return simulate_year(mesh, STRATEGIES[strategy], world, given, seed)


def test_a_nightly_product_runs_once_a_night_and_its_age_is_known() -> None:
    one = mesh_of(product("a", "system", freshness=25 * HOUR))
    found = measure(year(one, "cron"))
    assert found.runs == 365
    assert found.failed_runs == found.breaches == 0
    assert found.kept == 1
    assert found.warehouse_seconds == 365 * USUAL.total_seconds()
    # Data is a lag old when the run begins, and seen from its end to the end of the next.
    assert found.staleness_worst == (24 * HOUR + USUAL + LAG) / HOUR
    assert found.staleness_median == pytest.approx((12 * HOUR + USUAL + LAG) / HOUR, abs=0.05)
    assert found.staleness_95 == pytest.approx((22.8 * HOUR + USUAL + LAG) / HOUR, abs=0.05)


def test_a_promise_that_cannot_be_kept_is_broken_for_as_long_as_computed() -> None:
    """Nightly, with an age of 20 hours: broken from then on until the next run ends."""
    one = mesh_of(product("a", "system", freshness=20 * HOUR))
    found = measure(year(one, "cron"))
    # On the first morning and the last its data is not as old yet.
    assert found.breaches == 364
    broken = (4 * HOUR + USUAL + LAG) * 364
    assert found.kept == pytest.approx(1 - broken / (365 * DAY), abs=1e-4)


def test_each_port_counts_by_what_it_promises_itself() -> None:
    """One of two ports promises what cannot be kept: half of the hours of both are at stake."""
    strict, wide = (Promise(name, freshness=h * HOUR) for name, h in (("v1", 20), ("v2", 25)))
    found = {}
    for name, promises in {"strict": (strict,), "both": (strict, wide)}.items():
        one = mesh_of(replace(product("a", "system"), promises=promises))
        found[name] = measure(year(one, "cron"))
    assert found["both"].breaches == found["strict"].breaches == 364
    assert 1 - found["both"].kept == pytest.approx((1 - found["strict"].kept) / 2)
    assert found["both"].staleness_median == found["strict"].staleness_median


@pytest.mark.parametrize("hours", [6, 48, 168])
def test_a_promised_age_needs_as_many_runs_as_computed(hours: int) -> None:
    """From one begin to the next: the age, without the lag, the run and a repeat."""
    one = mesh_of(product("a", "system", freshness=hours * HOUR))
    found = year(one, "promised")
    between = hours * HOUR - LAG - 2 * USUAL
    # The first data is of the start, and has no lag.
    expected = (365 * DAY - (between + LAG)) // between + 1
    assert len(found.runs) == expected
    assert {after.begins - one.begins for one, after in pairwise(found.runs)} == {between}
    assert measure(found).breaches == 0


def test_eager_runs_when_a_parent_was_made_and_once_for_two_that_are_made_together() -> None:
    mesh = mesh_of(
        product("a", "system"), product("b", "a"), product("c", "a"), product("d", "b", "c")
    )
    found = year(mesh, "eager")
    assert Counter(run.product for run in found.runs) == dict.fromkeys("abcd", 365)
    begins = {run.product: run.begins for run in found.runs[:4]}
    assert begins["a"] == START + 16 * HOUR
    assert begins["b"] == begins["c"] == begins["a"] + USUAL
    assert begins["d"] == begins["b"] + USUAL


def test_eager_runs_twice_where_a_slow_parent_comes_later() -> None:
    a, b, d = product("a", "system"), product("b", "a"), product("d", "a", "b")
    mesh = mesh_of(a, b, d)
    runs = Counter(run.product for run in year(mesh, "eager").runs)
    # At the end of `a`, `b` begins first, so `d` waits for it.
    assert runs == dict.fromkeys("abd", 365)
    late = mesh_of(a, d, b)
    assert Counter(run.product for run in year(late, "eager").runs)["d"] == 730


def test_a_batch_moves_eager_products() -> None:
    mesh = mesh_of(product("a", "files"), system="files", batches="30 2 * * *")
    found = year(mesh, "eager", days=3)
    assert [run.begins.strftime("%d %H:%M") for run in found.runs] == [
        "02 02:30",
        "03 02:30",
        "04 02:30",
    ]
    # A run that begins with the batch has data of that instant.
    assert {one.at - one.data_as_of for one in found.updates["a"][1:]} == {USUAL}


def at(day: int, time: str) -> datetime:
    hour, minute = map(int, time.split(":"))
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def by_hand(strategy: str) -> list[str]:
    """Three days of a provider at 04:00 and its reader at 06:00, which promises 28 hours.

    The provider has a fault on the 2nd from 03:00 to 09:00; the warehouse is out on the 4th from
    06:05 to 07:00.
    """
    mesh = mesh_of(
        product("p", "system", schedule="0 4 * * *", freshness=28 * HOUR),
        product("r", "p", cron="0 6 * * *", schedule="0 6 * * *", freshness=28 * HOUR),
    )
    world = World(
        START,
        START + 3 * DAY,
        {"system": Live(timedelta(0), Windows(()))},
        Windows(((at(4, "06:05"), at(4, "07:00")),)),
        {"p": Windows(((at(2, "03:00"), at(2, "09:00")),)), "r": Windows(())},
        {"p": (), "r": ()},
    )
    found = simulate_year(mesh, STRATEGIES[strategy], world, CALM, "by hand")
    # What a fault cuts off is cut off by chance.
    return [
        f"{run.product} {run.begins:%d %H:%M}"
        + (f"-{run.ends:%H:%M}" if run.is_good else " failed")
        + (" beside " + ",".join(run.late) if run.late else "")
        for run in found.runs
        if run.is_good or run.begins.second == 0
    ]


def test_three_days_of_cron_by_hand() -> None:
    """A night without the provider, and a repeat that meets the outage as well."""
    assert by_hand("cron") == [
        "p 02 04:00 failed",
        "r 02 06:00-06:10",
        "p 03 04:00-04:10",
        "r 03 06:00-06:10",
        "p 04 04:00-04:10",
        "r 04 06:00 failed",
        "r 04 06:05 failed",
    ]


def test_three_days_by_promise_by_hand() -> None:
    found = by_hand("promised")
    provider = [run for run in found if run.startswith("p")]
    assert provider[0] == "p 02 04:00 failed"
    assert provider[-2:] == ["p 03 04:00-04:10", "p 04 04:00-04:10"]
    reader = [run for run in found if run.startswith("r")]
    # At 06:00 the provider has nothing newer. What is of noon of the 1st is 28 h old at 16:00.
    assert reader[:3] == ["r 02 06:00-06:10", "r 02 15:40-15:50", "r 03 06:00-06:10"]
    # The first repeat is at once; then there are pauses of 20 and of 40 minutes.
    assert reader[3:] == [
        "r 04 06:00 failed",
        "r 04 06:05 failed",
        "r 04 06:26 failed",
        "r 04 07:07-07:17",
    ]


WILD = Assumptions(failure_share=0.2, faults_a_year=60, outages_a_year=60, run_scale=6)
MESH = mesh_of(
    product("a", "live", freshness=30 * HOUR, schedule="0 2 * * *"),
    product("b", "files", cron="0 3 * * *", freshness=80 * HOUR),
    product("c", "a", "b", cron="0 4 * * *", freshness=90 * HOUR),
    product("d", "c", "a", "live", cron="0 5 * * *", period=48 * HOUR),
    system="files",
    batches="0 1 * * *",
)


@settings(max_examples=20)
@given(st.sampled_from(sorted(STRATEGIES)), st.integers(0, 10**6))
def test_each_run_begins_and_ends_once_and_readers_see_what_good_runs_read(
    strategy: str, seed: int
) -> None:
    found = year(MESH, strategy, WILD, days=60, seed=str(seed))
    for name, updates in found.updates.items():
        runs = [run for run in found.runs if run.product == name]
        assert runs
        assert all(one.ends <= after.begins for one, after in pairwise(runs))
        assert all(found.start <= run.begins < run.ends for run in runs)
        good = [run.ends for run in runs if run.is_good and run.ends < found.end]
        assert [update.at for update in updates[1:]] == good
        assert all(one.at <= after.at for one, after in pairwise(updates))
        # Data never grows older by an update.
        assert all(one.data_as_of <= after.data_as_of for one, after in pairwise(updates))
    measured = measure(found)
    assert measured.runs == len(found.runs)
    assert 0 <= measured.kept <= 1
    assert measured.staleness_median <= measured.staleness_95 <= measured.staleness_worst


@settings(max_examples=10)
@given(st.sampled_from(sorted(STRATEGIES)), st.integers(0, 10**6))
def test_a_seed_gives_one_year(strategy: str, seed: int) -> None:
    one, other = (year(MESH, strategy, WILD, days=20, seed=str(seed)) for _ in range(2))
    assert one == other


def test_strategies_meet_one_world_and_another_parameter_leaves_other_chances() -> None:
    span = (START, START + 365 * DAY)
    base = draw_world(MESH, Assumptions(), span, "1")
    other = draw_world(MESH, Assumptions(outages_a_year=24), span, "1")
    assert base == draw_world(MESH, Assumptions(), span, "1")
    assert base.outages != other.outages
    assert (base.faults, base.systems, base.schedules) == (
        other.faults,
        other.systems,
        other.schedules,
    )


def test_a_fault_can_strike_all_at_once() -> None:
    span = (START, START + 365 * DAY)
    faults = draw_world(MESH, Assumptions(faults_strike_all=True), span, "1").faults
    assert len(set(faults.values())) == 1
    apart = draw_world(MESH, Assumptions(), span, "1").faults
    assert len(set(apart.values())) == len(MESH.mesh.products)


def test_a_late_provider_is_named_by_the_runs_beside_it() -> None:
    mesh = mesh_of(
        product("p", "system", freshness=25 * HOUR),
        product("r", "p", cron="0 6 * * *", schedule="0 6 * * *"),
    )
    span = (START, START + 5 * DAY)
    world = replace(
        draw_world(mesh, CALM, span, "1"),
        faults={"p": Windows((span,)), "r": Windows(())},
    )
    found = simulate_year(mesh, STRATEGIES["promised"], world, CALM, "1")
    late = [run.late for run in found.runs if run.product == "r"]
    # At 06:00 of the first morning it is 18 hours old, and then too old.
    assert late == [(), ("p",), ("p",), ("p",), ("p",)]
    assert measure(found).beside_late == 4


@pytest.mark.parametrize(
    ("cron", "hours", "expected"),
    [
        ("0 4 * * *", 3, "0 7 * * *"),
        ("30 1 * * 1", -3, "30 22 * * 1"),
        ("0 */6 * * *", 3, "0 */6 * * *"),
        ("0 4 * * *\n0 16 * * *", 1, "0 5 * * *\n0 17 * * *"),
    ],
)
def test_a_schedule_is_moved_by_hours(cron: str, hours: int, expected: str) -> None:
    assert moved_by(cron, hours) == expected
