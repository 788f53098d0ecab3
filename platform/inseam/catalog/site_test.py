"""The pages as files: every link leads somewhere, names are text, and the first page is small."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from inseam.catalog.content import Port, Product, ShownColumn, Site, Table
from inseam.catalog.controlling import Controlling
from inseam.catalog.index import search_index, words
from inseam.catalog.listing import listing
from inseam.catalog.pages import Pages, script
from inseam.catalog.plots import sparkline, stacked_bars, strip
from inseam.catalog.reading import ways
from inseam.catalog.site_files import assets, written_files
from testkit.catalog_site import write_site


@dataclass
class Page(HTMLParser):
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    handlers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            if name == "id" and value is not None:
                self.ids.append(value)
            if name.startswith("on"):
                self.handlers.append(name)


def read(file: Path) -> Page:
    page = Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page


def pages(site: Path) -> Iterator[Path]:
    yield from sorted(site.rglob("*.html"))


def is_outside(link: str) -> bool:
    return urlsplit(link).scheme in ("http", "https", "mailto", "data")


def test_every_link_leads_somewhere(written: Path) -> None:
    assert len(list(pages(written))) == 10
    checked = 0
    for file in pages(written):
        for link in read(file).links:
            if is_outside(link):
                continue
            path, _, fragment = link.partition("#")
            target = (file.parent / path).resolve() if path else file
            assert target.is_file(), f"{file}: {link}"
            assert target.is_relative_to(written.resolve()), f"{file}: {link}"
            # Those of the list and of the lineage are read by scripts.
            if fragment and "=" not in fragment:
                assert unquote(fragment) in read(target).ids, f"{file}: {link}"
            checked += 1
    assert checked > 150


def test_a_product_without_an_odps_file_has_a_page(tmp_path: Path) -> None:
    write_site(tmp_path / "site", without="products/invoices/invoices.odps.yaml")
    said = json.loads((tmp_path / "site" / "products.json").read_text(encoding="utf-8"))
    assert [(one["id"], one["odps"]) for one in said["products"]] == [
        ("invoices", ""),
        ("orders", "products/orders/product.odps.yaml"),
    ]
    folder = tmp_path / "site" / "products" / "invoices"
    assert [path.name for path in folder.iterdir()] == ["index.html"]
    assert not [link for link in read(folder / "index.html").links if link.endswith("odps.yaml")]


def test_every_page_is_reached_from_the_first(written: Path) -> None:
    listed = (written / "assets" / "products.js").read_text(encoding="utf-8")
    data = json.loads(listed.removeprefix("window.catalogProducts=").removesuffix(";\n"))
    seen: set[Path] = set()
    waiting = [written / "index.html", *(written / address for address in data["address"])]
    while waiting:
        file = waiting.pop()
        if file in seen or file.suffix != ".html":
            continue
        seen.add(file)
        links = [link.partition("#")[0] for link in read(file).links if not is_outside(link)]
        waiting += [(file.parent / link).resolve() for link in links if link]
    assert seen == {file.resolve() for file in pages(written)}


def test_what_the_search_finds_is_there(written: Path) -> None:
    text = (written / "assets" / "index.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("window.catalogIndex=").removesuffix(";\n"))
    for address in index["addresses"].values():
        assert (written / address.partition("#")[0]).is_file()
    # Tables and columns have the address of their port, and an id there.
    ids = set(read(written / "ports" / "orders-v1" / "index.html").ids)
    assert {"table:orders", "column:orders.order_id"} <= ids


def test_no_name_is_markup(written: Path) -> None:
    for file in pages(written):
        page = read(file)
        assert page.handlers == []
        assert "img" not in page.tags
        assert "b" not in page.tags
        assert len(page.ids) == len(set(page.ids)), file
        scripts = page.tags.count("script")
        assert scripts <= 3
    assert "49 ]]" not in (written / "products" / "invoices" / "index.html").read_text()
    assert "javascript:alert" not in [link for file in pages(written) for link in read(file).links]


def test_scripts_from_names_stay_data(written: Path) -> None:
    for name in ("products.js", "index.js"):
        text = (written / "assets" / name).read_text(encoding="utf-8")
        assert text.isascii()
        assert text.count("\n") == 1


_THINGS = ("customer", "order", "invoice", "stock")
_PARTS = ("id", "at", "total")


def many(products: int, columns: int) -> Site:
    """Each product has one port of one table."""
    ports, made = {}, {}
    for i in range(products):
        own = tuple(
            ShownColumn(
                name=f"{_THINGS[i % 4]}_{n}_{_PARTS[n % 3]}",
                type="string",
                description=f"What the source system number {i % 50} says about part {n}.",
            )
            for n in range(columns)
        )
        table = Table(name=f"table_{i}", physical_name=f"table_{i}", columns=own)
        id = f"product-number-{i}-v1"
        ports[id] = Port(id=id, product=f"product_{i}", tables=(table,))
        made[f"product_{i}"] = Product(
            id=f"product_{i}",
            name=f"Product number {i}",
            domain=f"domain-{i % 17}",
            team=f"team-{i % 40}",
            status="active",
            archetype="source-aligned",
            purpose=f"Offers what system {i} has, so that nobody has to read the system itself, "
            * 3,
            tags=(f"tag-{i % 30}", "common"),
            ports=(id,),
        )
    return Site(day="2026-12-01", products=made, ports=ports)


def test_the_first_page_is_small_with_a_thousand_products() -> None:
    site = many(1000, 50)
    first = Pages(site, Controlling(), "t").all()
    path, page = next(iter(first))
    assert path == "index.html"
    loaded = {link for link in _parsed(page).links if link.startswith("assets/")}
    given = {**dict(assets()), "assets/products.js": script("catalogProducts", listing(site))}
    assert loaded == {
        "assets/catalog.css",
        "assets/catalog.js",
        "assets/products.js",
        "assets/start.js",
    }
    size = len(page.encode()) + sum(len(given[name].encode()) for name in loaded)
    assert size <= 300_000, size


def _parsed(text: str) -> Page:
    page = Page()
    page.feed(text)
    return page


def test_a_word_of_the_index_stands_once_however_many_have_it() -> None:
    """So that a search of 50 times as many columns looks through hardly more words."""
    few, more = search_index(many(20, 50)), search_index(many(200, 50))
    assert len(more["names"]) > 9 * len(few["names"])
    assert len(more["words"]) < len(few["words"]) + 600
    assert sorted(set(more["words"])) == more["words"]


def test_the_index_says_who_has_a_word() -> None:
    index = search_index(many(3, 2))
    at = index["words"].index("invoice")
    steps = [int(step, 36) for step in index["named"][at].split()]
    numbers = [sum(steps[: i + 1]) for i in range(len(steps))]
    assert [index["names"][number] for number in numbers] == ["invoice_0_id", "invoice_1_at"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("E-Mail of a person", ["email", "person"]),
        ("createdAt", ["created"]),
        ("organization_vanity_url", ["organization", "vanity", "url"]),
        ("Größe_漢字", ["größe", "漢字"]),
    ],
)
def test_words_are_as_people_type_them(text: str, found: list[str]) -> None:
    assert list(words(text)) == found


def test_a_plot_says_in_words_what_it_shows() -> None:
    amounts = {("2026-09", "a<b"): 1.0, ("2026-10", "a<b"): 2.5, ("2026-10", "c"): 0.5}
    drawn = stacked_bars(amounts, "EUR", "Costs")
    assert 'aria-label="Costs, in EUR: 2026-09 1.00, 2026-10 3.00"' in drawn
    assert "a<b" not in drawn
    # Of what no colour tells apart, a pattern does: the second series has one in each bar.
    assert drawn.count("url(#pattern-1)") == 2
    heights = [
        float(h)
        for h in re.findall(
            r'class="part [^>]+><title>[^<]+</title><rect [^>]*height="([0-9.]+)"', drawn
        )
    ]
    bars = heights[-3:]
    assert bars[1] == pytest.approx(2.5 * bars[0], abs=0.2)


def test_a_line_of_one_value_is_none() -> None:
    assert sparkline([1.0], "rows") == ""
    assert "NaN" not in sparkline([3.0, 3.0], "rows")
    assert 'aria-label="&lt;x&gt;"' in sparkline([1, 2], "<x>")
    assert strip([("passed", "a"), ("failed", "b")], "runs").count("<rect") == 2


def test_what_is_copied_reads_the_port(written: Path) -> None:
    said = json.loads((written / "products.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in said["ports"]] == ["invoices-v1", "orders-v1", "shop-v1"]
    table = Table(name="t", physical_name="T x")
    given = dict(ways(Port(id="a-v1", tables=(table,))))
    assert given["SQL"] == "select *\nfrom op_a_v1.`T x`\nlimit 100"
    assert "identifier: T x" in given["dbt source"]
    assert list(ways(Port(id="a-v1"))) == []


def test_the_same_content_is_the_same_site() -> None:
    site = many(3, 2)
    assert dict(written_files(site, "t")) == dict(written_files(site, "t"))
