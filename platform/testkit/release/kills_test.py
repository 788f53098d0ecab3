"""Releases that are killed, and a reader that looks on; `.ci/nightly` kills more."""

from __future__ import annotations

from pathlib import Path

from inseam.release.history import Step
from testkit.release.kills import Moment, random_moments, run
from testkit.release.watched import watch

RELEASES = 2


def test_a_killed_release_leaves_a_whole_one_and_the_next_call_goes_on(tmp_path: Path) -> None:
    steps = (Step.STARTED, Step.PUBLISHED)
    moments: list[Moment] = [*steps, *random_moments(1, seed=1)]

    killed = list(run(tmp_path, moments))

    assert [one.wrong for one in killed] == [()] * len(moments)
    # The test kills something: steps are noted before the process ends.
    assert not killed[0].finished
    assert (killed[0].after, killed[0].within) == (Step.STARTED, True)


def test_five_of_six_random_moments_lie_between_write_and_clean_up() -> None:
    drawn = random_moments(30, seed=1)
    assert drawn == random_moments(30, seed=1) != random_moments(30, seed=2)
    assert all(0 <= moment < 2 for moment in drawn)
    assert sum(moment >= 1 for moment in drawn) == 25


def test_a_reader_sees_one_release_at_a_time(tmp_path: Path) -> None:
    watched = watch(tmp_path, RELEASES)

    assert watched.wrong == ()
    assert watched.reads > RELEASES
    # It looked on all the time: the rows of before, and later ones.
    assert watched.seen[0] == 1
    assert len(watched.seen) > 1
