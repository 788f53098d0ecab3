from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inseam.documents.weekly_hours import WeeklyHours, weekly_hours
from inseam.promises.feasibility import Feasibility, Link, feasibilities, shown
from inseam.promises.promise import Kind, Promise

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = 24 * HOUR


def hours(written: str) -> WeeklyHours:
    found = weekly_hours(written)
    assert isinstance(found, WeeklyHours)
    return found


def of(kind: Kind, contract: str, *links: Link) -> Feasibility | None:
    chain = {link.promise.contract: link for link in links}
    return next((one for one in feasibilities(chain, [contract]) if one.kind == kind), None)


def age(contract: str, *links: Link) -> Feasibility:
    found = of("freshness", contract, *links)
    assert found is not None
    return found


SHOP = Link(Promise("shop", latency=15 * MINUTE))
ORDERS = Link(Promise("orders", freshness=DAY, schedule="0 4 * * *"), ("shop",))
REPORT = Link(Promise("report", freshness=26 * HOUR, schedule="0 6 * * *"), ("orders",))


def test_data_that_is_made_daily_is_older_than_a_day_before_the_next_run() -> None:
    found = age("orders", SHOP, ORDERS)
    assert found.best == DAY + 15 * MINUTE
    assert found.can_be_kept is False
    assert found.path == ("orders",)
    assert found.because == (
        "It is made at Mon 04:00 UTC, when what `shop` has may be 15 min old,"
        " and the next time 24 h later."
    )


def test_two_schedules_are_laid_beside_each_other() -> None:
    kept = Link(Promise("orders", freshness=25 * HOUR, schedule="0 4 * * *"), ("shop",))
    # At 04:00 what `orders` has is an hour old, at 06:00 three.
    assert age("report", SHOP, kept, REPORT).best == 27 * HOUR
    early = Link(Promise("report", schedule="0 4 * * *"), ("orders",))
    assert age("report", SHOP, kept, early).best == 25 * HOUR
    late = Link(Promise("report", schedule="59 3 * * *"), ("orders",))
    assert age("report", SHOP, kept, late).best == 49 * HOUR - MINUTE


def test_of_a_provider_that_promises_too_much_the_best_counts() -> None:
    found = age("report", SHOP, ORDERS, REPORT)
    assert found.best == 26 * HOUR + 15 * MINUTE
    # What `orders` has is never older than 24 h 15 min: so it is when the report is made.
    assert found.path == ("report",)


def test_the_weakest_link_is_the_last_that_alone_is_too_weak() -> None:
    strict = Link(Promise("report", freshness=DAY, schedule="0 6 * * *"), ("orders",))
    assert age("report", SHOP, ORDERS, strict).path == ("report", "orders")
    slow = Link(Promise("shop", latency=30 * HOUR))
    assert age("report", slow, ORDERS, strict).path == ("report", "orders", "shop")
    silent = Link(Promise("orders"), ("shop",))
    assert age("report", slow, silent, strict).path == ("report", "orders", "shop")


def test_a_provider_may_do_no_more_than_it_promises() -> None:
    lax = Link(Promise("orders", freshness=40 * HOUR, schedule="0 4 * * *"), ("shop",))
    found = age("report", SHOP, lax, REPORT)
    assert found.best == 42 * HOUR
    assert found.path == ("report", "orders")


def test_a_port_whose_own_schedule_is_too_rare_is_its_own_weakest_link() -> None:
    rare = Link(Promise("orders", freshness=12 * HOUR, schedule="0 4 * * *"), ("shop",))
    assert age("orders", SHOP, rare).path == ("orders",)


def test_a_port_without_a_schedule_is_made_as_soon_as_its_input_is() -> None:
    eager = Link(Promise("report", freshness=DAY), ("orders",))
    found = age("report", SHOP, ORDERS, eager)
    assert found.best == DAY + 15 * MINUTE
    assert found.because == "What `orders` has may be 24 h 15 min old."
    lax = Link(Promise("orders", freshness=40 * HOUR, schedule="0 4 * * *"), ("shop",))
    assert age("report", SHOP, lax, eager).best == 40 * HOUR


def test_latency_is_an_age_too() -> None:
    late = Link(Promise("orders", latency=DAY, schedule="0 4 * * *"), ("shop",))
    found = of("latency", "orders", SHOP, late)
    assert found is not None
    assert found.best == DAY + 15 * MINUTE
    assert found.can_be_kept is False


def test_the_oldest_of_several_inputs_counts() -> None:
    stock = Link(Promise("stock", freshness=8 * DAY))
    both = Link(Promise("report", freshness=DAY, schedule="0 6 * * *"), ("orders", "stock"))
    found = age("report", SHOP, ORDERS, stock, both)
    assert found.best == 9 * DAY
    assert found.weakest == "stock"


def test_weekends_are_seen() -> None:
    working = Link(Promise("orders", freshness=73 * HOUR, schedule="0 4 * * MON-FRI"), ("shop",))
    found = age("orders", SHOP, working)
    assert found.best == 72 * HOUR + 15 * MINUTE
    assert found.can_be_kept is True
    assert found.because.startswith("It is made at Fri 04:00 UTC")


def test_months_are_seen_through_a_weekly_schedule() -> None:
    monthly = Link(Promise("books", freshness=32 * DAY, schedule="0 0 1 * *"), ("shop",))
    daily = Link(Promise("report", freshness=DAY, schedule="0 0 * * *"), ("books",))
    assert age("report", SHOP, monthly, daily).best == 32 * DAY


@pytest.mark.parametrize("inputs", [(), ("nobody-knows",), ("report",), ("silent",)])
def test_what_nobody_promises_bounds_nothing(inputs: tuple[str, ...]) -> None:
    """No input, an unknown one, itself, one without a promise."""
    silent = Link(Promise("silent"))
    link = Link(Promise("report", freshness=MINUTE), inputs)
    found = age("report", silent, link)
    assert found.best is None
    assert found.can_be_kept is True
    assert found.weakest is None


def test_ports_that_read_each_other_are_bounded_by_their_schedules() -> None:
    one = Link(Promise("one", freshness=DAY, schedule="0 4 * * *"), ("two",))
    two = Link(Promise("two", freshness=DAY, schedule="0 5 * * *"), ("one",))
    assert age("one", one, two).can_be_kept is False


def test_a_chain_of_thousands_is_no_recursion_without_end() -> None:
    links = {
        f"c{number}": Link(
            Promise(f"c{number}", freshness=DAY, schedule="0 4 * * *"), (f"c{number - 1}",)
        )
        for number in range(3_000)
    }
    assert all(one.best is not None for one in feasibilities(links) if one.kind == "freshness")


def test_nothing_new_comes_more_often_than_the_fastest_input_changes() -> None:
    hourly = Link(Promise("report", period=HOUR), ("orders",))
    found = of("frequency", "report", SHOP, ORDERS, hourly)
    assert found is not None
    assert (found.best, found.weakest, found.can_be_kept) == (DAY, "orders", False)
    with_shop = Link(Promise("report", period=HOUR), ("orders", "shop"))
    found = of("frequency", "report", SHOP, ORDERS, with_shop)
    assert found is not None
    assert found.can_be_kept is True


def test_a_schedule_that_pauses_for_longer_than_the_period_is_impossible() -> None:
    found = of("frequency", "one", Link(Promise("one", period=DAY, schedule="0 4 * * MON-FRI")))
    assert found is not None
    assert (found.best, found.weakest, found.can_be_kept) == (72 * HOUR, "one", False)
    assert found.because == "Its schedule pauses for 72 h."


A = Link(Promise("a", availability=Fraction(99, 100), retention=DAY))
B = Link(Promise("b", availability=Fraction(98, 100), retention=9 * DAY))


def test_a_table_can_be_read_while_its_inputs_are_down_and_a_view_cannot() -> None:
    promise = Promise("c", availability=Fraction(99, 100))
    assert of("availability", "c", A, B, Link(promise, ("a", "b"))) == Feasibility(
        "c", "availability", Fraction(99, 100), None, (), ""
    )
    found = of("availability", "c", A, B, Link(promise, ("a", "b"), frozenset({"a", "b"})))
    assert found is not None
    assert found.best == Fraction(99 * 98, 10_000)
    assert found.path == ("c", "b")
    assert found.can_be_kept is False


def test_rows_are_kept_as_long_as_by_the_input_that_keeps_them_longest() -> None:
    promise = Promise("c", retention=10 * DAY)
    found = of("retention", "c", A, B, Link(promise, ("a", "b"), keeps_history=False))
    assert found is not None
    assert (found.best, found.path, found.can_be_kept) == (9 * DAY, ("c", "b"), False)
    own = of("retention", "c", A, B, Link(promise, ("a", "b"), keeps_history=True))
    assert own is not None
    assert own.can_be_kept is True
    unknown = Link(Promise("d"))
    found = of("retention", "c", A, unknown, Link(promise, ("a", "d"), keeps_history=False))
    assert found is not None
    assert found.best is None


def test_support_answers_within_the_hours_of_those_behind() -> None:
    a = Link(Promise("a", support=hours("Mo-Fr 09:00-17:00 Europe/Berlin")))
    silent = Link(Promise("b"), ("a",))
    always = Link(Promise("c", support=hours("24/7")), ("b",))
    found = of("support", "c", a, silent, always)
    assert found is not None
    assert (found.can_be_kept, found.path) == (False, ("c", "b", "a"))
    within = Link(Promise("c", support=hours("Mo 10:00-12:00 Europe/Berlin")), ("b",))
    found = of("support", "c", a, silent, within)
    assert found is not None
    assert found.can_be_kept is True


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (26 * HOUR, "26 h"),
        (Fraction(995, 1000), "99.5 %"),
        (Fraction(1, 3), "33.3333 %"),
        (hours("24/7"), "24/7"),
    ],
)
def test_values_are_shown_for_people(
    value: timedelta | Fraction | WeeklyHours, expected: str
) -> None:
    assert shown(value) == expected


# The law: two weeks, hour by hour. A system outside and a provider do anything that their promises
# allow, and the port the best that it can. No run of it is older than `best`, and one is as old.

_HOURS = 14 * 24
Pick = Callable[[int, int], int]


def timeline(latency: int, provider: set[int], promised: int, port: set[int], pick: Pick) -> int:
    """The highest age of the port's data, in hours, on one timeline.

    ``provider`` and ``port`` are hours of the day. ``pick`` chooses within two bounds.
    """
    outside: list[int] = []
    for now in range(_HOURS):
        outside.append(max(pick(now - latency, now), outside[-1] if outside else -latency))
    runs = [now for now in range(_HOURS) if now % 24 in provider]
    shown_by_provider: dict[int, int] = {}
    for run, after in pairwise(runs):
        known = outside[run]
        as_of = pick(min(known, after - promised), known)
        for now in range(run, after):
            shown_by_provider[now] = as_of
    own = [now for now in range(24, _HOURS - 48) if now % 24 in port]
    return max(after - shown_by_provider[run] for run, after in pairwise(own))


HOURS_OF_DAY = st.sets(st.integers(0, 23), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 30),
    HOURS_OF_DAY,
    st.integers(1, 60),
    HOURS_OF_DAY,
    st.lists(st.randoms(use_true_random=False), min_size=3, max_size=3),
)
def test_the_best_is_the_highest_age_of_all_timelines(
    latency: int, provider: set[int], promised: int, port: set[int], chances: list[object]
) -> None:
    def cron(at: set[int]) -> str:
        return f"0 {','.join(map(str, sorted(at)))} * * *"

    found = age(
        "port",
        Link(Promise("outside", latency=latency * HOUR)),
        Link(Promise("provider", freshness=promised * HOUR, schedule=cron(provider)), ("outside",)),
        Link(Promise("port", schedule=cron(port)), ("provider",)),
    )
    worst = timeline(latency, provider, promised, port, lambda low, high: low)
    assert found.best == worst * HOUR
    for chance in chances:
        some = timeline(latency, provider, promised, port, chance.randint)  # type: ignore[attr-defined]
        assert some * HOUR <= worst * HOUR
