"""The catalog in a browser: that of ``inseam/catalog/testdata``, whose names are hostile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from browser import Browser, becomes, count, file_url, focused, sized, text_of, texts
from conftest import Repository
from page_documents import PLATFORM

PAGES = {
    "start": "index.html",
    "product": "products/orders/index.html",
    "hostile product": "products/invoices/index.html",
    "port": "ports/orders-v1/index.html",
    "outside": "ports/shop-v1/index.html",
    "controlling": "controlling/index.html",
    "request": "ports/orders-v1/request.html",
    "lineage": "lineage/index.html",
}
WIDTHS = (360, 390, 761, 1440, 2560)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("catalog") / "site"
    subprocess.run(
        [sys.executable, "-m", "testkit.catalog_site", str(out)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(PLATFORM)},
    )
    return out


# What sticks out of its box and is not meant to scroll or to end in an ellipsis, and tall rows.
_LOOKS = """
const wide = (node) => node.scrollWidth > node.clientWidth + 1;
const hidden = (node) => getComputedStyle(node).overflowX !== 'visible';
const unseen = (node) => getComputedStyle(node.closest('thead') ?? node).clipPath !== 'none';
const shown = [...document.querySelectorAll('main *, header *')]
  .filter((node) => node.clientWidth > 0 && !(node instanceof SVGElement));
return {
  page: document.documentElement.scrollWidth > innerWidth,
  out: shown
    .filter((node) => wide(node) && !hidden(node) && !unseen(node) && !node.closest('.skip'))
    .map((node) => node.tagName + '.' + node.className).slice(0, 5),
  tall: [...document.querySelectorAll('table tbody tr')]
    .map((row) => [row.getBoundingClientRect().height, row.textContent.slice(0, 60)])
    .filter(([height]) => height >= 60),
};
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_at_any_width(browser: Browser, site: Path, width: int) -> None:
    with sized(browser, width, 900):
        for name, path in PAGES.items():
            browser.open(file_url(site / path))
            browser.run("document.querySelectorAll('main details').forEach((d) => d.open = true)")
            looks = browser.run(_LOOKS)
            assert not looks["page"], name
            if name != "lineage":  # which has tests of its own
                assert looks["out"] == [], name
                assert looks["tall"] == [], name


# Contrast as WCAG 2 has it, of each text with the nearest ground that has a colour.
_FAINT = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const parse = (colour) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const light = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const ground = (node) => {
  for (let at = node; at; at = at.parentElement) {
    const colour = parse(getComputedStyle(at).backgroundColor);
    if (colour[3] > 250) return colour;
  }
  return [255, 255, 255, 255];
};
const texts = [...document.querySelectorAll('body *')].filter((node) =>
  [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim()) &&
  node.getClientRects().length > 0 && !node.closest('svg, .unseen, .skip, option, .none'));
return texts.map((node) => {
  const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return [ratio, node.textContent.slice(0, 40)];
}).filter(([ratio]) => ratio < 4.5);
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read_in_light_and_dark(browser: Browser, site: Path, scheme: str) -> None:
    browser.emulate(prefers_color_scheme=scheme)
    for name, path in PAGES.items():
        browser.open(file_url(site / path))
        dark = browser.run("return getComputedStyle(document.body).backgroundColor")
        assert (dark == "rgb(16, 20, 26)") == (scheme == "dark")
        if name != "lineage":
            assert browser.run(_FAINT) == [], name


_UNNAMED = """
const named = (node) => (node.getAttribute('aria-label') || node.textContent.trim() ||
  node.closest('label')?.textContent.trim() || '') !== '';
const all = [...document.querySelectorAll('a, button, input, select, textarea, [role=img]')];
return {
  nodes: all.length,
  unnamed: all.filter((node) => !node.closest('[hidden]') && !named(node)).map((n) => n.outerHTML),
  headings: [...document.querySelectorAll('h1, h2, h3')].map((node) => Number(node.tagName[1])),
  language: document.documentElement.lang,
  main: document.querySelectorAll('main').length,
};
"""


def test_who_sees_no_page_is_told_what_it_has(browser: Browser, site: Path) -> None:
    for name, path in PAGES.items():
        browser.open(file_url(site / path))
        said = browser.run(_UNNAMED)
        assert said["nodes"] > 5
        assert said["unnamed"] == [], name
        assert (said["language"], said["main"]) == ("en", 1)
        if name != "lineage":
            assert said["headings"].count(1) == 1
            assert said["headings"][0] == 1


def test_hostile_names_are_text(browser: Browser, site: Path) -> None:
    for path in PAGES.values():
        browser.open(file_url(site / path))
        assert count(browser, "img") == 0
        assert count(browser, "script:not([src]):not([type])") == (1 if "lineage" in path else 0)
    browser.open(file_url(site / PAGES["hostile product"]))
    assert "<img src=x onerror=alert(1)>" in text_of(browser, "h1")
    assert "<b>bold</b> {{ 7*7 }} ]]>" in text_of(browser, "main .lead")
    assert count(browser, "a[href^='javascript']") == 0


def look_for(browser: Browser, text: str) -> list[str]:
    browser.run("document.querySelector('#search').value = ''")
    browser.run("document.querySelector('#search').focus()")
    browser.press(text)
    assert becomes(lambda: count(browser, "#found li") > 0)
    return [
        f"{kind} {name}"
        for kind, name in zip(
            texts(browser, "#found .kind"), texts(browser, "#found .name"), strict=True
        )
    ]


def test_search_finds_what_somebody_means(browser: Browser, site: Path) -> None:
    browser.open(file_url(site / PAGES["start"]))
    assert count(browser, "script[src$='index.js']") == 0  # nobody has typed yet
    assert look_for(browser, "orders")[0] == "product Orders"
    for meant, found in {
        "amout": "column amount",  # a typing error
        "purchase number": "column order_id",  # of its business definition
        "pii": "column customer",
        "dunning": "owner Invoices & Dunning",
        "sales": "table sales",
        "orders remark": "column remark",
    }.items():
        assert found in look_for(browser, meant), meant
        browser.press("Escape")
    look_for(browser, "zzzzzz")
    assert texts(browser, "#found .none") == ["Nothing found for “zzzzzz”."]


def test_search_and_list_need_no_mouse(browser: Browser, site: Path) -> None:
    browser.open(file_url(site / PAGES["port"]))
    browser.press("/")
    assert focused(browser) == "Search"
    browser.press("customer_email")
    assert becomes(lambda: count(browser, "#found [aria-selected=true]") == 1)
    browser.press("Enter")
    assert becomes(lambda: "shop-v1" in browser.run("return document.title"))
    here = browser.run("return decodeURIComponent(location.hash)")
    assert here == "#column:sales.customer_email"
    assert count(browser, "tr:target") == 1
    browser.open(file_url(site / PAGES["start"]))
    browser.press("Tab", "Enter")
    assert browser.run("return document.activeElement.id") == "main"


def rows(browser: Browser) -> list[str]:
    return texts(browser, "#list tbody a")


def test_what_is_chosen_is_in_the_address(browser: Browser, site: Path) -> None:
    browser.open(file_url(site / PAGES["start"]))
    assert len(rows(browser)) == 3
    browser.click("[data-facet='domain=sales']")
    assert becomes(lambda: rows(browser) == ["Orders"])
    assert browser.run("return location.hash") == "#domain=sales"
    # The other domains are still to be chosen, with how many there are.
    assert count(browser, "[data-facet^='domain=']") == 3
    browser.open(f"{file_url(site / PAGES['start'])}#policies=breaks%20some")
    assert [name[:8] for name in rows(browser)] == ["Invoices"]
    browser.click("#clear")
    assert becomes(lambda: len(rows(browser)) == 3)
    browser.click("#list th:nth-child(5) button")
    assert rows(browser)[0] in ("Orders", "shop-v1")
    browser.click("#list th:nth-child(5) button")
    assert rows(browser)[0].startswith("Invoices")
    assert count(browser, "[aria-sort=descending]") == 1


def test_a_request_is_an_agreement_that_can_be_read(browser: Browser, site: Path) -> None:
    browser.open(file_url(site / PAGES["request"]))
    assert text_of(browser, "#missing") == "Say what you need it for."
    assert not browser.run("return document.querySelector('#open').checkVisibility()")
    purpose = 'To bill: "all" # of them\n- yes'
    browser.run(
        "const box = document.querySelector('textarea'); box.value = arguments[0];"
        "box.dispatchEvent(new Event('input', {bubbles: true}))",
        purpose,
    )
    written = yaml.safe_load(text_of(browser, ".code code"))
    assert written == {
        "id": "invoices-reads-orders-v1",
        "provider": {"product": "orders", "port": "orders-v1"},
        "consumer": "invoices",
        "purpose": purpose,
        "start": "2026-12-01",
        "end": "2027-12-01",
        "roles": ["orders_reader"],
    }
    address = urlsplit(browser.run("return document.querySelector('#open').href"))
    assert address.netloc == "forge.example.com"
    query = parse_qs(address.query)
    assert query["filename"] == ["products/invoices/agreements/orders-v1.yaml"]
    assert yaml.safe_load(query["value"][0]) == written


def test_a_colour_scheme_holds_on_the_next_page(browser: Browser, site: Path) -> None:
    browser.open(file_url(site / PAGES["start"]))
    browser.run("localStorage.clear()")
    browser.click("#theme")
    browser.click("#theme")
    browser.open(file_url(site / PAGES["product"]))
    assert (
        browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(16, 20, 26)"
    )
    assert focused(browser) == ""
    browser.run("localStorage.clear()")


def test_a_port_leads_to_its_lineage_and_back(browser: Browser, site: Path) -> None:
    browser.open(file_url(site / PAGES["port"]))
    browser.click(".head .actions a:nth-of-type(2)")
    assert becomes(lambda: "lineage/index.html#view=product" in browser.run("return location.href"))
    assert becomes(lambda: count(browser, "#cards .row") > 0)
    browser.click(".home")
    assert becomes(lambda: browser.run("return location.href").endswith("/index.html"))


def test_paper_has_all_columns_and_no_buttons(browser: Browser, site: Path) -> None:
    browser.open(file_url(site / PAGES["product"]))
    browser.devtools("Emulation.setEmulatedMedia", media="print")
    try:
        assert not browser.run("return document.querySelector('.top').checkVisibility()")
        assert count(browser, ".bars .value") > 0
    finally:
        browser.devtools("Emulation.setEmulatedMedia", media="")


@pytest.mark.nightly
def test_the_goal_writes_it_of_all_products_once(mesh: Repository) -> None:
    """Another title is another site, whatever is cached."""
    told = mesh.pants("catalog", "--catalog-title=Acme", "--catalog-today=2026-12-01")
    assert told.exit_code == 0, told.output
    out = mesh.root / "dist" / "catalog"
    first = (out / "index.html").read_text(encoding="utf-8")
    assert "<h1>Acme</h1>" in first
    products = {path.name for path in (mesh.root / "products").iterdir()}
    assert {path.name for path in (out / "products").iterdir()} == products
    other = mesh.pants("catalog", "--catalog-title=Other", "--catalog-today=2026-12-01")
    assert other.exit_code == 0, other.output
    assert "<h1>Other</h1>" in (out / "index.html").read_text(encoding="utf-8")
    wrong = mesh.pants("catalog", "--catalog-history=pants.toml")
    assert wrong.exit_code == 2, wrong.output
    assert "no-history" in wrong.output
    assert "Traceback" not in wrong.output
