from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inseam.environments.definition import Environment
from inseam.environments.holder import LEASE, Holder, current_holder, holder, holding, is_alive
from inseam.environments.lake import variables
from inseam.environments.operations import OperationFailed, Operations
from inseam.report.finding import InputError

ROOT = Path(__file__).parents[3]
LAKE = Environment("lake", "lake", database="lake", location=Path("lake"))
NOW = datetime(2026, 1, 31, 6, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Operations:
    return Operations(
        common=ROOT / "shared/dbt_common",
        profiles=ROOT / "platform/dbt/profiles.yml",
        target="lake",
        variables=variables(LAKE, tmp_path),
    )


def claim(who: str) -> Holder:
    return holder(who, "release", NOW)


def ended(who: str) -> Holder:
    """Of a process that is no more: this one has started at another time."""
    return replace(claim(who), started="Thu Jan 1 00:00:00 1970")


def hold(lake: Operations, who: Holder) -> None:
    lake.call("hold_environment", row=asdict(who))


def test_one_holds_and_lets_go(lake: Operations) -> None:
    with holding(lake, claim("ann"), wait_seconds=0, now=lambda: NOW, notify=pytest.fail):
        assert current_holder(lake) == claim("ann")
    assert current_holder(lake) is None


def test_another_is_told_who_holds(lake: Operations) -> None:
    hold(lake, claim("ann"))
    described = f"ann (release, process {os.getpid()} on "
    with (
        pytest.raises(InputError) as refused,
        holding(lake, claim("bob"), wait_seconds=0, now=lambda: NOW, notify=pytest.fail),
    ):
        pytest.fail("two hold it")
    assert described in refused.value.findings[0].message
    assert current_holder(lake) == claim("ann")


def test_who_waits_begins_when_the_other_lets_go(lake: Operations) -> None:
    hold(lake, claim("ann"))
    heard: list[str] = []

    def let_go(line: str) -> None:
        heard.append(line)
        lake.call("let_go_of_environment", row=asdict(claim("ann")))

    with holding(lake, claim("bob"), wait_seconds=600, now=lambda: NOW, notify=let_go):
        assert current_holder(lake) == claim("bob")
    assert heard == [f"Waiting for {claim('ann').described}."]


def test_one_that_has_ended_holds_nobody_up(lake: Operations) -> None:
    hold(lake, ended("ann"))
    with holding(lake, ended("bob"), wait_seconds=0, now=lambda: NOW, notify=pytest.fail):
        assert current_holder(lake) == ended("bob")
        # Bob has ended too, as seen by the next.
        with holding(lake, claim("eve"), wait_seconds=0, now=lambda: NOW, notify=pytest.fail):
            assert current_holder(lake) == claim("eve")
    assert current_holder(lake) is None
    assert lake.call("state_rows", tables=["holder"]) == {}


def test_a_successor_is_not_replaced_by_who_saw_the_same_end(lake: Operations) -> None:
    hold(lake, ended("ann"))
    take_over = {"ended": asdict(ended("ann"))}
    lake.call("take_over_environment", row=asdict(claim("bob")), **take_over)
    with pytest.raises(OperationFailed, match="already exists"):
        lake.call("take_over_environment", row=asdict(claim("eve")), **take_over)
    assert current_holder(lake) == claim("bob")

    lake.call("let_go_of_environment", row=asdict(claim("bob")))
    lake.call("take_over_environment", row=asdict(claim("eve")), **take_over)
    assert current_holder(lake) is None
    hold(lake, claim("joe"))
    lake.call("take_over_environment", row=asdict(claim("eve")), **take_over)
    assert current_holder(lake) == claim("joe")


def test_who_lost_the_environment_does_not_let_another_s_go(lake: Operations) -> None:
    hold(lake, claim("ann"))
    lake.call("take_over_environment", row=asdict(claim("bob")), ended=asdict(claim("ann")))
    lake.call("let_go_of_environment", row=asdict(claim("ann")))
    assert current_holder(lake) == claim("bob")


def test_a_claim_that_goes_while_it_is_read_is_read_again(
    lake: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: Iterator[object] = iter([OperationFailed("There is no table holder."), None])

    def call(_: Operations, macro: str) -> object:
        assert macro == "environment_holder"
        answer = next(answers)
        if isinstance(answer, OperationFailed):
            raise answer
        return answer

    monkeypatch.setattr(Operations, "call", call)
    assert current_holder(lake) is None
    assert list(answers) == []


def test_elsewhere_a_lease_says_whether_it_lives() -> None:
    other = replace(claim("ann"), host="elsewhere.example.com")
    assert is_alive(other, NOW + LEASE - timedelta(seconds=1))
    assert not is_alive(other, NOW + LEASE)
