"""The default of made products passes every goal: what a test then sees is what it made awkward."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from made_product import Files, MadeProducts, make_products

PRODUCTS: dict[str, Files] = {
    "parcel_hub": {},
    "parcel_log": {
        "models/output_ports/v1/parcels.sql": (
            "select parcel_id, 1 as kilos from {{ ref('stg_scans') }}\n"
        ),
    },
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MadeProducts]:
    made = make_products(tmp_path_factory.mktemp("made"), PRODUCTS)
    yield made
    made.repository.stop_daemon()


def test_the_default_passes_every_goal(made: MadeProducts) -> None:
    for goal in ("tailor", "generate"):
        assert made.result(goal).exit_code == 0, made.result(goal).output
    for goal in ("lint", "check", "test"):
        assert made.findings(goal, "parcel_hub") == [], made.result(goal).output
    assert made.passes("parcel_hub")
    assert "1 input table: 2 passed, 0 failed" in made.tested("parcel_hub")


def test_what_is_awkward_is_found_in_its_own_product(made: MadeProducts) -> None:
    assert not made.passes("parcel_log")
    assert made.result("check").exit_code == 1
    for goal in ("lint", "check", "test"):
        assert made.findings(goal, "parcel_log"), made.result(goal).output
    assert "parcel_log" in made.tested("parcel_log")
    assert "parcel_log" not in made.tested("parcel_hub")
