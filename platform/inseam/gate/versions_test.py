from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inseam.gate.grade import Bump
from inseam.gate.versions import Version, bump_between, needed_version, read_version

VERSIONS = st.builds(Version, *[st.integers(0, 5)] * 3)


def version(written: str) -> Version:
    found = read_version(written)
    assert found is not None
    return found


@pytest.mark.parametrize("written", ["1", "1.2", "latest", "01.2.3", "1.2.3.4", "", "1.2.x"])
def test_what_is_not_three_numbers_is_no_version(written: str) -> None:
    assert read_version(written) is None


def test_a_leading_v_is_accepted() -> None:
    assert read_version("v1.2.3") == read_version("1.2.3")


def test_a_candidate_comes_before_its_release() -> None:
    assert version("1.2.0-rc.1") < version("1.2.0")
    assert version("1.1.9") < version("1.2.0-rc.1")


@pytest.mark.parametrize(
    ("old", "bump", "expected"),
    [
        ("1.2.3", Bump.NONE, "1.2.3"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("0.2.3", Bump.MINOR, "0.2.4"),
        ("0.2.3", Bump.MAJOR, "0.3.0"),
    ],
)
def test_the_lowest_version_that_a_change_may_have(old: str, bump: Bump, expected: str) -> None:
    assert str(needed_version(version(old), bump)) == expected


@given(VERSIONS, st.sampled_from(Bump))
def test_the_needed_version_is_a_step_that_is_large_enough(old: Version, bump: Bump) -> None:
    assert bump_between(old, needed_version(old, bump)) >= bump


@given(VERSIONS, VERSIONS, VERSIONS)
def test_a_later_version_is_no_smaller_a_step(old: Version, one: Version, other: Version) -> None:
    first, second = sorted([one, other])
    if old < first:
        assert bump_between(old, first) <= bump_between(old, second)
