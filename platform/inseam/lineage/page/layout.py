"""Where everything is, computed before the page is opened.

Products are in columns by their distance from the sources, in areas by domain. The tables of a
product have a layer and a rank in it: the page draws few of them at a time and closes the gaps.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from inseam.lineage.page.layers import layers, ordered
from inseam.lineage.page.view import View

# Of a product's card on the map, as drawing.css has them.
CARD_WIDTH = 232
CARD_HEIGHT = 68
_GAPS_ACROSS = (72, 120, 168)  # room for the edges: more where there are few products
_GAP_BETWEEN_COLUMNS = 28  # of one layer that is broken into several
_GAP_DOWN = 20
_PADDING = 24
_TITLE = 36
_LARGE_TITLE = 150  # can still be read where the whole of a large map is on the screen
_MANY_PRODUCTS = 80
_GAP_OF_AREAS = 36
_WANTED_SHAPE = 1.45  # width to height, as screens are
_MOST_ROWS = 40

OUTSIDE = "Outside"
NO_DOMAIN = "No domain"


class Area(NamedTuple):
    name: str
    x: int
    y: int
    width: int
    height: int


class Spot(NamedTuple):
    """Of a product: its layer, and the top left corner of its card."""

    layer: int
    x: int
    y: int


class Rank(NamedTuple):
    """Of a table in its product."""

    layer: int
    order: int


@dataclass(frozen=True, slots=True)
class Layout:
    areas: tuple[Area, ...]
    title: int  # the height of an area's title
    products: dict[str, Spot]
    tables: dict[str, Rank]


def lay_out(view: View) -> Layout:
    title = _LARGE_TITLE if len(view.products) > _MANY_PRODUCTS else _TITLE
    areas, spots = _map(view, title)
    return Layout(areas, title, spots, _ranks(view))


def _map(view: View, title: int) -> tuple[tuple[Area, ...], dict[str, Spot]]:
    provider = {port.id: port.product for port in view.ports}
    pairs = [
        (provider[reading.port], reading.product)
        for reading in view.readings
        if reading.port in provider
    ]
    layer_of = layers([product.id for product in view.products], pairs)
    rows = ordered(layer_of, pairs)
    domain_of = {
        product.id: OUTSIDE if product.is_outside else product.domain or NO_DOMAIN
        for product in view.products
    }
    cells = _cells(rows, domain_of)
    tries = (
        _placed(cells, len(rows), most, gap, title)
        for most in range(1, _MOST_ROWS + 1)
        for gap in _GAPS_ACROSS
    )
    return min(tries, key=lambda placed: _distance_from_wanted_shape(placed[0]))


# The products of a domain in a layer.
_Cells = dict[str, dict[int, list[str]]]


def _cells(rows: Sequence[Sequence[str]], domain_of: dict[str, str]) -> _Cells:
    """Domains in the order of where their products are, from top to bottom."""
    cells: _Cells = defaultdict(lambda: defaultdict(list))
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for layer, row in enumerate(rows):
        for i, product in enumerate(row):
            domain = domain_of[product]
            cells[domain][layer].append(product)
            places[domain].append((layer, (i + 0.5) / len(row)))

    def middle(domain: str) -> tuple[float, int, str]:
        seen = places[domain]
        return (
            sum(share for _, share in seen) / len(seen),
            min(layer for layer, _ in seen),
            domain,
        )

    return {domain: dict(cells[domain]) for domain in sorted(cells, key=middle)}


def _placed(
    cells: _Cells, layer_count: int, most_rows: int, gap: int, title: int
) -> tuple[tuple[Area, ...], dict[str, Spot]]:
    """With at most so many products above one another in an area.

    What is outside stands at the left of all, so it may be higher than each of them.
    """
    most = dict.fromkeys(cells, most_rows)
    most[OUTSIDE] = max(most_rows, (most_rows + 1) * (len(cells) - 1) // 2)
    columns = [1] * layer_count
    for domain, by_layer in cells.items():
        for layer, products in by_layer.items():
            columns[layer] = max(columns[layer], math.ceil(len(products) / most[domain]))
    step = CARD_WIDTH + _GAP_BETWEEN_COLUMNS
    widths = [count * step - _GAP_BETWEEN_COLUMNS + gap for count in columns]
    left = [0, *accumulate(widths)]
    areas: list[Area] = []
    spots: dict[str, Spot] = {}
    free_from = [0] * layer_count  # of each layer, what lies above is taken
    for domain, by_layer in cells.items():
        first, last = min(by_layer), max(by_layer)
        top = max(free_from[first : last + 1])
        deepest = 0
        for layer, products in by_layer.items():
            used = math.ceil(len(products) / most[domain])
            rows = math.ceil(len(products) / used)
            deepest = max(deepest, rows)
            for i, product in enumerate(products):
                spots[product] = Spot(
                    layer,
                    left[layer] + i // rows * step,
                    top + title + i % rows * (CARD_HEIGHT + _GAP_DOWN),
                )
        height = title + deepest * (CARD_HEIGHT + _GAP_DOWN) - _GAP_DOWN + _PADDING
        right = left[last + 1] - gap
        areas.append(
            Area(domain, left[first] - _PADDING, top, right - left[first] + 2 * _PADDING, height)
        )
        free_from[first : last + 1] = [top + height + _GAP_OF_AREAS] * (last + 1 - first)
    return tuple(areas), spots


def _distance_from_wanted_shape(areas: Sequence[Area]) -> float:
    if not areas:
        return 0.0
    width = max(area.x + area.width for area in areas) - min(area.x for area in areas)
    height = max(area.y + area.height for area in areas)
    return abs(math.log(width / height / _WANTED_SHAPE))


def _ranks(view: View) -> dict[str, Rank]:
    product_of = {table.id: table.product for table in view.tables}
    table_of = {id: column.table for id, column in view.columns.items()}
    pairs: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for edge in view.edges:
        source = table_of.get(edge.source, "")
        target = table_of.get(edge.target, "")
        product = product_of.get(source)
        if product is not None and source != target and product == product_of.get(target):
            pairs[product].add((source, target))
    members: dict[str, list[str]] = defaultdict(list)
    for table in view.tables:
        members[table.product].append(table.id)
    is_port = {table.id: bool(table.port) for table in view.tables}
    ranks: dict[str, Rank] = {}
    for product, tables in members.items():
        inside = pairs[product]
        layer_of = layers(tables, inside)
        last = max(layer_of.values())
        read = {source for source, _ in inside}
        layer_of = {
            table: last if is_port[table] and table not in read else layer
            for table, layer in layer_of.items()
        }
        for layer, row in enumerate(ordered(layer_of, inside)):
            ranks.update((table, Rank(layer, i)) for i, table in enumerate(row))
    return ranks
