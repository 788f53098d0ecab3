"""Which products are refreshed, of what the environment's state says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from inseam.orchestration.due_now import due
from inseam.orchestration.mesh import Input, Mesh, Product
from inseam.promises.promise import Promise

NOW = datetime(2026, 1, 31, 6, tzinfo=UTC)
SHOP = Promise("shop-v1")


def product(name: str, days: int) -> Product:
    own = Promise(f"{name}-v1", freshness=timedelta(days=days))
    return Product(name, None, (), (), (Input("shop-v1", None, SHOP),), (f"{name}-v1",), (own,))


def test_those_whose_promise_needs_a_run_are_named() -> None:
    read, now = ((NOW - timedelta(hours=hours)).isoformat() for hours in (40, 1))
    of_both = {"started": read, "ended": read, "failures": 0, "failed": None}
    products = [
        {"product": name, "release": "1_a", **of_both, "reads": {"shop-v1": read}}
        for name in ("daily", "weekly")
    ]
    listed = {
        "products": products,
        "contracts": [{"contract": "shop-v1", "data_as_of": now, "updated": now}],
    }
    mesh = Mesh((product("daily", 1), product("weekly", 7)), ())
    assert due(mesh, listed, NOW) == ["daily"]
    assert due(mesh, listed, NOW + timedelta(days=7)) == ["daily", "weekly"]
