"""From facts to content, where the site of testdata does not say it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from inseam.catalog import addresses
from inseam.catalog.content import Cost, Port, Product, Reader, Site, Version
from inseam.catalog.controlling import controlling
from inseam.catalog.feed import feed
from inseam.catalog.versions import added_at, created


def cost(amount: float, month: str = "2026-10", currency: str = "EUR", **more: str) -> Cost:
    given = {"category": "compute", "name": "warehouse", **more}
    return Cost(month=month, amount=amount, currency=currency, **given)


def test_currencies_are_never_added_up() -> None:
    product = Product(id="a", domain="d", costs=(cost(0.1), cost(0.2), cost(5, currency="USD")))
    sums = controlling(Site(day="2026-12-01", products={"a": product})).by_domain
    assert [(one.name, one.currency, one.amount) for one in sums] == [
        ("d", "EUR", 0.3),
        ("d", "USD", 5.0),
    ]


def test_a_consumer_is_counted_once_however_many_ports_it_reads() -> None:
    reader = Reader(product="b", state="agreed", file="b.yaml")
    ports = {id: Port(id=id, product="a", readers=(reader,)) for id in ("a-v1", "a-v2")}
    product = Product(id="a", ports=tuple(ports), costs=(cost(9, "2026-09"), cost(12)))
    alone = Product(id="c", ports=("c-v1",))
    ports["c-v1"] = Port(id="c-v1", product="c")
    said = controlling(Site(day="2026-12-01", products={"a": product, "c": alone}, ports=ports))
    (one,) = said.products
    assert (one.month, one.amount, one.total, one.consumers, one.each) == ("2026-10", 12, 21, 1, 12)
    assert (said.uncosted, said.unread) == (("c",), ("c",))


@pytest.mark.parametrize(
    ("one", "other"),
    [("a/b", "a-b"), ("A", "a"), ("..", "."), ("a.", "a"), ("~61", "a"), ("a" * 300, "a" * 301)],
)
def test_two_ids_never_share_a_folder(one: str, other: str) -> None:
    names = addresses.folder(one), addresses.folder(other)
    assert len({name.lower() for name in names}) == 2
    for name in names:
        assert name not in ("", ".", "..")
        assert "/" not in name
        assert len(name) < 255


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", ""]
)
def test_what_is_no_address_of_a_page_is_no_link(url: str) -> None:
    assert addresses.linked(url) == ""
    assert addresses.linked("https://acme.example.com/a") == "https://acme.example.com/a"


@pytest.mark.parametrize(
    ("given", "instant"),
    [
        ("2026-03-01T10:00:00+01:00", "2026-03-01T09:00:00Z"),
        ("2026-03-01", "2026-03-01T00:00:00Z"),
        ("yesterday", ""),
        (None, ""),
    ],
)
def test_the_instant_of_a_version_is_that_of_its_file(given: object, instant: str) -> None:
    assert created({"contractCreatedTs": given}) == instant


def test_the_feed_is_xml_whatever_a_contract_is_called() -> None:
    version = Version(version="\x00]]>", status="<a>", file="x")
    port = Port(id="a\ud800", name="\x1b", versions=(version,))
    text = feed(Site(day="2026-12-01", ports={"a": port}), "t")
    assert len(ElementTree.fromstring(text.encode())) > 3


def test_paths_go_up_as_far_as_the_page_is_deep() -> None:
    page = addresses.port("a")
    assert addresses.relative("index.html", page) == "../../index.html"
    assert addresses.relative("index.html", "index.html") == "index.html"
    assert Path(addresses.published("a", "contracts/published/a/1.0.0.odcs.yaml")).name == (
        "1.0.0.odcs.yaml"
    )


def test_a_file_came_with_the_oldest_commit_that_added_it() -> None:
    log = (
        "\x012026-03-02T01:00:00+02:00\n\na/2.0.0.yaml\na/1.0.0.yaml\n"
        "\x012026-02-01T08:00:00Z\n\na/1.0.0.yaml\n"
    )
    assert added_at(log) == {
        "a/2.0.0.yaml": "2026-03-01T23:00:00Z",
        "a/1.0.0.yaml": "2026-02-01T08:00:00Z",
    }
    assert added_at("") == {}
