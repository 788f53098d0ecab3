"""Runs of `monitor` on a real DuckLake, by the process that `./pants monitor` starts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inseam.environments.holder import holder, holding
from inseam.environments.operations import OperationFailed, Operations
from inseam.environments.state import add_rows, read_state
from inseam.monitor.call import read_monitor_request, run
from inseam.monitor.history import FILE, ContractRun, MonitorHistory, read_history
from inseam.monitor.kept import pending_file
from inseam.release.call import run as run_release
from inseam.release.request import read_release_request
from inseam.report.finding import InputError
from inseam.report.report import Report
from testkit.release.mesh import SHOP, Mesh, forget_the_lake, make_mesh

DAY = "2026-01-31T06:00:00Z"
NEXT = "2026-02-01T06:00:00Z"
_DAILY = """\
slaProperties:
  - {property: freshness, value: 24, unit: h}
"""


@dataclass(frozen=True)
class Released:
    mesh: Mesh
    copy: Path


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Released:
    root = tmp_path_factory.mktemp("mesh")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        mesh = make_mesh(root)
        mesh.begin()
        mesh.load([(1, 1, 1), (2, 0, 1), (3, 1, 1)])
        release(mesh)
        forget_the_lake()
    copy = tmp_path_factory.mktemp("copy") / "mesh"
    shutil.copytree(root, copy, symlinks=True)
    return Released(mesh, copy)


@pytest.fixture
def mesh(released: Released, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mesh]:
    root = released.mesh.root
    shutil.rmtree(root)
    shutil.copytree(released.copy, root, symlinks=True)
    monkeypatch.chdir(root)
    yield released.mesh
    forget_the_lake()


def release(mesh: Mesh, **settings: Any) -> Report:
    return run_release(read_release_request(mesh.request(**settings)))


def monitor(mesh: Mesh, now: str = DAY, *products: str, wait: float = 0) -> Report:
    return run(read_monitor_request(mesh.request(*products, now=now, wait=wait)))


def history(mesh: Mesh) -> MonitorHistory:
    return read_history((mesh.root / FILE).read_bytes())


def kept(mesh: Mesh) -> list[tuple[Any, ...]]:
    sql = "select monitored_at, contract from lake.inseam.monitor_runs order by all"
    with mesh.connect() as lake:
        return lake.execute(sql).fetchall()


def profile(found: ContractRun) -> dict[str, tuple[Any, ...]]:
    return {
        f"{one.object}.{c.column}": (one.rows, c.nulls, c.distincts, c.minimum, c.maximum)
        for one in found.objects
        for c in one.columns
    }


def test_what_readers_see_is_measured_and_kept_once(mesh: Mesh) -> None:
    done = monitor(mesh)

    assert [f.message for f in done.findings] == []
    assert done.summary[0] == "lake: 2 products measured as of 2026-01-31 06:00:00 UTC"
    assert done.summary[-1].startswith("2 records added to inseam.monitor_runs")
    counts, orders = history(mesh).runs
    assert (orders.contract, orders.product) == ("orders-v1", "orders")
    assert orders.at == "2026-01-31T06:00:00+00:00"
    assert profile(orders) == {
        "orders.order_id": (3, 0, 3, "1", "3"),
        "orders.batch": (3, 0, 1, "1", "1"),
        "customers.customer_id": (2, 0, 2, "0", "1"),
        "customers.batch": (2, 0, 1, "1", "1"),
    }
    assert {check.result for check in orders.checks} == {"passed"}
    assert profile(counts)["counts.order_count"] == (1, 0, 1, "3", "3")

    assert monitor(mesh).summary[-1].startswith("0 records added")
    state = read_state(mesh.operations())
    assert "monitor_runs" not in state.tables
    assert state.next_entry < 1000
    mesh.load([(number, 0, 2) for number in range(1, 6)])
    assert release(mesh, refresh=True).summary[0] == "lake: 2 released"
    monitor(mesh, NEXT)

    assert len(kept(mesh)) == 4
    rows = [(run.at[:10], run.objects[0].rows) for run in history(mesh).of("orders-v1")]
    assert rows == [("2026-01-31", 3), ("2026-02-01", 5)]


def test_a_broken_rule_is_found_and_a_personal_column_has_no_bounds(mesh: Mesh) -> None:
    edit(mesh, "orders", "- name: customer_id\n", "- name: customer_id\n        tags: [pii]\n")
    rule = "quality: [{metric: rowCount, mustBeGreaterThan: 5, type: library}]"
    table = "    physicalType: table\n"
    edit(mesh, "counts", table, f"{table}    {rule}\n")

    done = monitor(mesh)

    (finding,) = done.findings
    assert (finding.severity, finding.line) == ("error", 15)
    assert finding.fix.endswith("Readers see it now.")
    assert done.summary[2].endswith("1 promise broken")
    counts, orders = history(mesh).runs
    assert (counts.holds, orders.holds) == (False, True)
    assert profile(orders)["customers.customer_id"] == (2, 0, 2, None, None)
    assert profile(orders)["orders.order_id"] == (3, 0, 3, "1", "3")


def edit(mesh: Mesh, product: str, before: str, after: str) -> None:
    file = mesh.root / f"products/{product}/models/output_ports/v1/{product}-v1.odcs.yaml"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


def test_late_data_names_the_input_port(mesh: Mesh) -> None:
    """The shop's rows are of five days before; it and `orders` promise those of the last."""
    # Before the release that is there.
    row = {"entry": 0, "contract": SHOP, "digest": "", "seed": "1", "step": "done", "made_rows": 0}
    at = "2026-01-26T06:00:00+00:00"
    add_rows(mesh.operations(), {"loads": [{**row, "as_of": at, "at": at, "who": ""}]})
    own = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
    for contract in (f"contracts/external/{SHOP}.odcs.yaml", own):
        with (mesh.root / contract).open("a") as file:
            file.write(_DAILY)

    found = monitor(mesh).findings

    late = {one.message.partition("`,")[0]: one for one in found if one.rule == "input-late"}
    assert late.keys() == {"`orders` reads `shop-v1", "`counts` reads `orders-v1"}
    of_shop = late["`orders` reads `shop-v1"]
    assert (of_shop.severity, of_shop.line) == ("warning", 3)
    assert of_shop.file == "products/orders/models/input_ports/shop-v1.source.yaml"
    assert of_shop.message == (
        "`orders` reads `shop-v1`, which is late: it promises data that is at most 24 h old; it is"
        " as of 2026-01-26 06:00 UTC, which held until 2026-01-27 06:00 UTC, 96 h ago."
    )
    (broken,) = [one for one in found if one.rule != "input-late"]
    assert (broken.rule, broken.file, broken.severity) == ("promise-not-kept", own, "warning")
    counts, orders = history(mesh).runs
    assert (orders.late, counts.late) == (("shop-v1",), ("orders-v1",))
    assert [(one.property, one.kept) for one in orders.levels] == [("age", False)]


def test_who_waits_in_vain_loses_nothing(mesh: Mesh) -> None:
    now = datetime.now(UTC)
    claim = holder("somebody", "release", now)
    with holding(mesh.operations(), claim, wait_seconds=0, now=lambda: now, notify=print):
        with pytest.raises(InputError) as error:
            monitor(mesh)
        assert [f.rule for f in error.value.findings] == ["environment-held"]
    assert kept_or_none(mesh) == []
    done = monitor(mesh, NEXT)
    assert done.summary[-1].startswith("4 records added")
    assert [at[:10] for at, _ in kept(mesh)] == ["2026-01-31"] * 2 + ["2026-02-01"] * 2


def kept_or_none(mesh: Mesh) -> list[tuple[Any, ...]]:
    return kept(mesh) if read_state(mesh.operations()).version > 3 else []


def test_a_write_that_fails_leaves_nothing_half_written(
    mesh: Mesh, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor(mesh)
    original = Operations.call

    def call(self: Operations, macro: str, **arguments: Any) -> Any:
        if macro == "add_state_rows" and "monitor_runs" in arguments["rows"]:
            # The second row cannot be stored, so the first is not either.
            arguments["rows"]["monitor_runs"][1]["entry"] = "no number"
        return original(self, macro, **arguments)

    monkeypatch.setattr(Operations, "call", call)
    with pytest.raises(InputError) as error:
        monitor(mesh, NEXT)
    assert "no number" in error.value.findings[0].message
    monkeypatch.undo()
    monkeypatch.chdir(mesh.root)
    assert len(kept(mesh)) == 2
    assert pending_file("lake", FILE.parent).is_file()
    monitor(mesh, NEXT)
    assert len(kept(mesh)) == 4
    assert not pending_file("lake", FILE.parent).is_file()


def test_what_cannot_be_read_is_said_and_the_others_are_measured(
    mesh: Mesh, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Operations.call

    def call(self: Operations, macro: str, **arguments: Any) -> Any:
        if macro == "export_tables" and "orders" in json.dumps(arguments["exports"][0]["table"]):
            raise OperationFailed("the disk is gone")
        return original(self, macro, **arguments)

    monkeypatch.setattr(Operations, "call", call)
    done = monitor(mesh)
    (finding,) = done.findings
    assert (finding.rule, finding.severity) == ("not-measured", "error")
    assert "`orders` 1_" in finding.message
    assert finding.message.endswith("the disk is gone")
    assert [run.contract for run in history(mesh).runs] == ["counts-v1"]


def test_an_instant_without_an_offset_is_refused(mesh: Mesh) -> None:
    for wrong in ("tomorrow", "2026-01-31T06:00:00"):
        with pytest.raises(InputError) as error:
            monitor(mesh, wrong)
        assert [f.rule for f in error.value.findings] == ["now-invalid"]
