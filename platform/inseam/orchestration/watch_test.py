"""What a product is asked, of what the environment's state says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from inseam.orchestration.mesh import Input, Product
from inseam.orchestration.watch import Failures, Known, decision
from inseam.promises.promise import Promise

NOW = datetime(2026, 1, 31, 6, tzinfo=UTC)
DAY = timedelta(days=1)
READS = Input("orders-v1", "orders", Promise("orders-v1", freshness=DAY))
SPEND = Product(
    "spend", None, (), (), (READS,), ("spend-v1",), (Promise("spend", freshness=2 * DAY),)
)


def ago(hours: float) -> str:
    return (NOW - timedelta(hours=hours)).isoformat()


def known(read: float, now: float) -> Known:
    """The input was read as of so many hours ago, and is there as of so many."""
    row = {"product": "spend", "release": "1_a", "started": ago(read), "ended": ago(read - 0.1)}
    product: dict[str, Any] = {**row, "failures": 0, "failed": None}
    product["reads"] = {"orders-v1": ago(read)}
    contract = {"contract": "orders-v1", "data_as_of": ago(now), "updated": ago(now)}
    return Known.of({"products": [product], "contracts": [contract]}, ())


def test_newer_data_of_an_input_alone_makes_nothing_due() -> None:
    assert not decision(SPEND, known(read=10, now=1), NOW, Failures()).run


def test_what_readers_see_is_about_to_be_too_old() -> None:
    assert decision(SPEND, known(read=47.9, now=1), NOW, Failures()).run


def test_nothing_newer_is_there_to_be_read() -> None:
    assert not decision(SPEND, known(read=47.9, now=47.9), NOW, Failures()).run


def test_a_late_provider_is_named_and_stops_nothing() -> None:
    found = decision(SPEND, known(read=47.9, now=30), NOW, Failures())

    assert found.run
    assert found.late == ("orders-v1",)


def test_what_was_never_released_is_due_once_its_input_has_data() -> None:
    contract = {"contract": "orders-v1", "data_as_of": ago(1), "updated": ago(1)}

    assert decision(SPEND, Known.of({"contracts": [contract]}, ()), NOW, Failures()).run
    assert not decision(SPEND, Known.of({}, ()), NOW, Failures()).run
