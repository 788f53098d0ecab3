"""The process that Pants starts, on files as Pants lays them out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from inseam.gate.repository import main
from inseam.report.process import run_process

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: {id}
version: {version}
status: active
schema:
  - name: orders
    properties:
      - name: order_id
        logicalType: string
"""
AMOUNT = "      - name: amount\n        logicalType: integer\n"
ORDERS = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
BILLS = "products/bills/models/output_ports/v1/bills-v1.odcs.yaml"
SNAPSHOT = "products/bills/models/input_ports/orders-v1.odcs.yaml"
OLD = CONTRACT.format(id="orders-v1", version="1.0.0") + AMOUNT
NEW = CONTRACT.format(id="orders-v1", version="1.0.0")
UNUSED = {"waiver-unused": "warning"}
BILL = CONTRACT.format(id="bills-v1", version="1.0.0")
WAIVER = """\
waivers:
  - rule: column-removed
    contract: {id}
    element: {element}
    reason: Agreed.
    approver: jane
    expires: 2026-12-31
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["repository", "_request.json"])
    return tmp_path


def write(side: str, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = Path(side, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def gate(capsys: pytest.CaptureFixture[str], **request: Any) -> tuple[int, dict[str, Any]]:
    asked = {"version": 1, "before": "main", "today": "2026-11-01", "changed": [], "only": None}
    Path("_request.json").write_text(json.dumps({**asked, **request}), encoding="utf-8")
    code = run_process(main)
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, report


def rules(report: dict[str, Any]) -> dict[str, str]:
    return {finding["rule"]: finding["severity"] for finding in report["findings"]}


def test_both_sides_are_compared_and_snapshots_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("_base", {ORDERS: OLD, BILLS: BILL})
    write("_head", {ORDERS: NEW, BILLS: BILL, SNAPSHOT: OLD})

    code, report = gate(capsys, changed=[ORDERS])

    assert code == 1
    assert rules(report) == {
        "column-removed": "error",
        "snapshot-outdated": "warning",
        "version-not-bumped": "error",
    }
    assert report["summary"][-1] == "2 contracts compared"
    assert report["changed_files"] == [ORDERS]


@pytest.mark.parametrize(
    "only",
    [
        pytest.param({"folders": ["products/orders"], "files": []}, id="folder"),
        pytest.param({"folders": [], "files": [ORDERS]}, id="file"),
    ],
)
def test_only_what_is_asked_for_is_looked_at(
    only: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    write("_base", {ORDERS: OLD, BILLS: BILL + AMOUNT})
    write("_head", {ORDERS: NEW, BILLS: BILL})

    _, report = gate(capsys, only=only)

    assert {finding["file"] for finding in report["findings"]} == {ORDERS}
    assert report["summary"][-1] == "1 contract compared"


def test_a_contract_that_is_gone_is_found_in_its_products_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("_base", {ORDERS: OLD, BILLS: BILL})
    write("_head", {BILLS: BILL})

    code, report = gate(capsys, only={"folders": ["products/orders"], "files": []})

    assert (code, rules(report)) == (1, {"contract-removed": "error"})
    assert report["summary"] == ["0 contracts compared, 1 gone"]


def test_where_nothing_is_asked_for_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    write("_base", {ORDERS: OLD})
    write("_head", {ORDERS: NEW})

    code, report = gate(capsys, only={"folders": [], "files": []})

    assert (code, report["summary"]) == (0, ["0 contracts compared"])


def test_a_snapshot_that_is_asked_for_is_looked_at_though_nothing_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("_base", {ORDERS: NEW, BILLS: BILL})
    write("_head", {ORDERS: NEW, BILLS: BILL, SNAPSHOT: OLD})

    _, of_all = gate(capsys)
    _, of_bills = gate(capsys, only={"folders": ["products/bills"], "files": []})

    assert rules(of_all) == {}
    assert rules(of_bills) == {"snapshot-outdated": "warning"}


def test_the_configuration_at_the_top_counts(capsys: pytest.CaptureFixture[str]) -> None:
    write("_base", {ORDERS: OLD})
    severities = "severities:\n  - {rule: column-removed, severity: info}\n"
    write("_head", {ORDERS: NEW.replace("1.0.0", "2.0.0"), "contract-gate.yaml": severities})

    _, report = gate(capsys)

    assert rules(report)["column-removed"] == "info"


@pytest.mark.parametrize(("path", "said"), [("orders.amount", {}), ("orders.paid", UNUSED)])
def test_the_waiver_of_a_merged_change_is_needed_while_a_published_version_promises_it(
    path: str, said: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    now = NEW.replace("1.0.0", "1.1.0")
    archive = "contracts/published/orders-v1"
    files = {ORDERS: now, f"{archive}/1.0.0.odcs.yaml": OLD, f"{archive}/1.1.0.odcs.yaml": now}
    write("_base", files)
    write("_head", {**files, "contract-gate.yaml": WAIVER.format(id="orders-v1", element=path)})

    code, report = gate(capsys)

    assert (code, rules(report)) == (0, said)


@pytest.mark.parametrize("only", [None, {"folders": ["products/bills"], "files": []}])
@pytest.mark.parametrize(
    ("contract", "said"), [("order-v1", UNUSED), ("orders-v1", {}), ("gone-v1", {})]
)
def test_a_waiver_of_a_contract_that_is_nowhere_is_said_whatever_is_asked_for(
    contract: str,
    said: dict[str, str],
    only: dict[str, list[str]] | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gone = "products/gone/models/output_ports/v1/gone-v1.odcs.yaml"
    files = {ORDERS: OLD.replace("active", "draft"), BILLS: BILL}
    write("_base", {**files, gone: CONTRACT.format(id="gone-v1", version="1.0.0")})
    write("_head", {**files, "contract-gate.yaml": WAIVER.format(id=contract, element="orders.*")})

    _, report = gate(capsys, only=only)

    unused = [
        f for f in report["findings"] if "names a contract that does not exist" in f["message"]
    ]
    assert {finding["rule"]: finding["severity"] for finding in unused} == said


def test_line_ends_that_a_checkout_has_are_no_change(capsys: pytest.CaptureFixture[str]) -> None:
    published = "contracts/published/orders-v1/1.0.0.odcs.yaml"
    write("_base", {ORDERS: OLD, published: OLD})
    write("_head", dict.fromkeys((ORDERS, published, SNAPSHOT), OLD.replace("\n", "\r\n")))

    code, report = gate(capsys, changed=[ORDERS, published])

    assert (code, report["findings"]) == (0, [])
    assert report["summary"] == ["1 contract compared"]


def test_a_day_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = gate(capsys, today="soon")

    assert (code, rules(report)) == (2, {"day-invalid": "error"})
