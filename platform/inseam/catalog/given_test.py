"""What is given beside the repository: releases, bundles, and what of them a page shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inseam.bundle import folder
from inseam.catalog.content import Port, Product, ShownColumn, Site, Table
from inseam.catalog.controlling import Controlling
from inseam.catalog.given import MOST_ROWS, Given, read_given
from inseam.catalog.pages import Pages
from inseam.report.finding import InputError

TABLE = Table(
    name="orders",
    physical_name="orders",
    columns=(
        ShownColumn(name="id", type="string"),
        ShownColumn(name="paid", type="number"),
        ShownColumn(name="who", type="string", is_personal=True),
        ShownColumn(name="margin", type="number", classification="confidential"),
        ShownColumn(name="new", type="string"),
    ),
)
PORT = Port(id="orders-v1", product="orders", tables=(TABLE,))
SITE = Site(
    day="2026-12-01",
    products={
        "orders": Product(id="orders", ports=("orders-v1",)),
        "invoices": Product(id="invoices"),
    },
    ports={"orders-v1": PORT},
)
CANARY = "canary@persons.example.org"
ROWS = [
    {"id": f"A-{n}", "paid": None if n == 1 else n / 2, "who": CANARY, "margin": 41.5}
    for n in range(30)
]
LISTED = {
    "version": 1,
    "findings": [],
    "summary": [],
    "results": {
        "environment": "lake",
        "products": [
            {
                "product": "orders",
                "release": "7_c0ffee",
                "started": "2026-11-30T05:00:00+00:00",
                "ended": "2026-11-30T05:04:10+00:00",
                "failures": 2,
                "failed": "2026-12-01T05:01:00+00:00",
                "reads": {"shop-v1": None},
            },
        ],
        "contracts": [
            {
                "contract": "orders-v1",
                "data_as_of": "2026-11-30T04:00:00+00:00",
                "updated": "2026-11-30T05:04:10+00:00",
            }
        ],
    },
}


def write_bundles(folder_: Path) -> Path:
    files = {"sample/orders-v1/orders.json": json.dumps(ROWS).encode(), "README.md": b"# Orders\n"}
    folder.write(folder_ / "orders", "orders", "abc", files)
    return folder_


def write_listed(file: Path) -> Path:
    file.write_text(json.dumps(LISTED))
    return file


def page(given: Given, of: str) -> str:
    (found,) = (
        text for name, text in Pages(SITE, Controlling(), "t", given=given).all() if of in name
    )
    return found


def test_a_sample_has_the_columns_that_the_contract_of_today_lets_everybody_see(
    tmp_path: Path,
) -> None:
    given = read_given(None, None, write_bundles(tmp_path / "bundles"))
    found = given.sample(PORT, TABLE)
    assert found is not None
    assert found.columns == ("id", "paid")
    assert len(found.rows) == MOST_ROWS
    assert found.rows[:2] == (("A-0", "0.0"), ("A-1", None))
    text = page(given, "ports/orders-v1/index")
    assert "A-9" in text
    assert "A-10" not in text
    assert CANARY not in text
    assert "41.5" not in text


def test_a_page_says_what_is_in_production_and_what_failed_since(tmp_path: Path) -> None:
    given = read_given(None, write_listed(tmp_path / "listed.json"), None)
    text = page(given, "products/orders/")
    assert "<code>7_c0ffee</code> in lake since 2026-11-30 05:04 UTC" in text
    assert "2 failed since, last 2026-12-01 05:01 UTC" in text
    assert "data as of 2026-11-30 04:00 UTC" in text
    assert "data as of 2026-11-30 04:00 UTC" in page(given, "ports/orders-v1/index")
    assert "Not released in lake yet." in page(given, "products/invoices/")


def test_nothing_is_shown_of_what_is_not_given() -> None:
    for of in ("products/orders/", "ports/orders-v1/index"):
        text = page(Given(), of)
        for word in ("In production", "Sample rows", "data as of"):
            assert word not in text, (of, word)


def test_all_that_cannot_be_read_is_reported_at_once(tmp_path: Path) -> None:
    bundles = write_bundles(tmp_path / "bundles")
    (bundles / "orders/README.md").write_text("edited")
    (tmp_path / "history.json").write_text("{}")
    (tmp_path / "listed.json").write_text('{"version": 1, "results": {"environment": "lake"}}')
    with pytest.raises(InputError) as caught:
        read_given(tmp_path / "history.json", tmp_path / "listed.json", bundles)
    assert {found.rule for found in caught.value.findings} == {
        "no-history",
        "no-releases",
        "bundle-file-changed",
    }
    with pytest.raises(InputError) as caught:
        read_given(None, tmp_path / "not-there.json", tmp_path / "not-there")
    assert {found.rule for found in caught.value.findings} == {"no-releases", "no-bundles"}
    assert all(found.fix for found in caught.value.findings)
