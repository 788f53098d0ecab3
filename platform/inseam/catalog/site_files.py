"""The files of the site: paths from its top, with their content."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from inseam.catalog import addresses
from inseam.catalog.content import Site
from inseam.catalog.controlling import controlling
from inseam.catalog.datahub import datahub_json
from inseam.catalog.documents import controlling_json, products_json
from inseam.catalog.feed import feed
from inseam.catalog.given import Given
from inseam.catalog.index import search_index
from inseam.catalog.listing import listing
from inseam.catalog.pages import Pages, script

# Those of the lineage's page first: one design, one set of components.
_STYLES = (
    ("inseam.lineage.page", "colours.css"),
    ("inseam.lineage.page", "components.css"),
    ("inseam.catalog", "catalog.css"),
)
_SCRIPTS = (
    ("inseam.lineage.page", "text.js"),
    ("inseam.lineage.page", "near.js"),
    ("inseam.catalog", "shell.js"),
    ("inseam.catalog", "search.js"),
)


def written_files(
    site: Site, title: str, request_url: str = "", given: Given | None = None
) -> Iterator[tuple[str, str]]:
    costs = controlling(site)
    yield from Pages(site, costs, title, request_url, given or Given()).all()
    yield from assets()
    yield "assets/products.js", script("catalogProducts", listing(site))
    yield "assets/index.js", script("catalogIndex", search_index(site))
    yield "products.json", products_json(site)
    yield "controlling.json", controlling_json(costs)
    yield "datahub.json", datahub_json(site)
    yield addresses.FEED, feed(site, title)


def assets() -> Iterator[tuple[str, str]]:
    """What is the same in all sites."""
    yield "assets/catalog.css", "\n".join(_asset(*one) for one in _STYLES)
    scripts = "\n".join(_asset(*one) for one in _SCRIPTS)
    yield "assets/catalog.js", "(() => {\n'use strict';\n" + scripts + "\n})();\n"
    yield "assets/start.js", _asset("inseam.catalog", "start.js")
    yield "assets/request.js", _asset("inseam.catalog", "request.js")


def _asset(package: str, name: str) -> str:
    return (files(package) / "assets" / name).read_text(encoding="utf-8")


def copied_files(site: Site) -> Iterator[tuple[str, str]]:
    """Raw files, by the repository's path of each: those that facts are read from, unchanged."""
    for product in site.products.values():
        if product.file:
            yield addresses.odps(product.id), product.file
    for port in site.ports.values():
        yield addresses.odcs(port.id), port.file
        for version in port.versions:
            yield addresses.published(port.id, version.file), version.file
