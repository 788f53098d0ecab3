from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.promises.promise import Level, Promise, kind_of, promise_of, strictest

HOUR = timedelta(hours=1)


def promise(*levels: tuple[str, Any, str | None]) -> Promise:
    return promise_of(
        "a-v1",
        [
            Level(property=name, value=value, unit=unit, line=line)
            for line, (name, value, unit) in enumerate(levels, 1)
        ],
    )


@pytest.mark.parametrize(
    ("value", "unit"),
    [(24, "h"), (1, "d"), ("P1D", None), (1440, "m"), ("24h", None), ("PT24H", "h"), ("1", "day")],
)
def test_a_day_is_a_day_however_it_is_written(value: object, unit: str | None) -> None:
    found = promise(
        ("freshness", value, unit), ("latency", value, unit), ("frequency", value, unit)
    )
    assert found.freshness == found.latency == found.period == 24 * HOUR
    assert found.not_compared == ()


def test_all_kinds_are_read_with_their_lines() -> None:
    found = promise(
        ("freshness", 26, "h"),
        ("availability", 99.5, "percent"),
        ("Retention", 7, "y"),
        ("supportHours", "Mo-Fr 09:00-17:00", "Europe/Berlin"),
        ("noticePeriod", "P30D", None),
    )
    assert found.availability == Fraction(995, 1000)
    assert found.retention == timedelta(days=7 * 365)
    assert found.support is not None
    assert found.support.zone == "Europe/Berlin"
    assert dict(found.lines) == {"freshness": 1, "availability": 2, "retention": 3, "support": 4}
    assert found.line("latency") is None
    assert kind_of("noticePeriod") is None


def test_a_frequency_is_a_schedule_and_a_length() -> None:
    level = Level(property="frequency", value=1, unit="d", schedule="0 6 * * *", scheduler="cron")
    found = promise_of("a-v1", [level])
    assert (found.period, found.schedule) == (24 * HOUR, "0 6 * * *")
    alone = promise_of(
        "a-v1", [Level(property="frequency", value=None, schedule="0 6 * * MON-FRI")]
    )
    assert (alone.period, alone.longest_pause) == (None, 72 * HOUR)


def test_a_schedule_of_another_scheduler_is_not_read() -> None:
    level = Level(property="frequency", value=1, unit="d", schedule="P1D", scheduler="airflow")
    found = promise_of("a-v1", [level])
    assert (found.period, found.schedule, found.not_compared) == (24 * HOUR, None, ())


@pytest.mark.parametrize(
    ("name", "value", "unit", "reason"),
    [
        ("freshness", 2, "business days", "depends on when they begin"),
        ("latency", "2 working days", None, "depends on when they begin"),
        ("freshness", "soon", None, "not a length of time"),
        ("retention", -1, "d", "negative"),
        ("retention", 10**30, "y", "longer than any time"),
        ("frequency", "daily", None, "not a length of time"),
        ("availability", "always", None, "not a share"),
        ("supportHours", "Mo-Fr 9-17", None, "no time zone"),
    ],
)
def test_what_cannot_be_compared_says_why(
    name: str, value: object, unit: str | None, reason: str
) -> None:
    found = promise((name, value, unit))
    (one,) = found.not_compared
    assert reason in one.reason
    assert one.line == 1
    assert found.age is None
    assert found.longest_pause is None
    assert found.availability is None
    assert found.retention is None
    assert found.support is None


def test_a_schedule_that_is_none_says_so_and_the_length_stays() -> None:
    level = Level(property="frequency", value=1, unit="d", schedule="at six", line=9)
    found = promise_of("a-v1", [level])
    assert found.period == 24 * HOUR
    assert [(one.kind, one.written, one.line) for one in found.not_compared] == [
        ("frequency", "at six", 9)
    ]


def test_of_two_levels_of_one_kind_the_stricter_counts() -> None:
    found = promise(
        ("freshness", 26, "h"),
        ("freshness", 1, "d"),
        ("retention", 1, "d"),
        ("retention", 2, "d"),
        ("availability", 99, "%"),
        ("availability", 98, "%"),
    )
    assert found.freshness == 24 * HOUR
    assert found.retention == 48 * HOUR
    assert found.availability == Fraction(99, 100)
    assert dict(found.lines) == {"freshness": 2, "retention": 4, "availability": 5}


def test_freshness_and_latency_are_one_age() -> None:
    assert promise(("freshness", 26, "h"), ("latency", 1, "d")).age == 24 * HOUR


def test_a_product_runs_at_the_instants_of_all_its_ports() -> None:
    ports = [Promise("a-v1", schedule="0 6 * * *"), Promise("a-v2", schedule="0 18 * * *")]
    found = strictest(ports, "a")
    assert found.longest_pause == 12 * HOUR
    assert found.contract == "a"


LENGTHS = st.none() | st.integers(0, 99).map(lambda hours: hours * HOUR)
PROMISES = st.builds(
    Promise,
    contract=st.just("a"),
    freshness=LENGTHS,
    period=LENGTHS,
    schedule=st.sampled_from([None, "0 6 * * *", "0 18 * * *"]),
    latency=LENGTHS,
    availability=st.none() | st.fractions(0, 1),
    retention=LENGTHS,
)


@given(st.lists(PROMISES, max_size=4))
def test_the_strictest_keeps_each_in_any_order(promises: list[Promise]) -> None:
    found = strictest(promises, "a")
    assert strictest(reversed(promises), "a") == found
    for one in promises:
        assert strictest([found, one], "a") == found
