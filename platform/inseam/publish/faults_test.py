"""Every call of a run fails once in every way, and a run is killed before and after every call:
in the end the destination has what a run without faults leaves, and nothing twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from doubles.entropy_data.faults import FOR_GOOD, Fault, Way
from doubles.entropy_data.server import Call, Server
from inseam.delivery.entropy_data import ADDRESS
from inseam.delivery.entropy_data import KEY as KEY_NAME
from inseam.delivery.retry import RetryPolicy
from inseam.publish.entropy_data.items import prepared
from inseam.publish.publication import Publication, PublishedProduct
from inseam.publish.publication_json import to_json
from inseam.publish.publish import publish
from inseam.report.exit_code import exit_code
from inseam.report.report import Report
from testkit.publication import (
    ANALYTICS,
    CHECKOUT,
    COMMERCE,
    COMPUTE,
    KEY,
    NOW,
    ORDERS,
    PUBLICATION,
    REVENUE,
    HurriedClock,
    delivery,
    double,
    held,
    writes,
)

# A call that gets no answer is given up after a second of real time, which a busy machine keeps
# within if somebody answers; pauses take none. Runs go side by side, for most of that is waiting.
POLICY = RetryPolicy(call=1.0)
SIDE_BY_SIDE = 8

ONCE = {
    "429": Fault(status=429, retry_after="7"),
    "429 until a date": Fault(status=429, retry_after="Fri, 31 Dec 2100 23:59:59 GMT"),
    "500": Fault(status=500),
    "timeout": Fault(way=Way.TIMEOUT),
    "timeout, but done": Fault(way=Way.TIMEOUT_AFTER),
    "reset": Fault(way=Way.RESET),
    "reset, but done": Fault(way=Way.RESET_AFTER),
}
REFUSALS = {
    "refused": Fault(status=422, times=FOR_GOOD),
    "forbidden": Fault(status=403, times=FOR_GOOD),
}
OUTAGES = {
    "500 for good": Fault(status=500, times=FOR_GOOD),
    "timeout for good": Fault(way=Way.TIMEOUT, times=FOR_GOOD),
    "reset for good": Fault(way=Way.RESET, times=FOR_GOOD),
}
# The destination asks for more time than there is: the run leaves it, and the next one goes on.
NOT_TODAY = {"429 until a date"}


# Each kind of call that only a change makes: an agreement, an amount and a member are others now.
CHANGED = replace(
    PUBLICATION,
    teams=(
        replace(CHECKOUT, members=CHECKOUT.members and CHECKOUT.members[:1]),
        COMMERCE,
        ANALYTICS,
    ),
    products=(
        replace(REVENUE, agreements=(replace(REVENUE.agreements[0], roles=("writer",)),)),
        replace(ORDERS, costs=(COMPUTE, replace(COMPUTE, amount=99))),
    ),
)


def otherwise(product: PublishedProduct) -> PublishedProduct:
    """Its test and its run say something else."""
    result = {**product.test_results[0], "id": f"failed-{product.id}", "result": "failed"}
    event = {**product.lineage[0].event, "inputs": []}
    return replace(
        product, test_results=(result,), lineage=(replace(product.lineage[0], event=event),)
    )


# Told in between, so that of tests and runs the change has what comes back.
BETWEEN = replace(PUBLICATION, products=(otherwise(REVENUE), otherwise(ORDERS)))


@dataclass(frozen=True)
class CleanRun:
    content: dict[str, Any]
    calls: tuple[Call, ...]


@pytest.fixture(scope="module")
def clean() -> CleanRun:
    with double() as server:
        said = publish(PUBLICATION, delivery(server))
        assert said.findings == ()
        return CleanRun(held(server), tuple(server.calls))


def run(server: Server, publication: Publication = PUBLICATION) -> Report:
    return publish(publication, delivery(server, POLICY))


def at(fault: Fault, call: int) -> Fault:
    return Fault(call, fault.way, fault.status, fault.times, fault.retry_after)


def settled(server: Server, publication: Publication = PUBLICATION) -> None:
    """Another run has nothing to do."""
    before = len(writes(server))
    said = run(server, publication)
    assert said.findings == ()
    assert writes(server)[before:] == []


def for_each_call(
    calls: Sequence[Call], faults: dict[str, Fault], check: Callable[[str, int, Fault], None]
) -> int:
    def failure(pair: tuple[str, int]) -> str | None:
        name, number = pair
        try:
            check(name, number, at(faults[name], number))
        except AssertionError as error:
            call = calls[number - 1]
            return f"{name} at call {number}, {call.method} {call.target}: {error}"
        return None

    pairs = [(name, number) for name in faults for number in range(1, len(calls) + 1)]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        assert list(filter(None, pool.map(failure, pairs))) == []
    return len(pairs)


def test_a_call_that_fails_once_changes_nothing(
    clean: CleanRun, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(name: str, number: int, fault: Fault) -> None:
        with double() as server:
            server.faults.order(fault)
            said = run(server)
            if name in NOT_TODAY:
                assert exit_code(said.findings) == 1
                assert "2100" not in said.findings[0].message
                said = run(server)
            assert said.findings == ()
            assert held(server) == clean.content
            settled(server)

    pairs = for_each_call(clean.calls, ONCE, check)
    with capsys.disabled():
        print(f"\n{len(clean.calls)} calls x {len(ONCE)} faults, once each: {pairs} runs")


def test_a_call_that_fails_once_changes_nothing_where_something_was_published_before(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with double() as server:
        run(server)
        run(server, BETWEEN)
        server.calls.clear()
        assert run(server, CHANGED).findings == ()
        content, calls = held(server), tuple(server.calls)
    assert {call.method for call in calls} == {"GET", "PUT", "POST", "DELETE"}
    told = [call.target.split("?")[0] for call in calls if call.method == "POST"]
    assert told.count("/api/test-results") == told.count("/api/v1/lineage") == 2

    def check(name: str, number: int, fault: Fault) -> None:
        with double() as server:
            run(server)
            run(server, BETWEEN)
            server.faults.order(fault)
            assert run(server, CHANGED).findings == ()
            assert held(server) == content
            settled(server, CHANGED)

    ways = {name: fault for name, fault in ONCE.items() if name not in NOT_TODAY}
    pairs = for_each_call(calls, ways, check)
    with capsys.disabled():
        print(f"\n{len(calls)} calls of a change x {len(ways)} faults, once each: {pairs} runs")


def test_a_refusal_for_good_stops_what_depends_on_it_and_nothing_else(
    clean: CleanRun, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(name: str, number: int, fault: Fault) -> None:
        with double() as server:
            server.faults.order(fault)
            said = run(server)
            reasons = {finding.rule for finding in said.findings}
            assert reasons <= {"publish-refused", "publish-blocked"}
            assert "publish-refused" in reasons
            # What was not refused is there, and once.
            assert contains(clean.content, held(server))
            assert not_there(said) + there(said) == len(prepared(PUBLICATION, NOW).items)
            # Once it is corrected, all is there.
            server.faults.clear()
            assert run(server).findings == ()
            assert held(server) == clean.content
            settled(server)

    pairs = for_each_call(clean.calls, REFUSALS, check)
    with capsys.disabled():
        print(f"\n{len(clean.calls)} calls x {len(REFUSALS)} refusals for good: {pairs} runs")


def test_an_outage_of_one_call_leaves_what_depends_on_it_to_the_next_run(
    clean: CleanRun, capsys: pytest.CaptureFixture[str]
) -> None:
    def check(name: str, number: int, fault: Fault) -> None:
        with double() as server:
            server.faults.order(fault)
            policy = RetryPolicy(call=POLICY.call, attempts=2)
            said = publish(PUBLICATION, delivery(server, policy))
            assert {finding.rule for finding in said.findings} == {"publish-not-sent"}
            assert contains(clean.content, held(server))
            server.faults.clear()
            assert run(server).findings == ()
            assert held(server) == clean.content
            settled(server)

    pairs = for_each_call(clean.calls, OUTAGES, check)
    with capsys.disabled():
        print(f"\n{len(clean.calls)} calls x {len(OUTAGES)} outages for good: {pairs} runs")


def not_there(said: Report) -> int:
    """How many items the findings tell of: one tells of all of a product that share a reason."""
    many = (re.search(r": (\d+) did not go", finding.message) for finding in said.findings)
    return sum(int(found[1]) if found else 1 for found in many)


def there(said: Report) -> int:
    counts = said.summary[0].split(": ", 1)[1].split(", ")
    return sum(
        int(one.split()[0]) for one in counts if one.split()[1] not in ("refused", "blocked")
    )


def contains(whole: Any, part: Any) -> bool:
    """Whether a destination that has ``part`` may come to have ``whole`` by getting more."""
    if isinstance(whole, dict) and isinstance(part, dict):
        # An access that waits for its approval is on its way.
        on_its_way = {"status": "requested"}
        return all(
            on_its_way.get(key) == value or (key in whole and contains(whole[key], value))
            for key, value in part.items()
        )
    if isinstance(whole, list) and isinstance(part, list):
        left = list(whole)
        for one in part:
            if one not in left:
                return False
            left.remove(one)
        return True
    return bool(whole == part)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_that_is_killed_at_any_call_is_taken_up_by_the_next(
    clean: CleanRun, tmp_path: Path, capsys: pytest.CaptureFixture[str], moment: str
) -> None:
    publication = tmp_path / "publication.json"
    publication.write_text(to_json(PUBLICATION))

    def check(number: int) -> None:
        with double() as server:
            process = start(server, str(publication))
            kill_at(server, process, number, moment)
            assert process.wait(timeout=60) == -signal.SIGKILL
            server.before = server.after = lambda _: None
            again = start(server, str(publication))
            assert again.wait(timeout=60) == 0, number
            assert held(server) == clean.content, number
            settled(server)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(check, range(1, len(clean.calls) + 1)))
    with capsys.disabled():
        print(f"\nkilled {moment} each of {len(clean.calls)} calls, and started again")


def start(server: Server, *arguments: str) -> subprocess.Popen[bytes]:
    own = {ADDRESS: server.address, KEY_NAME: KEY}
    command = [sys.executable, "-m", "inseam.publish", *arguments]
    return subprocess.Popen(
        command,
        env={**os.environ, **own},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_at(server: Server, process: subprocess.Popen[bytes], number: int, moment: str) -> None:
    """Before the call is carried out, or after, before its answer."""

    def kill(this: int) -> None:
        if this == number:
            process.send_signal(signal.SIGKILL)
            process.wait()

    if moment == "before":
        server.before = kill
    else:
        server.after = kill


def test_when_the_receiver_is_down_the_run_ends_in_time_and_the_next_one_delivers_in_order(
    clean: CleanRun,
) -> None:
    with double() as server:
        address = server.address
    # Nobody listens there any more.
    gone = delivery(server, RetryPolicy(deadline=20))
    said = publish(PUBLICATION, gone)

    # Seven tries of two items, so five pauses.
    assert isinstance(gone.clock, HurriedClock)
    assert len(gone.clock.slept) == gone.policy.unanswered - 2
    assert sum(gone.clock.slept) < gone.policy.deadline
    wanted = len(prepared(PUBLICATION, NOW).items)
    assert {finding.rule for finding in said.findings} == {"publish-not-sent"}
    (finding,) = said.findings
    assert finding.file == address
    assert re.fullmatch(
        r"Cannot be reached: nobody answered 7 tries in \d+ s; the last one: GET /api/teams/\w+: "
        rf"the connection was refused. Nothing was sent; {wanted} items are left.",
        finding.message,
    )
    assert said.summary == (f"{address}: {wanted} not sent",)

    with double(port=int(address.rsplit(":", 1)[1])) as back:
        assert publish(PUBLICATION, delivery(back)).findings == ()
        assert held(back) == clean.content
        assert order(writes(back)) == order([call for call in clean.calls if call.writes])


def order(calls: Sequence[Call]) -> list[tuple[str, str]]:
    return [(call.method, call.target) for call in calls]
