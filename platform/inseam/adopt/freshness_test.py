from __future__ import annotations

from typing import Any

import pytest

from inseam.adopt.freshness import promised
from inseam.adopt.reading import Source

HOURS = {"count": 6, "period": "hour"}
DAYS = {"count": 2, "period": "day"}


def source(freshness: dict[str, Any], loaded_at: str = "loaded_at") -> Source:
    relation = ("", "raw", "orders_raw")
    named = ("source.shop.raw.orders", "raw", "orders", "models/sources.yml")
    return Source(*named, relation, "", "", {}, {}, False, freshness, loaded_at)


@pytest.mark.parametrize(
    "freshness, value, unit",
    [
        ({"error_after": DAYS, "warn_after": HOURS}, 2, "d"),
        ({"error_after": {"count": None, "period": None}, "warn_after": HOURS}, 6, "h"),
    ],
)
def test_it_is_a_service_level(freshness: dict[str, Any], value: int, unit: str) -> None:
    one = source(freshness, "LOADED_AT")

    levels, others = promised([one], {one.id: ["id", "loaded_at"]})

    assert levels == [
        {
            "property": "freshness",
            "value": value,
            "unit": unit,
            "element": "orders_raw.loaded_at",
            "driver": "operational",
        }
    ]
    assert others == []


def test_a_column_that_the_contract_has_not_is_listed() -> None:
    one = source({"warn_after": HOURS}, "convert_timezone('utc', at)")

    assert promised([one], {one.id: ["id"]}) == ([], [one])


def test_without_freshness_nothing_is_promised() -> None:
    one = source({})

    assert promised([one], {one.id: ["loaded_at"]}) == ([], [])
