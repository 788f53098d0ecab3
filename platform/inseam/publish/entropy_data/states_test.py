from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inseam.publish.entropy_data.states import again, history, state_id


@given(st.lists(st.sampled_from("ABC"), max_size=12))
def test_the_newest_is_always_what_was_said_last_and_no_id_is_used_twice(said: list[str]) -> None:
    known: list[str] = []
    before = None
    for state in said:
        found = state_id(state, known)
        assert found.sent == (state == before)
        if not found.sent:
            assert found.id not in known
            known.append(found.id)
        assert state_id(state, known).sent
        before = state


def test_a_state_has_its_own_id_until_it_comes_back() -> None:
    assert state_id("A", []).id == "A"
    assert state_id("A", ["B"]).id == "A"
    assert state_id("A", ["A", "B"]).id == again("A", "B")


def test_a_history_is_in_the_order_of_its_times() -> None:
    later, sooner = "2026-01-31T07:00:00+01:00", "2026-01-31T05:00:00Z"

    assert history([("B", later), ("A", sooner)]).ids == ("A", "B")
    # Without a time each, in the order of the list.
    assert history([("B", later), ("A", None)]).ids == ("B", "A")
    assert history([("A", later), ("B", later), ("A", later)]).ids == ("B", "A")


def test_what_is_told_has_its_time_or_one_after_the_newest() -> None:
    known = history([("A", "2026-01-31T06:00:00Z")])

    assert known.time("2026-01-31T07:00:00Z", sent=False) == "2026-01-31T07:00:00.000Z"
    assert known.time("2026-01-31T05:00:00Z", sent=False) == "2026-01-31T06:00:00.001Z"
    assert known.time("2026-01-31T05:00:00Z", sent=True) == "2026-01-31T06:00:00.000Z"
    assert history([]).time("2026-01-31T05:00:00Z", sent=False) == "2026-01-31T05:00:00Z"
