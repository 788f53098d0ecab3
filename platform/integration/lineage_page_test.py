"""The page of a lineage in a real browser: what a person sees, clicks, types and hears."""

from __future__ import annotations

import json
import os
import random
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, chromium, file_url

PLATFORM = Path(__file__).resolve().parents[1]
COLUMN = "customer-spend-v1.customer_spend.total"
HOSTILE = "</script><img src=x onerror=alert(1)>"
TEMPLATE = "{{ config(materialized='table') }} <!-- {% raw %}"


def document(
    products: Sequence[tuple[str, str]] = (),
    contracts: Sequence[dict[str, Any]] = (),
    tables: Sequence[tuple[str, Sequence[str]]] = (),
    edges: Sequence[tuple[str, str]] = (),
    **more: Any,
) -> dict[str, Any]:
    """A `lineage.json`; of a table, by its id, the names of its columns."""
    named: dict[str, Any] = {
        "lineage": 1,
        "products": [
            {"id": p, "name": p.title(), "domain": d, "file": f"products/{p}"} for p, d in products
        ],
        "contracts": list(contracts),
        "objects": [],
        "models": [],
        "input_ports": [],
        "columns": [],
        "edges": [
            {
                "source": s,
                "target": t,
                "kind": "direct",
                "subtype": "IDENTITY",
                "file": "m.sql",
                "line": 3,
            }
            for s, t in edges
        ],
        "unresolved": [],
    }
    for id, columns in tables:
        if "/" in id:
            product, name = id.split("/")
            named["models"].append(
                {
                    "id": id,
                    "product": product,
                    "name": name,
                    "kind": "model",
                    "layer": "staging",
                    "file": f"products/{product}/{name}.sql",
                }
            )
        else:
            contract, name = id.rsplit(".", 1)
            named["objects"].append(
                {
                    "id": id,
                    "contract": contract,
                    "name": name,
                    "physical_name": name,
                    "file": f"{contract}.odcs.yaml",
                    "line": 9,
                }
            )
        for i, column in enumerate(columns):
            named["columns"].append(
                {
                    "id": f"{id}.{escaped(column)}",
                    "dataset": id,
                    "name": column,
                    "position": i + 1,
                    "type": "VARCHAR",
                    "line": i + 10,
                }
            )
    for key, entries in more.items():
        named[key] += entries
    return named


def escaped(name: str) -> str:
    """As the document writes names in ids."""
    return "".join(f"%{ord(c):02X}" if c in "%./ \n" else c for c in name.lower())


def contract(id: str, product: str | None, status: str = "active") -> dict[str, Any]:
    said = {"id": id, "status": status, "version": "1.0.0", "file": f"{id}.odcs.yaml"}
    return said if product is None else {**said, "product": product}


def reads(product: str, id: str) -> dict[str, Any]:
    return {"product": product, "contract": id, "file": f"{id}.source.yaml", "line": 4}


def shop(**changed: Any) -> dict[str, Any]:
    """A system outside, a product on it, and one on that one, which has hostile names."""
    given: dict[str, Any] = {
        "products": [("store_sales", "stores"), ("customer_spend", "marketing")],
        "contracts": [
            contract("tills-v1", None),
            contract("store-sales-v1", "store_sales", "deprecated"),
            contract("customer-spend-v1", "customer_spend"),
        ],
        "tables": [
            ("tills-v1.receipts", ["id", "amount", "deleted"]),
            ("store_sales/stg_receipts", ["id", "amount"]),
            ("store-sales-v1.receipts", ["id", "amount"]),
            ("customer_spend/stg_receipts", ["id", "amount", HOSTILE]),
            ("customer-spend-v1.customer_spend", ["id", "total", TEMPLATE]),
        ],
        "edges": [
            ("tills-v1.receipts.id", "store_sales/stg_receipts.id"),
            ("tills-v1.receipts.amount", "store_sales/stg_receipts.amount"),
            ("store_sales/stg_receipts.id", "store-sales-v1.receipts.id"),
            ("store_sales/stg_receipts.amount", "store-sales-v1.receipts.amount"),
            ("store-sales-v1.receipts.id", "customer_spend/stg_receipts.id"),
            ("store-sales-v1.receipts.amount", "customer_spend/stg_receipts.amount"),
            (
                f"customer_spend/stg_receipts.{escaped(HOSTILE)}",
                f"customer-spend-v1.customer_spend.{escaped(TEMPLATE)}",
            ),
            ("customer_spend/stg_receipts.id", "customer-spend-v1.customer_spend.id"),
            ("customer_spend/stg_receipts.amount", COLUMN),
        ],
        **changed,
    }
    made = document(
        **given,
        input_ports=[reads("store_sales", "tills-v1"), reads("customer_spend", "store-sales-v1")],
    )
    made["products"][1]["description"] = f"<b>Bold</b> {HOSTILE} \u2028 {TEMPLATE}"
    made["edges"].append(
        {
            "source": "tills-v1.receipts.deleted",
            "target": "store_sales/stg_receipts.*",
            "kind": "indirect",
            "subtype": "FILTER",
            "file": "stg.sql",
            "line": 8,
        }
    )
    return made


def write_page(folder: Path, content: dict[str, Any], *options: str) -> Path:
    given = folder / "lineage.json"
    given.write_text(json.dumps(content), encoding="utf-8")
    out = folder / "lineage.html"
    done = subprocess.run(
        [sys.executable, "-m", "inseam.lineage.page", str(given), str(out), *options],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PLATFORM)},
    )
    assert done.returncode == 0, done.stdout
    return out


@pytest.fixture(scope="module")
def shop_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return file_url(write_page(tmp_path_factory.mktemp("page"), shop()))


@pytest.fixture(scope="module")
def any_browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def browser(any_browser: Browser) -> Iterator[Browser]:
    """Whatever a test does, the console stays silent and nothing is asked of a network."""
    any_browser.emulate(prefers_color_scheme="light")
    yield any_browser
    assert any_browser.complaints() == []
    asked = [url for url in any_browser.requests() if not url.startswith(("file:", "about:"))]
    assert asked == []


def becomes(condition: Callable[[], bool]) -> bool:
    """Whether it holds before long: what a person does is answered between two drawings."""
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


def text_of(browser: Browser, selector: str) -> str:
    return str(browser.run("return document.querySelector(arguments[0]).innerText", selector))


def texts(browser: Browser, selector: str) -> list[str]:
    found = browser.run(
        "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)",
        selector,
    )
    return [str(text) for text in found]


def count(browser: Browser, selector: str) -> int:
    return int(browser.run("return document.querySelectorAll(arguments[0]).length", selector))


def card(name: str) -> str:
    """Of a product on the map, the selector."""
    return f"[data-tip='{name}'].body"


def focused(browser: Browser) -> str:
    return str(browser.run("return document.activeElement.getAttribute('aria-label') ?? ''"))


def path_edges(browser: Browser) -> tuple[int, int]:
    return count(browser, "#edges .up"), count(browser, "#edges .down")


def pixels(png: bytes) -> set[bytes]:
    """The colours in it, for what Chromium writes: 8 bits a channel, not interlaced."""
    at, data, width, channels = 8, b"", 0, 3
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, channels = struct.unpack(">I", body[:4])[0], {2: 3, 6: 4}[body[9]]
        if kind == b"IDAT":
            data += body
        at += 12 + length
    raw = zlib.decompress(data)
    # Unfiltered or not: what is all of one colour has few different bytes in a line.
    step = width * channels + 1
    return {raw[i : i + step] for i in range(0, len(raw), step)}


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


def test_search_finds_a_column_by_its_name_and_that_of_its_table(
    browser: Browser, shop_page: str
) -> None:
    browser.open(shop_page)

    browser.press("/", "spend.total")
    assert texts(browser, "#found .name") == ["total"]
    browser.press("Enter")

    assert text_of(browser, "#panel h2") == "total"
    assert path_edges(browser) == (4, 0)


def test_search_says_when_nothing_is_found(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)

    browser.press("/", "no such thing")

    assert text_of(browser, "#found") == "Nothing found for “no such thing”."


# As a window, a laptop, a monitor and a phone have them, in CSS pixels.
SIZES = ((1280, 800), (1440, 900), (1920, 1080), (390, 844))


@contextmanager
def sized(browser: Browser, width: int, height: int) -> Iterator[None]:
    """Shows the page in a window of this size."""
    override = "Emulation.setDeviceMetricsOverride"
    same = {"deviceScaleFactor": 1, "mobile": False}
    browser.devtools(override, width=width, height=height, **same)
    try:
        yield
    finally:
        browser.devtools(override, width=1440, height=900, **same)


LONGEST = "x" * 300


def long_names() -> dict[str, Any]:
    """Names, columns and files as long as real ones get, 60 edges apart; and longer than any."""
    port = "op_entropydata_customer_activity_of_all_channels_v1"
    owner = "customer_activity_of_all_channels"
    columns = [f"customer_contact_preference_number_{i:02}" for i in range(60)]
    made = document(
        products=[(owner, "customers"), ("reader", "sales"), ("p" * 200, "d" * 120)],
        tables=[
            *((f"{owner}/{port}", columns), ("reader/stg", columns)),
            (f"{'p' * 200}/{LONGEST}", [LONGEST, "a b " * 60, "\u6f22\u5b57" * 80]),
            (f"{'p' * 200}/next", [LONGEST]),
        ],
        edges=[
            *((f"{owner}/{port}.{c}", f"reader/stg.{c}") for c in columns),
            (f"{'p' * 200}/{LONGEST}.{LONGEST}", f"{'p' * 200}/next.{LONGEST}"),
        ],
    )
    folder = f"products/{owner}/transform/models/output_ports/v1"
    for edge in made["edges"]:
        edge["file"] = f"{folder}/{port}.sql"
    made["edges"][-1] |= {"file": f"{'folder/' * 40}{LONGEST}.sql", "is_masked": True}
    return made


@pytest.fixture(scope="module")
def long_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("long")
    (folder / "base.json").write_text(json.dumps(document()), encoding="utf-8")
    return file_url(write_page(folder, long_names(), "--base", str(folder / "base.json")))


def found_for(browser: Browser, text: str) -> list[list[str]]:
    """The names that a search finds, each with why where that is not the name."""
    return list(
        browser.run(
            "const input = document.querySelector('#search'); input.focus();"
            "input.value = arguments[0]; input.dispatchEvent(new Event('input'));"
            "const found = [...document.querySelectorAll('#found [role=option]')].map((one) => ["
            " one.querySelector('.name').textContent,"
            " one.querySelector('.why')?.textContent ?? '']);"
            "input.value = ''; input.dispatchEvent(new Event('input'));"
            "return found",
            text,
        )
    )


def known() -> dict[str, Any]:
    """The shop, with what contracts say of it: owners, descriptions, classes, two versions."""
    made = shop()
    made["products"][0] |= {"team_name": "Stores", "description": "What the tills register."}
    made["products"][1] |= {"team_name": "Loyalty"}
    for column in made["columns"]:
        if column["id"] == "tills-v1.receipts.amount":
            column |= {"classification": "confidential", "is_personal": True}
            column["description"] = "In euro, sent by e-mail or email."
        if column["id"] == "store_sales/stg_receipts.amount":
            column["carries"] = ["personal data"]
    second = document(
        contracts=[{**contract("store-sales-v2", "store_sales"), "version": "2.1.0"}],
        tables=[
            ("store-sales-v2.receipts", ["id", "receipts_total"]),
            ("store_sales/int_receipts", ["receipts_total"]),
        ],
        edges=[
            ("store_sales/int_receipts.receipts_total", "store-sales-v2.receipts.receipts_total")
        ],
    )
    second["models"][0]["reads"] = ["store_sales/stg_receipts"]
    for name, entries in second.items():
        if name != "lineage":
            made[name] += entries
    return made


@pytest.fixture(scope="module")
def known_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return file_url(write_page(tmp_path_factory.mktemp("known"), known()))


def test_search_finds_what_is_known_of_a_thing_and_forgives_a_typo(
    browser: Browser, known_page: str
) -> None:
    browser.open(known_page)

    personal = "confidential, personal data (PII)"
    assert found_for(browser, "PII") == [
        ["amount", f"classification: {personal}"],
        ["amount", "carries: personal data (PII)"],
    ]
    assert found_for(browser, "Confidential") == [["amount", f"classification: {personal}"]]
    assert found_for(browser, "loyalty") == [["Customer_Spend", "owner: Loyalty"]]
    assert found_for(browser, "e-mail") == [
        ["amount", "description: In euro, sent by e-mail or email."]
    ]
    assert found_for(browser, "totl")[0] == ["total", "similar name"]
    assert found_for(browser, "ttoal")[0] == ["total", "similar name"]
    assert found_for(browser, "spend totl") == [["total", "similar name"]]
    # What is named so comes alone, and of three characters nearly all would be similar.
    assert {why for _, why in found_for(browser, "total")} == {""}
    assert found_for(browser, "xyz") == []
    assert found_for(browser, "e-mail confidential") == [["amount", f"classification: {personal}"]]


def test_what_is_computed_says_so_and_of_which_rows(browser: Browser, known_page: str) -> None:
    browser.open(f"{known_page}#view=path&column=store_sales/int_receipts.receipts_total")
    shown = " ".join(text_of(browser, "#panel").split())
    assert "Computed here, not from a column." in shown
    assert "Its rows come from1 stg_receipts" in shown

    browser.open(f"{known_page}#view=path&column=store-sales-v2.receipts.receipts_total")
    shown = " ".join(text_of(browser, "#panel").split())
    assert "Computed, not from a column1 int_receipts.receipts_total" in shown
    assert "No consumers in this repository." in shown
    assert "Computed here" not in shown

    browser.open(f"{known_page}#view=path&column=tills-v1.receipts.id")
    assert "It comes from outside of this repository." in text_of(browser, "#panel")


def test_two_tables_of_one_name_show_their_versions(browser: Browser, known_page: str) -> None:
    browser.open(f"{known_page}#view=product&product=store_sales")

    names = texts(browser, ".table-card.port .head .name")
    assert sorted(names) == ["receipts", "receipts (v1)", "receipts (v2)"]  # and what it reads


def test_the_start_lists_products_by_domain_with_their_owners(
    browser: Browser, known_page: str
) -> None:
    browser.open(known_page)

    sections = texts(browser, "#panel section")
    assert sections == [
        "marketing1Customer_SpendLoyalty",
        "stores1Store_SalesStores",
        "Outside1tills-v1",
    ]
    # The domain stands above the card: it is not repeated as the owner's name.
    assert texts(browser, ".product-card .meta") == ["4 tables", "Loyalty", "source system"]


def test_the_page_counts_as_the_command_does(browser: Browser, known_page: str) -> None:
    browser.open(f"{known_page}#view=table&influence=1")

    facts = dict(
        zip(texts(browser, "#panel dt"), texts(browser, "#panel dd"), strict=True),
    )
    assert facts["Direct edges"] == "10"
    assert facts["Indirect edges"] == "1"
    assert text_of(browser, "caption") == "10 direct edges, 1 indirect edge"
    assert count(browser, "#listing tbody tr") == 11
    assert facts["Tables"] == "7"
    assert facts["Columns"] == "16"


def test_a_grey_button_says_why(browser: Browser, shop_page: str) -> None:
    browser.open(shop_page)

    for view, needed in (("product", "a product"), ("path", "a column"), ("tree", "a column")):
        browser.click(f"[data-view={view}]")
        assert text_of(browser, "#tip").startswith(f"Select {needed}")
        assert browser.run("return location.hash") in ("", "#view=map")


_CUT_OFF = """
const frame = document.querySelector('#stage').getBoundingClientRect();
return [...document.querySelectorAll('#cards > div, .area')].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.left < frame.left - 1 || box.right > frame.right + 1 ||
    box.top < frame.top - 1 || box.bottom > frame.bottom + 1 || box.width === 0;
}).length
"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_all_is_readable_at_first_and_fits_where_that_is_asked_for(
    browser: Browser, long_page: str, width: int, height: int
) -> None:
    with sized(browser, width, height):
        for view in ("product", "path", "tree"):
            browser.open(f"{long_page}#view={view}&table=reader/stg")
            assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
            if view == "tree":
                continue
            browser.run("document.activeElement.blur()")
            name = "return document.querySelector('.row').getBoundingClientRect().height"
            assert browser.run(name) >= 24 * 0.9 - 0.1  # 12 px of type in 24 px of row
            if browser.run(_CUT_OFF) > 0:
                hints = "#beyond button:not([hidden])"
                whole = browser.run("return document.querySelectorAll('#cards .away').length === 0")
                assert whole or count(browser, hints) > 0
            browser.press("0")
            assert browser.run(_CUT_OFF) == 0
            assert count(browser, "#beyond button:not([hidden])") == 0
            browser.click("#zoom-in")
            browser.click("#fit")
            assert browser.run(_CUT_OFF) == 0


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_longest_name_makes_no_part_of_the_page_wider_than_the_window(
    browser: Browser, long_page: str, width: int, height: int
) -> None:
    wide = (
        "return ['html', '#panel', '#listing', '.bar', '.tools'].filter((one) => {"
        "  const node = document.querySelector(one);"
        "  return node.scrollWidth > node.clientWidth })"
    )
    with sized(browser, width, height):
        for view in ("map", "product", "path", "tree", "table"):
            browser.open(f"{long_page}#view={view}&table={'p' * 200}/{LONGEST}")
            assert browser.run(wide) == []


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


_TABLE_SHOWN = """
const listing = document.querySelector('#listing');
listing.scrollTop = 500;
const inside = (node) => {
  const [box, frame] = [node.getBoundingClientRect(), listing.getBoundingClientRect()];
  return box.width > 40 && box.left >= frame.left && box.right <= frame.right + 1;
};
const rows = [...listing.querySelectorAll('tbody tr')];
const heads = [...listing.querySelectorAll('th')];
return {
  tallest: Math.max(...rows.map((row) => row.getBoundingClientRect().height)),
  sideways: listing.scrollWidth > listing.clientWidth ||
    document.documentElement.scrollWidth > innerWidth,
  visible: heads.filter(inside).map((head) => head.textContent),
  cells: [...rows[30].cells].every(inside),
  top: heads[0].getBoundingClientRect().top - listing.getBoundingClientRect().top,
}
"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_row_of_the_table_is_low_and_all_of_it_is_in_the_window(
    browser: Browser, long_page: str, width: int, height: int
) -> None:
    heads = ["From", "To", "How", "File and line"]
    with sized(browser, width, height):
        for view, visible in (("table", heads), ("table&changed=1", [*heads, "Change"])):
            browser.open(f"{long_page}#view={view}")
            shown = browser.run(_TABLE_SHOWN)
            assert shown["tallest"] < 60
            assert not shown["sideways"]
            assert shown["visible"] == visible
            assert shown["cells"]
            assert 0 <= shown["top"] < 4  # the header stays while the rows scroll


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


# Of each text, the contrast with what is behind it, as WCAG 2 counts it; below 4.5 it is listed.
_FAINT = """
const parse = (colour) => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
};
const mixed = (top, under, i) => top[i] * top[3] + under[i] * (1 - top[3]);
const over = (top, under) => [...[0, 1, 2].map((i) => mixed(top, under, i)), 1];
const behind = (node) => {
  const layers = [];
  for (let one = node; one && layers.at(-1)?.[3] !== 1; one = one.parentElement) {
    const colour = parse(getComputedStyle(one).backgroundColor);
    if (colour[3] > 0) layers.push(colour);
  }
  return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
};
const light = (colour) => {
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = colour.map((channel) => linear(channel / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const faint = [];
for (const node of document.querySelectorAll('body *')) {
  const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  const box = node.getBoundingClientRect();
  if (!own || box.width < 2 || node.closest('[aria-disabled=true], script, noscript')) continue;
  const under = behind(node);
  const [a, b] = [light(over(parse(getComputedStyle(node).color), under)), light(under)];
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (contrast < 4.5) faint.push(`${node.textContent}: ${contrast.toFixed(2)}`);
}
return faint
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "view",
    [
        "view=map",
        "view=map&product=store_sales",
        f"view=map&column={COLUMN}&direction=down",
        f"view=path&column={COLUMN}",
        "view=path&column=store-sales-v1.receipts.amount&influence=1",
        f"view=tree&column={COLUMN}",
        "view=table",
    ],
)
def test_every_text_has_enough_contrast(
    browser: Browser, shop_page: str, scheme: str, view: str
) -> None:
    browser.emulate(prefers_color_scheme=scheme)
    browser.open(f"{shop_page}#{view}")

    assert browser.run(_FAINT) == []


def test_colours_follow_the_system_until_one_is_chosen(browser: Browser, shop_page: str) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    browser.open(shop_page)
    light = browser.run(ground)

    browser.emulate(prefers_color_scheme="dark")
    dark = browser.run(ground)
    browser.click("#theme")

    assert dark != light
    assert browser.run(ground) == light


def test_nothing_moves_by_itself_where_that_is_not_wanted(browser: Browser, shop_page: str) -> None:
    browser.emulate(prefers_reduced_motion="reduce")
    browser.open(f"{shop_page}#view=path&column={COLUMN}")

    moving = browser.run(
        "return [...document.querySelectorAll('*')].filter((one) => {"
        " const style = getComputedStyle(one);"
        " return style.transitionDuration !== '0s' || style.animationName !== 'none' }).length"
    )

    assert moving == 0


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


def test_on_paper_there_is_the_drawing_and_no_controls(browser: Browser, shop_page: str) -> None:
    browser.open(f"{shop_page}#view=path&column={COLUMN}")

    paper = browser.devtools("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
    browser.devtools("Emulation.setEmulatedMedia", media="print")
    controls = browser.run(
        "const isShown = (one) => document.querySelector(one).offsetParent !== null;"
        "return ['.tools', '.search', '.zoom'].filter(isShown)"
    )
    browser.devtools("Emulation.setEmulatedMedia", media="")

    assert len(paper["data"]) > 10_000
    assert controls == []


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


def mesh(product_count: int, columns_each: int) -> dict[str, Any]:
    """Each product reads the ports of one to three earlier ones."""
    names = [f"product_{i:04}" for i in range(product_count)]
    columns = [f"column_{i:02}" for i in range(columns_each // 2)]
    some = random.Random(1)
    provider_of = {
        i: sorted(some.sample(range(i), min(i, 1 + i % 3))) if i > product_count // 20 else []
        for i in range(product_count)
    }
    tables, edges, inputs = [], [], []
    for i, name in enumerate(names):
        staging, port = f"{name}/stg_{name}", f"port-{i}-v1.{name}"
        tables += [(staging, columns), (port, columns)]
        edges += [(f"{staging}.{c}", f"{port}.{c}") for c in columns]
        for provider in provider_of[i]:
            source = f"port-{provider}-v1.{names[provider]}"
            edges += [(f"{source}.{c}", f"{staging}.{c}") for c in columns]
            inputs.append(reads(name, f"port-{provider}-v1"))
    return document(
        products=[(name, f"domain_{i % 17}") for i, name in enumerate(names)],
        contracts=[contract(f"port-{i}-v1", name) for i, name in enumerate(names)],
        tables=tables,
        edges=edges,
        input_ports=inputs,
    )


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


def test_a_circle_in_the_data_is_walked_once(browser: Browser, tmp_path: Path) -> None:
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
