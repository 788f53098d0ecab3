"""Single decisions, with their words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inseam.promises.due import Decision, Input, Seen, decide, not_kept
from inseam.promises.promise import Promise

HOUR = timedelta(hours=1)
# Of the day before, 06:00: the last good run began, and read what was of 04:00.
BEGAN = datetime(2026, 12, 1, 6, tzinfo=UTC)
READ = BEGAN - 2 * HOUR
DAILY = Promise("a-v1", schedule="0 6 * * *")
FRESH = Promise("a-v1", freshness=26 * HOUR)
NO_PROMISE = Promise("a-v1")


def at(after: float, *inputs: Input, **changed: Any) -> Seen:
    """``after`` hours since the last good run began, which took a quarter of an hour."""
    known: dict[str, Any] = {
        "now": BEGAN + after * HOUR,
        "usual": HOUR / 4,
        "inputs": inputs,
        "started": BEGAN,
        "ended": BEGAN + HOUR / 4,
    }
    return Seen(**{**known, **changed})


def provider(moved: float, name: str = "p-v1", **changed: Any) -> Input:
    """Whose data is ``moved`` hours newer than when it was last read."""
    known: dict[str, Any] = {
        "name": name,
        "promise": NO_PROMISE,
        "data_as_of": READ + moved * HOUR,
        "read_as_of": READ,
    }
    return Input(**{**known, **changed})


def test_a_product_is_due_early_enough_for_its_run_and_a_repeat() -> None:
    # Read as of 04:00, at most 26 h old: until 06:00 of the next day.
    early = decide(FRESH, at(23.4, provider(24)))
    assert early == Decision(
        False,
        "Nothing is needed until 2026-12-02 05:30 UTC.",
        (),
        BEGAN + 23.5 * HOUR,
    )
    due = decide(FRESH, at(23.5, provider(24)))
    assert due.run
    assert due.reason == (
        "Readers see `p-v1` as of 2026-12-01 04:00 UTC, and may until 2026-12-02 06:00 UTC."
    )


def test_without_news_it_waits_and_with_a_schedule_it_does_not() -> None:
    waits = decide(FRESH, at(30, provider(0)))
    assert waits == Decision(False, "It is due, and no input has newer data.", (), None)
    runs = decide(DAILY, at(24, provider(0)))
    assert runs.run
    assert runs.reason == "Its schedule promises new data, made at 2026-12-02 06:00 UTC."
    assert decide(DAILY, at(23.9, provider(24))).look_again_at == BEGAN + 24 * HOUR


def test_a_period_is_from_end_to_end() -> None:
    weekly = Promise("a-v1", period=168 * HOUR)
    assert not decide(weekly, at(167.7, provider(0))).run
    due = decide(weekly, at(167.75, provider(0)))
    assert due.run
    assert due.reason == "It promises an update each 7 days: by 2026-12-08 06:15 UTC."


def test_a_period_beside_a_schedule_makes_no_run_of_its_own() -> None:
    both = Promise("a-v1", period=24 * HOUR, schedule="0 6 * * *")
    assert not decide(both, at(23.9)).run
    assert decide(both, at(24)).run


@pytest.mark.parametrize(
    ("promise", "word"),
    [(FRESH, "never read"), (DAILY, "no run yet"), (Promise("a-v1", period=HOUR), "no run yet")],
)
def test_the_first_run_is_at_once(promise: Promise, word: str) -> None:
    first = decide(promise, at(0, provider(0, read_as_of=None), started=None, ended=None))
    assert first.run
    assert word in first.reason


def test_a_late_provider_is_named_and_does_not_stop_it() -> None:
    late = provider(0, "late-v1", promise=Promise("late-v1", freshness=24 * HOUR))
    good = provider(24, "good-v1", promise=Promise("good-v1", freshness=24 * HOUR))
    found = decide(FRESH, at(23.6, late, good))
    assert found.run
    assert found.late == ("late-v1",)


def test_what_has_no_data_cannot_be_read() -> None:
    found = decide(DAILY, at(99, provider(0, data_as_of=None), provider(1, "q-v1")))
    assert found == Decision(False, "There is no data yet of `p-v1`.", (), None)


def test_who_promises_nothing_is_never_due() -> None:
    found = decide(NO_PROMISE, at(9_999, provider(9_999)))
    assert (found.run, found.look_again_at) == (False, None)


def test_what_runs_is_not_started_again() -> None:
    assert not decide(DAILY, at(99, is_running=True)).run


@pytest.mark.parametrize(
    ("failures", "pause"), [(1, 0), (2, 0.5), (3, 1), (4, 2), (5, 4), (60, 4), (9_999, 4)]
)
def test_the_first_repeat_is_at_once_and_later_ones_have_pauses(
    failures: int, pause: float
) -> None:
    failed = BEGAN + 25 * HOUR
    before = decide(DAILY, at(24.99 + pause, failures=failures, failed=failed))
    after = decide(DAILY, at(25 + pause, failures=failures, failed=failed))
    assert after.run
    if pause:
        assert not before.run
        assert f"{failures} runs failed in a row" in before.reason
        assert before.look_again_at == failed + pause * HOUR


def test_an_input_that_is_always_too_old_does_not_make_it_run_all_the_time() -> None:
    """It trails by 40 h, and moves each hour."""
    seen = at(1, provider(1, data_as_of=BEGAN - 39 * HOUR, read_as_of=BEGAN - 40 * HOUR))
    found = decide(FRESH, seen)
    assert (found.run, found.look_again_at) == (False, BEGAN + 25.5 * HOUR)


def test_readers_see_the_oldest_of_what_was_read() -> None:
    assert at(1, provider(1), provider(1, "q", read_as_of=BEGAN)).data_as_of == READ
    assert at(1, provider(1), provider(1, "q", read_as_of=None)).data_as_of is None
    assert at(1).data_as_of == BEGAN


@pytest.mark.parametrize(
    ("promise", "data_as_of", "updated", "broken"),
    [
        (FRESH, 26, 99, ()),
        (FRESH, 26.1, 0, ("age",)),
        (FRESH, None, None, ()),
        (Promise("a-v1", latency=HOUR, freshness=26 * HOUR), 2, 0, ("age",)),
        (Promise("a-v1", period=24 * HOUR), 99, 24, ()),
        (Promise("a-v1", period=24 * HOUR), 99, 24.1, ("frequency",)),
        # Now is 08:00: since 06:00 of the day before.
        (DAILY, 99, 26, ()),
        (DAILY, 99, 26.1, ("frequency",)),
        (Promise("a-v1", freshness=HOUR, period=HOUR), 2, 2, ("age", "frequency")),
    ],
)
def test_what_is_not_kept(
    promise: Promise, data_as_of: float | None, updated: float | None, broken: tuple[str, ...]
) -> None:
    now = BEGAN + 2 * HOUR
    ages = [None if age is None else now - age * HOUR for age in (data_as_of, updated)]
    assert not_kept(promise, now, *ages) == broken
