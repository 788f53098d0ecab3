"""Events of releases into a real DuckLake, sent to the double of the marketplace."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from doubles.entropy_data.keys import Grant
from doubles.entropy_data.marketplace import Marketplace
from doubles.entropy_data.routes import Api
from doubles.entropy_data.server import Server
from inseam.delivery.destination import Comparison, TimeLeft
from inseam.delivery.entropy_data import ADDRESS, KEY
from inseam.delivery.item import Item
from inseam.delivery.retry import RetryPolicy
from inseam.environments.holder import holder, holding
from inseam.release.call import run as run_release
from inseam.release.events.call import _Call, run
from inseam.release.events.receiver import Receiver
from inseam.release.events.request import read_events_request
from inseam.release.request import read_release_request
from inseam.report.exit_code import exit_code
from inseam.report.report import Report
from testkit.release.mesh import Mesh, forget_the_lake, make_mesh

SECRET = "canary-4d5e"
# Nobody waits for a server that is down.
AT_ONCE = RetryPolicy(first_pause=0.0, longest_pause=0.0)
_ROWS = [(order, order % 2, 1) for order in (1, 2, 3)]


@dataclass
class Market:
    """The double, which knows both products unless a test takes one away."""

    market: Marketplace = field(
        default_factory=lambda: Marketplace(today=lambda: date(2026, 1, 31))
    )
    keys: dict[str, Grant] = field(default_factory=lambda: {SECRET: Grant()})
    port: int = 0

    def __post_init__(self) -> None:
        for product in ("orders", "counts"):
            ports = [{"id": f"{product}-v1", "name": f"{product}-v1"}]
            self.market.of("dataproducts")[product] = {"id": product, "outputPorts": ports}
        self.start()

    def start(self) -> None:
        self.server = Server(Api(self.market, self.keys), self.port)
        self.port = int(self.server.address.rpartition(":")[2])

    def events(self) -> list[tuple[str, str, str]]:
        """Job, kind and port of each, in the order in which they came."""
        return [
            (
                one["event"]["job"]["name"],
                one["event"]["eventType"],
                one["outputPort"],
            )
            for one in self.market.lineage
        ]


@pytest.fixture
def market() -> Iterator[Market]:
    market = Market()
    yield market
    market.server.close()


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mesh, Path]:
    """A mesh after its first release, of which no events were sent, and a copy of it."""
    root = tmp_path_factory.mktemp("mesh")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        mesh = make_mesh(root)
        mesh.begin()
        mesh.load(_ROWS)
        release(mesh)
        forget_the_lake()
    copy = tmp_path_factory.mktemp("copy") / "mesh"
    shutil.copytree(root, copy, symlinks=True)
    return mesh, copy


@pytest.fixture
def mesh(released: tuple[Mesh, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Mesh]:
    mesh, copy = released
    shutil.rmtree(mesh.root)
    shutil.copytree(copy, mesh.root, symlinks=True)
    monkeypatch.chdir(mesh.root)
    yield mesh
    forget_the_lake()


def release(mesh: Mesh, *products: str, **settings: Any) -> Report:
    return run_release(read_release_request(mesh.request(*products, **settings)))


def send(mesh: Mesh, market: Market, *products: str, only: bool = False) -> Report:
    names = products or ("orders", "counts")
    content = json.loads(mesh.request(*names).read_text(encoding="utf-8"))
    request = {
        **{key: content[key] for key in ("version", "environment", "products", "wait")},
        "receivers": [{"address": "", "key_variable": KEY, "products": names}],
        "lineage": {},
        "only": only,
    }
    file = mesh.root / "events.json"
    file.write_text(json.dumps(request), encoding="utf-8")
    given: Mapping[str, str] = {ADDRESS: market.server.address, KEY: SECRET}
    return run(read_events_request(file), given, AT_ONCE)


def run_of(job: str, end: str, *ports: str) -> list[tuple[str, str, str]]:
    inside = [(f"{job}.{port}", port) for port in ports]
    return [
        (job, "START", ""),
        *((name, "START", port) for name, port in inside),
        *((name, end, port) for name, port in inside),
        (job, end, ""),
    ]


FIRST = [
    *run_of("orders.release", "COMPLETE", "orders-v1"),
    *run_of("counts.release", "COMPLETE", "counts-v1"),
]


def test_what_a_killed_call_has_not_sent_the_next_one_sends_once(
    mesh: Mesh, market: Market
) -> None:
    """The release switched readers, and its call ended there."""
    done = send(mesh, market)

    assert done.findings == ()
    assert done.summary == (
        f"lake: OpenLineage events for {market.server.address}: {len(FIRST)} sent",
    )
    assert market.events() == FIRST
    calls = len(market.server.calls)

    again = send(mesh, market)

    assert again.summary == (f"lake: {market.server.address} has all OpenLineage events",)
    assert len(market.server.calls) == calls


def test_an_environment_may_send_none_unless_somebody_asks(mesh: Mesh, market: Market) -> None:
    file = mesh.root / "platform/environments.yaml"
    file.write_text(file.read_text("utf-8") + "  lineage_events: false\n", "utf-8")

    silent = send(mesh, market)

    assert silent.findings == ()
    assert silent.summary[0].startswith(
        "lake: no OpenLineage events are sent, as platform/environments.yaml:1 has"
    )
    assert market.server.calls == []
    send(mesh, market, only=True)
    assert market.events() == FIRST


def test_tables_are_named_as_readers_know_them_with_the_release_as_version(
    mesh: Mesh, market: Market
) -> None:
    send(mesh, market)

    last = market.market.lineage[6]["event"]
    (read,) = (one for one in last["inputs"] if one["name"].endswith(".orders"))
    (written,) = last["outputs"]
    assert read["name"] == "lake.prod__op_orders_v1.orders"
    assert read["namespace"] == written["namespace"] == "duckdb://lake"
    assert written["name"] == "lake.prod__op_counts_v1.counts"
    versions = [one["facets"]["version"]["datasetVersion"] for one in (read, written)]
    with mesh.connect() as lake:
        ids = lake.execute("select distinct release, product from lake.inseam.releases").fetchall()
    assert sorted(ids) == sorted(zip(versions, ("orders", "counts"), strict=True))


def test_a_receiver_that_was_down_gets_what_is_missing_later(mesh: Mesh, market: Market) -> None:
    market.server.close()

    failed = send(mesh, market)

    (finding,) = failed.findings
    assert (finding.rule, exit_code(failed.findings)) == ("release-events-not-sent", 1)
    assert "./pants release --events=only products/counts:: products/orders::" in finding.fix
    assert "Readers see what was released." in finding.message
    assert market.events() == []
    market.start()
    release(mesh, "counts", refresh=True)
    send(mesh, market)
    assert market.events() == [*FIRST, *run_of("counts.release", "COMPLETE", "counts-v1")]


def test_killed_after_it_sent_and_before_it_noted_nothing_is_sent_twice(
    mesh: Mesh, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(self: _Call, sent: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(_Call, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            send(mesh, market)

    done = send(mesh, market)

    assert f"{len(FIRST)} there already" in done.summary[0]
    assert market.events() == FIRST


def test_where_another_holds_the_environment_events_are_sent_and_noted_later(
    mesh: Mesh, market: Market, capsys: pytest.CaptureFixture[str]
) -> None:
    def now() -> datetime:
        return datetime.now(UTC)

    claim = holder("ann@example.com", "release", now())
    with holding(mesh.operations(), claim, wait_seconds=0, now=now, notify=print):
        assert send(mesh, market).findings == ()
    assert "Not noted which events have arrived" in capsys.readouterr().err

    assert f"{len(FIRST)} there already" in send(mesh, market).summary[0]
    assert market.events() == FIRST


def test_killed_between_two_events_the_rest_is_sent(
    mesh: Mesh, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Receiver.write

    def killed(self: Receiver, item: Item, comparison: Comparison, time_left: TimeLeft) -> None:
        if len(market.market.lineage) == 3:
            raise KeyboardInterrupt
        write(self, item, comparison, time_left)

    with monkeypatch.context() as patch:
        patch.setattr(Receiver, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            send(mesh, market)
    assert market.events() == FIRST[:3]

    send(mesh, market)

    assert market.events() == FIRST


def test_what_was_never_published_waits_and_is_no_fault(mesh: Mesh, market: Market) -> None:
    counts = market.market.of("dataproducts").pop("counts")

    waiting = send(mesh, market)

    (finding,) = waiting.findings
    assert (finding.rule, exit_code(waiting.findings)) == ("release-events-wait", 0)
    assert "does not know the product `counts` yet" in finding.message
    assert market.events() == FIRST[:4]
    market.market.of("dataproducts")["counts"] = counts
    assert send(mesh, market).findings == ()
    assert market.events() == FIRST


def test_a_failure_says_which_promise_was_broken_and_no_row(mesh: Mesh, market: Market) -> None:
    send(mesh, market)
    mesh.write(
        "products/orders/models/output_ports/v1/customers.sql",
        "select customer_id, 7::bigint as batch from {{ ref('all_orders') }}\n",
    )

    assert exit_code(release(mesh, "orders").findings) == 1
    send(mesh, market)

    assert market.events()[len(FIRST) :] == run_of("orders.release", "FAIL", "orders-v1")
    error = market.market.lineage[-1]["event"]["run"]["facets"]["errorMessage"]
    broken = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
    for part in error["message"].split("; "):
        assert part.startswith(f"contract-check-failed at {broken}:"), part


def test_going_back_is_a_run_of_its_own(mesh: Mesh, market: Market) -> None:
    release(mesh, "orders", refresh=True)
    send(mesh, market)
    before = len(market.events())

    release(mesh, "orders", action="rollback")
    send(mesh, market)

    assert market.events()[before:] == run_of("orders.rollback", "COMPLETE", "orders-v1")
    back = market.market.lineage[-2]["event"]
    assert back["inputs"] == []
    versions = {one["facets"]["version"]["datasetVersion"][:2] for one in back["outputs"]}
    assert versions == {"1_"}


def test_the_key_is_nowhere_in_the_state_or_the_report(mesh: Mesh, market: Market) -> None:
    market.keys.clear()
    refused = send(mesh, market)

    assert exit_code(refused.findings) == 1
    assert SECRET not in repr(refused)
    with mesh.connect() as lake:
        tables = lake.execute(
            "select distinct table_name from information_schema.columns"
            " where table_schema = 'inseam'"
        ).fetchall()
        rows = [lake.execute(f"from lake.inseam.{name}").fetchall() for (name,) in tables]
    assert SECRET not in repr(rows)
