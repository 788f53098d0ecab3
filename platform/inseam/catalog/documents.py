"""Content as JSON, for programs: the same that the pages say."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from inseam.catalog import addresses
from inseam.catalog.content import Site
from inseam.catalog.controlling import Controlling

VERSION = 1


def products_json(site: Site) -> str:
    """With the address of each page and of each raw file, from the site's top."""
    return _written(
        {
            "version": VERSION,
            "day": site.day,
            "products": [
                {
                    **asdict(product),
                    "page": addresses.product(product.id),
                    "odps": addresses.odps(product.id) if product.file else "",
                }
                for product in site.products.values()
            ],
            "ports": [
                {
                    **asdict(port),
                    "page": addresses.port(port.id),
                    "odcs": addresses.odcs(port.id),
                }
                for port in site.ports.values()
            ],
            "teams": [asdict(team) for team in site.teams.values()],
        }
    )


def controlling_json(costs: Controlling) -> str:
    return _written({"version": VERSION, **asdict(costs)})


def _written(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
