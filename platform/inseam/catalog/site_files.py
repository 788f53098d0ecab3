"""The files of the site: paths from its top, with their content."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.catalog import addresses
from inseam.catalog.content import Site
from inseam.catalog.controlling import controlling
from inseam.catalog.documents import controlling_json, products_json
from inseam.catalog.feed import feed


def written_files(site: Site, title: str) -> Iterator[tuple[str, str]]:
    costs = controlling(site)
    yield "products.json", products_json(site)
    yield "controlling.json", controlling_json(costs)
    yield addresses.FEED, feed(site, title)


def copied_files(site: Site) -> Iterator[tuple[str, str]]:
    """Raw files, by the repository's path of each: those that facts are read from, unchanged."""
    for product in site.products.values():
        if product.file.endswith(".odps.yaml"):
            yield addresses.odps(product.id), product.file
    for port in site.ports.values():
        yield addresses.odcs(port.id), port.file
        for version in port.versions:
            yield addresses.published(port.id, version.file), version.file
