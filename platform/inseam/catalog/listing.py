"""What the list on the first page shows, as small as it gets: a list a column."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from inseam.catalog import addresses
from inseam.catalog.content import Port, Product, Site
from inseam.catalog.controlling import readers_of

# What the list has room for in one line.
_PURPOSE = 100
_PRODUCT = "data product"
_OUTSIDE = "system outside"
# What few words say of many rows.
_REPEATED = ("kind", "domain", "owner", "status", "archetype")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """``broken`` is how many policies it breaks, -1 if nobody asked."""

    name: str
    address: str
    purpose: str
    kind: str
    domain: str
    owner: str
    status: str
    archetype: str = ""
    personal: int
    readers: int
    broken: int = -1
    tags: tuple[str, ...]


def listing(site: Site) -> dict[str, list[Any]]:
    """What assets/start.js reads: of products, then of contracts of systems outside."""
    readers = readers_of(site)
    rows = [_product(site, one, len(readers[one.id])) for one in site.products.values()]
    rows += [_outside(site, one) for one in site.ports.values() if not one.product]
    packed = {key.name: [getattr(row, key.name) for row in rows] for key in fields(_Row)}
    for key in _REPEATED:
        packed[key] = _numbered(packed[key])
    tags = sorted({tag for row in rows for tag in row.tags})
    numbers = {tag: number for number, tag in enumerate(tags)}
    packed["tags"] = [tags, [[numbers[tag] for tag in row.tags] for row in rows]]
    return packed


def _numbered(texts: list[str]) -> list[Any]:
    """Each text once, and the number of each row's."""
    listed = sorted(set(texts))
    numbers = {text: number for number, text in enumerate(listed)}
    return [listed, [numbers[text] for text in texts]]


def _product(site: Site, product: Product, readers: int) -> _Row:
    ports = [site.ports[id] for id in product.ports]
    stands = product.policies
    return _Row(
        name=product.title,
        address=addresses.product(product.id),
        purpose=short(product.purpose),
        kind=_PRODUCT,
        domain=product.domain,
        owner=site.team_title(product.team),
        status=product.status,
        archetype=product.archetype,
        personal=int(any(port.is_personal for port in ports)),
        readers=readers,
        broken=-1 if stands is None else stands.total - stands.kept,
        tags=_tags(product.tags, *(port.tags for port in ports)),
    )


def _outside(site: Site, port: Port) -> _Row:
    return _Row(
        name=port.title,
        address=addresses.port(port.id),
        purpose=short(port.purpose),
        kind=_OUTSIDE,
        domain=port.domain,
        owner=site.team_title(port.team),
        status=port.status,
        personal=int(port.is_personal),
        readers=len(port.readers),
        tags=_tags(port.tags),
    )


def _tags(*given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({tag for tags in given for tag in tags}))


def short(text: str) -> str:
    """Its first words, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _PURPOSE else line[:_PURPOSE].rsplit(" ", 1)[0] + " …"
