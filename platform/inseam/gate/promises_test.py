"""Which promises of consumers become impossible when a provider's service levels change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from inseam.gate.settings import Settings
from inseam.gate.trees import compare_trees
from inseam.promises.feasibility import Reading
from inseam.report.finding import Finding, Severity

SETTINGS = Settings(today=date(2026, 11, 1))
SHOP = "contracts/external/shop-v1.odcs.yaml"
ORDERS = "products/orders/models/output_ports/v1/orders-v1.odcs.yaml"
REPORT = "products/report/models/output_ports/v1/report-v1.odcs.yaml"
DAILY = "  - property: frequency\n    value: P1D\n    schedule: 0 {} * * *\n"


def level(name: str, value: object) -> str:
    return f"  - property: {name}\n    value: {value}\n"


def contract(id_: str, *levels: str, status: str = "active") -> bytes:
    head = f"apiVersion: v3.1.0\nkind: DataContract\nid: {id_}\nversion: 1.0.0\nstatus: {status}\n"
    return (head + ("slaProperties:\n" + "".join(levels) if levels else "")).encode()


def product(id_: str, *inputs: str) -> bytes:
    ports = "".join(f"      - id: {name}\n" for name in inputs)
    return (
        f"id: {id_}\nteam:\n  name: team-of-{id_}\noutputPorts:\n  - name: {id_}-v1\n"
        f"    contractId: {id_}-v1\n    version: 1.0.0\n    inputContracts:\n{ports}"
    ).encode()


BESIDE = {
    "products/orders/orders.odps.yaml": product("orders", "shop-v1"),
    "products/report/report.odps.yaml": product("report", "orders-v1"),
}
BASE = {
    SHOP: contract("shop-v1", level("latency", "15m")),
    ORDERS: contract("orders-v1", level("freshness", "26h"), DAILY.format(4)),
    REPORT: contract("report-v1", level("freshness", "28h"), DAILY.format(6)),
}


def found(
    head: Mapping[str, bytes], base: Mapping[str, bytes] | None = None, **more: Any
) -> list[Finding]:
    given = {"beside": BESIDE, **more}
    outcome = compare_trees(
        {**BASE, **(base or {})}, {**BASE, **head}, SETTINGS, before="main", **given
    )
    return [
        one.finding
        for one in outcome.contract_findings
        if one.finding.rule == "consumer-promise-impossible"
    ]


@pytest.mark.parametrize(
    ("head", "place", "best"),
    [
        (
            {ORDERS: contract("orders-v1", level("freshness", "27h"), DAILY.format(4))},
            (ORDERS, 8),
            "29 h",
        ),
        # At 07:00 the day's data is not there at 06:00: it is that of the day before.
        (
            {ORDERS: contract("orders-v1", level("freshness", "26h"), DAILY.format(7))},
            (ORDERS, 11),
            "49 h",
        ),
        ({SHOP: contract("shop-v1", level("latency", "3h"))}, (SHOP, 8), "29 h"),
        ({ORDERS: contract("orders-v1", level("freshness", "30h"))}, (ORDERS, 8), "54 h"),
    ],
    ids=["freshness", "schedule", "further-up", "without-a-schedule"],
)
def test_it_is_told_at_the_level_that_changed(
    head: Mapping[str, bytes], place: tuple[str, int], best: str
) -> None:
    (finding,) = (one for one in found(head) if "report-v1" in one.message)
    assert (finding.file, finding.line) == place
    assert finding.severity is Severity.ERROR
    assert f"can no longer keep its freshness of 28 h: at best it is {best}." in finding.message
    assert finding.readers == (f"promised by report (team team-of-report), {REPORT}:8",)


def test_every_link_that_can_no_longer_keep_its_promise_is_told() -> None:
    findings = found({SHOP: contract("shop-v1", level("latency", "3h"))})
    assert [one.message.split("`")[1] for one in findings] == ["orders-v1", "report-v1"]


@pytest.mark.parametrize(
    "head",
    [
        {},
        {ORDERS: contract("orders-v1", level("freshness", "25h"), DAILY.format(4))},
        {ORDERS: contract("orders-v1", level("freshness", "P1DT2H"), DAILY.format(4))},
        {
            ORDERS: contract(
                "orders-v1", level("freshness", "26h"), DAILY.format(4), level("retention", "1d")
            )
        },
        # The consumer's promise goes with it.
        {
            ORDERS: contract("orders-v1", level("freshness", "27h"), DAILY.format(4)),
            REPORT: contract("report-v1", level("freshness", "29h"), DAILY.format(6)),
        },
        # It is the consumer that changes.
        {REPORT: contract("report-v1", level("freshness", "20h"), DAILY.format(6))},
        {
            ORDERS: contract("orders-v1", level("freshness", "27h"), DAILY.format(4)),
            REPORT: contract(
                "report-v1", level("freshness", "28h"), DAILY.format(6), status="draft"
            ),
        },
        # After its end the port promises nothing any more.
        {
            ORDERS: contract("orders-v1", level("freshness", "27h"), DAILY.format(4)),
            REPORT: contract(
                "report-v1",
                level("freshness", "28h"),
                DAILY.format(6),
                level("endOfSupport", "'2026-10-31'"),
            ),
        },
        # Nobody knows any more what it promises.
        {ORDERS: contract("orders-v1", level("freshness", "2 business days"), DAILY.format(4))},
    ],
)
def test_nothing_is_said_where_nothing_becomes_impossible(head: Mapping[str, bytes]) -> None:
    assert found(head) == []


def test_what_was_impossible_before_is_not_told_again() -> None:
    strict = {REPORT: contract("report-v1", level("freshness", "20h"), DAILY.format(6))}
    later = {ORDERS: contract("orders-v1", level("freshness", "30h"), DAILY.format(4)), **strict}
    assert found(later, strict) == []


def test_a_draft_has_promised_nothing() -> None:
    draft = {
        ORDERS: contract("orders-v1", level("freshness", "26h"), DAILY.format(4), status="draft")
    }
    later = {
        ORDERS: contract("orders-v1", level("freshness", "27h"), DAILY.format(4), status="draft")
    }
    assert [one.severity for one in found(later, draft)] == [Severity.INFO]


def test_of_two_providers_that_change_the_one_is_told_that_does_it() -> None:
    beside = {
        **BESIDE,
        "products/report/report.odps.yaml": product("report", "orders-v1", "shop-v1"),
    }
    head = {
        SHOP: contract("shop-v1", level("latency", "20m")),
        ORDERS: contract("orders-v1", level("freshness", "27h"), DAILY.format(4)),
    }
    assert [one.file for one in found(head, beside=beside)] == [ORDERS]


def test_a_view_is_there_as_long_as_its_inputs() -> None:
    base = {
        ORDERS: contract("orders-v1", level("availability", "99.9%")),
        REPORT: contract("report-v1", level("availability", "99.5%")),
    }
    head = {**base, ORDERS: contract("orders-v1", level("availability", "99%"))}
    view = {"report-v1": Reading({"orders-v1"}, {"orders-v1"}, keeps_history=False)}
    assert found(head, base) == []
    (finding,) = found(head, base, reading=view)
    assert "at best it is 99 %" in finding.message


def test_a_product_file_that_cannot_be_read_is_left_to_lint() -> None:
    head = {ORDERS: contract("orders-v1", level("freshness", "27h"), DAILY.format(4))}
    beside = {**BESIDE, "products/report/report.odps.yaml": b"{"}
    assert found(head, beside=beside) == []
    assert found(head, beside={}) == []


def test_a_contract_that_is_new_or_gone_is_compared_with_nothing() -> None:
    head = {ORDERS: contract("orders-v1", level("freshness", "27h"), DAILY.format(4))}
    without = {path: content for path, content in BASE.items() if path != REPORT}
    outcome = compare_trees(without, {**BASE, **head}, SETTINGS, before="main", beside=BESIDE)
    rules = [one.finding.rule for one in outcome.contract_findings]
    # The port is new, and would have been possible.
    assert rules.count("consumer-promise-impossible") == 1
