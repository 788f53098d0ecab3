from __future__ import annotations

from random import Random

from inseam.delivery.policy import Policy, pause

POLICY = Policy(first_pause=1, longest_pause=20)


def test_pauses_double_up_to_the_longest() -> None:
    for failures, most in enumerate([1, 2, 4, 8, 16, 20, 20], start=1):
        pauses = [pause(POLICY, failures, None, Random(seed)) for seed in range(200)]

        assert most / 2 <= min(pauses)
        assert max(pauses) <= most
        assert max(pauses) - min(pauses) > most / 3  # not all at once


def test_the_same_seed_gives_the_same_pauses() -> None:
    assert pause(POLICY, 3, None, Random(7)) == pause(POLICY, 3, None, Random(7))


def test_a_pause_that_was_asked_for_is_kept_and_spread() -> None:
    pauses = [pause(POLICY, 1, 60, Random(seed)) for seed in range(50)]

    assert min(pauses) >= 60
    assert len(set(pauses)) > 1


def test_a_pause_that_was_asked_for_does_not_shorten_ours() -> None:
    assert pause(POLICY, 5, 0, Random(1)) >= 8


def test_no_number_of_failures_is_too_large() -> None:
    assert pause(POLICY, 100_000, None, Random(1)) <= 20
