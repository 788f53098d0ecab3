"""What the search looks in: all that has a name, and for every word the things that have it.

Everything is known by its number, and every word stands once, so that a search of 50,000 columns
looks through some thousand words and the numbers behind those that fit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from inseam.catalog import addresses
from inseam.catalog.content import Port, Product, ShownColumn, Site

# By the number of an entry's kind, as assets/search.js names them.
PRODUCT, PORT, TABLE, COLUMN, TEAM, TAG = range(6)
_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHORTEST = 2
# What everything says finds nothing.
_COMMON = frozenset(
    "a an and are as at be by for from has have in is it its of on or that the to was when which"
    " who will with without no not each one there this these what if than".split()
)
# As people call it who look for it.
_PERSONAL = "personal pii"


@dataclass(slots=True)
class _Index:
    kinds: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    addresses: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    in_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    elsewhere: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(
        self, kind: int, name: str, more: Iterable[str], parent: int = -1, address: str = ""
    ) -> int:
        number = len(self.kinds)
        self.kinds.append(kind)
        self.names.append(name)
        self.parents.append(parent)
        if address:
            self.addresses[number] = address
        own = set(words(name))
        for word in own:
            self.in_name[word].append(number)
        for word in {word for text in more for word in words(text)} - own:
            self.elsewhere[word].append(number)
        return number


def search_index(site: Site) -> dict[str, Any]:
    """What assets/search.js reads. Tables and columns have the address of their port."""
    index = _Index()
    for product in site.products.values():
        number = index.add(
            PRODUCT,
            product.title,
            _of_product(site, product),
            address=addresses.product(product.id),
        )
        for id in product.ports:
            _add_port(index, site, site.ports[id], number)
    for port in site.ports.values():
        if port.product not in site.products:
            _add_port(index, site, port, -1)
    _add_facets(index, site)
    listed = sorted(index.in_name.keys() | index.elsewhere.keys())
    return {
        "kinds": index.kinds,
        "names": index.names,
        "parents": index.parents,
        "addresses": index.addresses,
        "notes": index.notes,
        "words": listed,
        "named": [_steps(index.in_name.get(word, ())) for word in listed],
        "more": [_steps(index.elsewhere.get(word, ())) for word in listed],
    }


def words(text: str) -> Iterator[str]:
    """In small letters; `e-mail` is `email`, `createdAt` and `created_at` are two words."""
    spaced = _CAMEL.sub(" ", text).lower().replace("e-mail", "email")
    for word in _WORD.findall(spaced):
        if len(word) >= _SHORTEST and word not in _COMMON:
            yield word


def _of_product(site: Site, product: Product) -> Iterator[str]:
    yield from (product.id, product.domain, product.status, product.archetype)
    yield from (product.purpose, product.usage, product.limitations, product.team)
    yield site.team_title(product.team)
    yield from product.tags


def _add_port(index: _Index, site: Site, port: Port, product: int) -> None:
    more = [port.name, port.status, port.domain, port.purpose, port.usage, port.limitations]
    more += [site.team_title(port.team), *port.tags, _PERSONAL if port.is_personal else ""]
    of_port = index.add(PORT, port.id, more, product, addresses.port(port.id))
    for table in port.tables:
        of_table = index.add(
            TABLE, table.name, (table.physical_name, table.description, table.granularity), of_port
        )
        for column in table.columns:
            number = index.add(COLUMN, column.name, _of_column(column), of_table)
            if column.synonyms:
                index.notes[number] = ", ".join(column.synonyms)


def _of_column(column: ShownColumn) -> Iterator[str]:
    yield from (column.description, column.classification, *column.tags, *column.synonyms)
    if column.is_personal:
        yield _PERSONAL


def _add_facets(index: _Index, site: Site) -> None:
    """Teams and tags lead to the list of what has them."""
    for team in site.teams.values():
        address = addresses.facet("owner", team.title)
        index.add(TEAM, team.title, (team.id, team.domain, team.github), address=address)
    tags = {tag for product in site.products.values() for tag in product.tags}
    tags |= {tag for port in site.ports.values() for tag in port.tags}
    for tag in sorted(tags):
        index.add(TAG, tag, (), address=addresses.facet("tag", tag))


def _steps(numbers: Iterable[int]) -> str:
    """Each as what it is more than the one before, in base 36."""
    steps, before = [], 0
    for number in numbers:
        steps.append(_base_36(number - before))
        before = number
    return " ".join(steps)


def _base_36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
