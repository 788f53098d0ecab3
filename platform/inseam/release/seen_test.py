"""As of when the data is that readers see."""

from __future__ import annotations

from inseam.environments.names import Place
from inseam.release.history import BuiltObject, Event, History, Release, Step
from inseam.release.listing import Seen
from inseam.release.seen import Arrival, seen_of


def release(product: str, number: int, entry: int, reads: str, last: Step) -> Release:
    steps = ((entry, Step.STARTED), (entry + 1, last))
    events = tuple(Event(at, step, f"2026-01-{at:02}", "me", "", "") for at, step in steps)
    port = BuiltObject("table", Place("lake", product, product), f"{product}-v1")
    return Release(product, f"{number}_a", "a", events, (), (port,), (reads,))


def as_of(seen: Seen) -> dict[str, str | None]:
    return {one.contract: one.data_as_of for one in seen.contracts}


ORDERS = release("orders", 1, 3, "shop-v1", Step.PUBLISHED)
SPEND = release("spend", 1, 7, "orders-v1", Step.PUBLISHED)
CAME = [Arrival(1, "shop-v1", "2026-01-01", ""), Arrival(5, "shop-v1", "2026-01-05", "")]


def test_a_release_has_the_data_that_was_there_when_it_began() -> None:
    seen = seen_of(History({"orders": (ORDERS,), "spend": (SPEND,)}), CAME)

    oldest = "2026-01-01"
    assert as_of(seen) == {"shop-v1": "2026-01-05", "orders-v1": oldest, "spend-v1": oldest}
    assert [one.reads for one in seen.products] == [{"shop-v1": oldest}, {"orders-v1": oldest}]


def test_failures_since_the_last_good_release_are_counted() -> None:
    failed = release("orders", 2, 9, "shop-v1", Step.FAILED)
    (orders,) = seen_of(History({"orders": (ORDERS, failed)}), CAME).products

    assert (orders.release, orders.failures, orders.failed) == ("1_a", 1, "2026-01-10")


def test_what_nobody_loaded_is_as_of_no_time() -> None:
    assert as_of(seen_of(History({"orders": (ORDERS,)}), [])) == {"orders-v1": None}
