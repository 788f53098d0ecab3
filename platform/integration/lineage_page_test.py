"""The page of a lineage in a real browser: what a person sees, clicks, types and hears."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from browser import (
    Browser,
    becomes,
    card,
    count,
    file_url,
    focused,
    path_edges,
    pixels,
    text_of,
    texts,
)
from page_documents import COLUMN, HOSTILE, TEMPLATE, document, mesh, shop, write_page


def test_the_map_shows_products_in_their_domains_with_their_ports(
    browser: Browser, shop_page: str
) -> None:
    browser.open(shop_page)

    assert texts(browser, ".product-card .name") == ["Store_Sales", "Customer_Spend", "tills-v1"]
    assert sorted(texts(browser, ".area > span")) == ["Outside", "marketing", "stores"]
    assert count(browser, ".handle.out.deprecated") == 1
    assert count(browser, ".handle.in.deprecated") == 1
    assert count(browser, "#edges path") == 2
    assert len(pixels(browser.screenshot())) > 200  # lines that differ: it is not blank


def test_a_status_has_a_shape_and_not_only_a_colour(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)
    browser.click("#legend summary")

    shapes = browser.run(
        "return [...document.querySelectorAll('.legend .handle')].map((one) => {"
        "  const style = getComputedStyle(one, '::before');"
        "  const { clipPath, borderRadius, borderTopWidth, transform } = style;"
        "  return [clipPath, borderRadius, borderTopWidth, transform].join(' ') })"
    )

    assert len(shapes) == 6
    assert len(set(shapes)) == 6


def test_a_click_on_a_product_lights_its_neighbours_and_a_second_one_opens_it(
    browser: Browser, shop_page: str
) -> None:
    browser.open(shop_page)

    browser.click(card("store_sales"))
    assert path_edges(browser) == (1, 1)
    assert text_of(browser, "#panel h2") == "Store_Sales"

    browser.click(card("store_sales"))
    assert "stg_receipts" in text_of(browser, "#cards")
    assert "view=product" in browser.run("return location.hash")


def test_a_click_on_a_handle_shows_its_contract(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)

    browser.click(".handle.out.deprecated")

    assert text_of(browser, "#panel h2") == "store-sales-v1"
    assert "deprecated" in text_of(browser, "#panel")
    assert "Customer_Spend" in text_of(browser, "#panel")  # who reads it


def test_a_click_on_a_column_lights_its_whole_path_across_products(
    browser: Browser, shop_page: str
) -> None:
    browser.open(f"{shop_page}#view=product&product=store_sales")
    amount = ".table-card.port .row:nth-child(3)"
    assert browser.run("return document.querySelector(arguments[0]).innerText", amount).startswith(
        "amount"
    )

    browser.click(amount)

    assert path_edges(browser) == (2, 2)
    assert text_of(browser, "#notice") == "5 tables in 3 products"
    browser.click("[data-view=map]")
    assert count(browser, ".product-card.lit") == 3
    assert path_edges(browser) == (1, 1)


def test_up_only_and_down_only_show_their_half(browser: Browser, shop_page: str) -> None:
    browser.open(f"{shop_page}#view=path&column=store-sales-v1.receipts.amount")

    browser.click("[data-direction=up]")
    assert path_edges(browser) == (2, 0)
    browser.click("[data-direction=down]")
    assert path_edges(browser) == (0, 2)
    browser.click("[data-direction=both]")
    assert path_edges(browser) == (2, 2)


def test_influence_is_followed_where_it_is_asked_for(browser: Browser, shop_page: str) -> None:
    browser.open(f"{shop_page}#view=path&column={COLUMN}")
    assert "deleted" not in texts(browser, "#cards .name")

    browser.click("#influence")

    assert "deleted" in texts(browser, "#cards .name")
    assert count(browser, "#edges .indirect") == 1


def test_a_grey_button_says_why(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)

    for view, needed in (("product", "a product"), ("path", "a column"), ("tree", "a column")):
        browser.click(f"[data-view={view}]")
        assert text_of(browser, "#tip").startswith(f"Select {needed}")
        assert browser.run("return location.hash") in ("", "#view=map")


def test_everything_is_reached_with_the_keyboard_alone(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)
    for _ in range(30):
        browser.press("Tab")
        if browser.run("return document.activeElement.closest('#cards') !== null"):
            break
    assert "domain stores" in focused(browser)

    browser.press("ArrowRight")
    assert "domain marketing" in focused(browser)
    browser.press("ArrowLeft", "Enter")
    assert text_of(browser, "#panel h2") == "Store_Sales"
    browser.press("Enter")
    assert "view=product" in browser.run("return location.hash")
    for _ in range(30):
        if focused(browser).startswith("amount, column of receipts"):
            break
        browser.press("ArrowRight" if "stg_receipts" in focused(browser) else "ArrowDown")
    browser.press("Enter")
    assert text_of(browser, "#panel h2") == "amount"
    browser.press("ArrowRight")
    assert focused(browser).startswith("amount, column of stg_receipts")
    # A tooltip, the path, the product, the selection.
    browser.press("Escape", "Escape", "Escape", "Escape")
    assert browser.run("return location.hash").startswith("#view=map")


def test_a_screen_reader_hears_names_and_what_a_choice_did(
    browser: Browser, shop_page: str
) -> None:
    browser.open(f"{shop_page}#view=path&column={COLUMN}")

    tree = browser.devtools("Accessibility.getFullAXTree")["nodes"]
    nameless = [
        node
        for node in tree
        if node["role"]["value"]
        in ("button", "searchbox", "combobox", "application", "complementary")
        and not node.get("ignored")
        and not node["name"]["value"]
    ]

    assert nameless == []
    assert "comes from 4 columns, goes to 0 columns" in text_of(browser, "#said")
    # The drawing is one stop, however much is in it.
    assert count(browser, "#cards [tabindex='0']") == 1


@pytest.mark.parametrize("view", ["table", "tree"])
def test_the_same_edges_are_there_as_text(browser: Browser, shop_page: str, view: str) -> None:
    browser.open(f"{shop_page}#view={view}&column={COLUMN}")

    def edges_when_all_is_open() -> int:
        browser.run(
            "document.querySelectorAll('#listing details').forEach((one) => { one.open = true })"
        )
        return count(browser, "#listing tbody tr" if view == "table" else "#listing .tree li")

    assert becomes(lambda: edges_when_all_is_open() == 4)
    shown = " ".join(text_of(browser, "#listing").split())
    names = [("stg_receipts", "amount"), ("receipts", "amount")]
    assert all((f"{t} {c}" if view == "table" else f"{t}.{c}") in shown for t, c in names)


def test_names_from_files_are_shown_as_text(browser: Browser, shop_page: str) -> None:
    browser.open(f"{shop_page}#view=product&product=customer_spend")

    assert HOSTILE in texts(browser, ".row .name")
    assert TEMPLATE in texts(browser, ".row .name")
    assert HOSTILE in text_of(browser, "#panel .description")
    assert "<b>Bold</b>" in text_of(browser, "#panel .description")
    assert count(browser, "img, b") == 0


def test_the_policy_lets_no_text_become_markup_or_code(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)

    refused = browser.run(
        "try { document.body.innerHTML = '<img src=x onerror=alert(1)>'; return 'markup' }"
        "catch (error) { return error.name }"
    )

    assert refused == "TypeError"
    assert count(browser, "img") == 0
    assert len(browser.complaints()) == 1


def test_an_address_leads_to_what_it_was_taken_from(browser: Browser, shop_page: str) -> None:
    browser.open(f"{shop_page}#view=product&product=customer_spend")
    browser.click(f"[data-tip^='{HOSTILE}']")
    address = browser.run("return location.href")

    browser.open(address)

    assert text_of(browser, "#panel h2") == HOSTILE
    assert path_edges(browser) == (0, 1)
    browser.run("history.back()")


def test_back_shows_what_was_shown_before(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)
    browser.click(card("store_sales"))
    browser.click(card("customer_spend"))

    browser.run("history.back()")

    assert becomes(lambda: text_of(browser, "#panel h2") == "Store_Sales")


@pytest.mark.parametrize(
    "hash",
    [
        "#view=path",
        "#view=path&column=nothing",
        "#view=tree&product=store_sales",
        "#%E0%A4%A",
        "#view=%%",
    ],
)
def test_an_address_of_nothing_shows_what_there_is(
    browser: Browser, shop_page: str, hash: str
) -> None:
    browser.open(f"{shop_page}{hash}")

    assert "Lineage" in browser.run("return document.title")
    assert count(browser, "#cards button, #listing button") > 0


def test_a_drag_moves_the_drawing_and_selects_nothing(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)
    where = "return document.querySelector('.product-card').getBoundingClientRect().x"
    before = browser.run(where)
    x, y = browser.run(
        "const box = document.querySelector('.product-card').getBoundingClientRect();"
        "return [Math.round(box.x + 40), Math.round(box.y + 15)]"
    )

    browser.drag((x, y), (x + 120, y + 60))

    assert browser.run(where) == pytest.approx(before + 120, abs=2)
    assert count(browser, ".selected") == 0


def test_what_a_branch_changes_is_marked_and_what_it_removes_is_there(
    browser: Browser, tmp_path: Path
) -> None:
    base = shop()
    base["columns"].append(
        {
            "id": "store-sales-v1.receipts.cents",
            "dataset": "store-sales-v1.receipts",
            "name": "cents",
            "position": 3,
        }
    )
    base["edges"] = [
        {**edge, "source": edge["source"].replace("receipts.amount", "receipts.cents")}
        if edge["source"].startswith("store-sales-v1")
        else edge
        for edge in base["edges"]
    ]
    (tmp_path / "base.json").write_text(json.dumps(base), encoding="utf-8")
    page = write_page(tmp_path, shop(), "--base", str(tmp_path / "base.json"))

    browser.open(file_url(page))
    browser.click("#changed")
    assert "store-sales-v1" in text_of(browser, "#panel")
    browser.click("[data-view=table]")
    assert sorted(texts(browser, "#listing tbody .mark")) == ["added", "removed"]
    browser.open(f"{file_url(page)}#view=product&product=store_sales&changed=1")
    assert texts(browser, ".row.removed .name") == ["cents"]
    browser.open(f"{file_url(page)}#view=path&column=customer_spend/stg_receipts.amount&changed=1")
    assert count(browser, "#edges .added") == 1
    assert count(browser, "#edges .removed") == 1


def test_results_of_checks_stand_at_their_columns(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_text(
        "<testsuites><testsuite name='s'>"
        "<testcase classname='customer-spend-v1.customer_spend' name='total: not negative'>"
        "<failure message='3 rows are'/></testcase>"
        "<testcase classname='customer-spend-v1' name='fresh every day'><skipped/></testcase>"
        "</testsuite></testsuites>",
        encoding="utf-8",
    )
    page = write_page(tmp_path, shop(), "--results", str(tmp_path))

    browser.open(f"{file_url(page)}#view=path&column={COLUMN}")

    assert "not negative: failed" in text_of(browser, "#panel .quality.failed")
    assert "3 rows are" in text_of(browser, "#panel .quality.failed")


def test_the_same_lineage_gives_the_same_bytes(tmp_path: Path) -> None:
    pages = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        os.environ["PYTHONHASHSEED"] = seed
        try:
            pages.append(write_page(folder, shop()).read_bytes())
        finally:
            del os.environ["PYTHONHASHSEED"]

    assert pages[0] == pages[1]


def test_of_a_thousand_products_only_what_is_looked_at_is_drawn(
    browser: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = mesh(1_000, 50)
    assert len(content["columns"]) == 50_000
    page = write_page(tmp_path, content)
    figures = {"size (MB)": page.stat().st_size / 1e6}

    browser.open(file_url(page))
    assert count(browser, ".product-card") == 1_000
    figures["elements at first"] = count(browser, "*")
    browser.click(card("product_0500"))
    figures["of a product"] = count(browser, "*")
    browser.click(card("product_0500"))
    figures["of its tables"] = count(browser, "*")
    browser.click(".table-card.port .row")
    figures["of a column"] = count(browser, "*")
    browser.click("[data-view=map]")
    figures["of its path on the map"] = count(browser, "*")
    browser.press("/", "0999.column_2")
    assert becomes(lambda: count(browser, "#found li") > 0)
    figures["of a search"] = count(browser, "*")

    with capsys.disabled():
        print("\n" + ", ".join(f"{name} {figure:,.2f}" for name, figure in figures.items()))
    # A card of each product, and nothing for each of the columns.
    assert max(figures.values()) < 20 * 1_000


def test_a_table_of_two_thousand_columns_is_shown_in_parts(
    browser: Browser, tmp_path: Path
) -> None:
    wide = [f"c{i}" for i in range(2_000)]
    page = write_page(
        tmp_path,
        document(
            products=[("wide", "d")],
            tables=[("wide/a", wide), ("wide/b", wide)],
            edges=[(f"wide/a.{c}", f"wide/b.{c}") for c in wide],
        ),
    )

    browser.open(f"{file_url(page)}#view=product&product=wide")
    assert count(browser, ".row") < 40
    browser.click(".more")
    assert count(browser, ".row") > 2_000


def test_a_cycle_in_the_data_is_walked_once(browser: Browser, tmp_path: Path) -> None:
    page = write_page(
        tmp_path,
        document(
            products=[("a", "d")],
            tables=[("a/x", ["c"]), ("a/y", ["c"])],
            edges=[("a/x.c", "a/y.c"), ("a/y.c", "a/x.c")],
        ),
    )

    browser.open(f"{file_url(page)}#view=path&column=a/x.c")
    assert text_of(browser, "#notice") == "2 tables in 1 product"
    browser.open(f"{file_url(page)}#view=tree&column=a/x.c")
    assert count(browser, "#listing li") > 0


def test_a_lineage_of_nothing_is_a_page_that_says_so(browser: Browser, tmp_path: Path) -> None:
    browser.open(file_url(write_page(tmp_path, document())))

    assert text_of(browser, "#notice") == "0 products"


def test_what_is_no_lineage_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "lineage.json").write_text("{}", encoding="utf-8")

    with pytest.raises(AssertionError) as failed:
        write_page(tmp_path, {})

    assert "no-lineage" in str(failed.value)
