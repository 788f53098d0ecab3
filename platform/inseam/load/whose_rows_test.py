from __future__ import annotations

from pathlib import Path

import pytest

from inseam.load.whose_rows import unknown_writers, writer_of, written_files
from inseam.report.finding import Finding
from testkit.lake import CUSTOMERS, WRITTEN, contract, product

OTHERS = {"customers": "customer_id,since\n9,2025-05-05\n"}


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def writer(
    *readers: Path, preferred: tuple[str, ...] = (), asked: tuple[Path, ...] = ()
) -> Path | Finding | None:
    return writer_of(contract(Path()).contract, readers, preferred, asked)


def test_whoever_wrote_rows_is_asked_and_nobody_else() -> None:
    silent, orders = product(Path(), "silent", {}), product(Path(), "orders", WRITTEN)
    assert writer(silent) is None
    assert writer(silent, orders) == orders
    assert set(written_files(orders, "shop-v1")) == {"customers.csv", "orders.csv"}


def test_the_same_rows_of_several_are_those_of_any() -> None:
    claims, orders = product(Path(), "claims", WRITTEN), product(Path(), "orders", WRITTEN)
    assert writer(orders, claims) == claims


def test_other_rows_of_several_are_not_mixed_but_asked_for() -> None:
    claims, orders = product(Path(), "claims", OTHERS), product(Path(), "orders", WRITTEN)
    found = writer(orders, claims)
    assert isinstance(found, Finding)
    assert found.rule == "load-written-by-several"
    assert found.message == (
        "2 products wrote rows for the contract `shop-v1`, and not the same ones."
    )
    assert found.fix == "Choose one of them: --load-written-by=products/claims"
    assert [place.file for place in found.related] == [
        "products/claims/tests/inputs/shop-v1",
        "products/orders/tests/inputs/shop-v1",
    ]


@pytest.mark.parametrize("name", ["orders", "products/orders", "products/orders/"])
def test_a_name_says_whose(name: str) -> None:
    claims, orders = product(Path(), "claims", OTHERS), product(Path(), "orders", WRITTEN)
    assert writer(claims, orders, preferred=("silent", name)) == orders


def test_a_product_of_the_call_has_its_own_rows() -> None:
    claims, orders = product(Path(), "claims", OTHERS), product(Path(), "orders", WRITTEN)
    assert writer(claims, orders, asked=(orders, Path("products/silent"))) == orders
    assert isinstance(writer(claims, orders, asked=(orders, claims)), Finding)
    assert writer(claims, orders, asked=(orders,), preferred=("claims",)) == claims


def test_pages_and_hidden_files_are_no_rows() -> None:
    orders = product(Path(), "orders", {"customers": CUSTOMERS})
    folder = orders / "tests/inputs/shop-v1"
    for name in ("README.md", ".customers.csv"):
        (folder / name).touch()
    assert set(written_files(orders, "shop-v1")) == {"customers.csv"}


def test_a_product_that_reads_nothing_of_this_is_named() -> None:
    readers = {"shop-v1": (Path("products/orders"), Path("products/claims"))}
    assert unknown_writers(("claims", "products/orders"), readers) == []
    (near, far) = unknown_writers(("order", "billing"), readers)
    assert near.message == "No product `order` reads one of the contracts to load."
    assert near.fix == "Did you mean `orders`?"
    assert far.fix == "Name the folder of a product that reads one."
