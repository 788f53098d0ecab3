"""Where products and tables are."""

from __future__ import annotations

import itertools
import random

from inseam.lineage.page.layout import CARD_HEIGHT, CARD_WIDTH, OUTSIDE, Layout, lay_out
from inseam.lineage.page.view import PageColumn, PageEdge, PageProduct, Port, Reading, Table, View


def view(products: dict[str, str], reads: list[tuple[str, str]], outside: str = "") -> View:
    """Products with their domains; pairs of a consumer and its provider, whose port it reads."""
    return View(
        products=tuple(
            PageProduct(id=id, name=id, domain=domain, is_outside=id in outside)
            for id, domain in products.items()
        ),
        ports=tuple(Port(id=f"{id}-v1", product=id) for id in products),
        readings=tuple(Reading(product=id, port=f"{provider}-v1") for id, provider in reads),
    )


def many(count: int) -> View:
    some = random.Random(5)
    names = [f"p{i}" for i in range(count)]
    return view(
        {name: f"d{some.randrange(12)}" for name in names},
        [(names[i], names[some.randrange(i)]) for i in range(count // 10, count) if i],
    )


def overlapping(boxes: list[tuple[int, int, int, int]]) -> list[object]:
    return [
        (a, b)
        for a, b in itertools.combinations(boxes, 2)
        if a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]
    ]


def cards(layout: Layout) -> list[tuple[int, int, int, int]]:
    return [(spot.x, spot.y, CARD_WIDTH, CARD_HEIGHT) for spot in layout.products.values()]


def test_a_consumer_is_right_of_its_provider() -> None:
    spots = lay_out(view({"a": "x", "b": "y", "c": "x"}, [("b", "a"), ("c", "b")])).products

    assert spots["a"].x < spots["b"].x < spots["c"].x


def test_no_cards_and_no_areas_overlap() -> None:
    layout = lay_out(many(300))

    assert overlapping(cards(layout)) == []
    assert overlapping([(a.x, a.y, a.width, a.height) for a in layout.areas]) == []


def test_a_product_stands_in_the_area_of_its_domain() -> None:
    shown = many(120)
    layout = lay_out(shown)
    area_of = {area.name: area for area in layout.areas}

    for product in shown.products:
        spot, area = layout.products[product.id], area_of[product.domain]
        assert area.x <= spot.x <= area.x + area.width - CARD_WIDTH
        assert area.y <= spot.y <= area.y + area.height - CARD_HEIGHT


def test_a_map_of_many_has_about_the_shape_of_a_screen() -> None:
    areas = lay_out(many(1_000)).areas

    width = max(area.x + area.width for area in areas)
    height = max(area.y + area.height for area in areas)
    assert 0.8 < width / height < 2.5


def test_systems_outside_have_an_area_of_their_own() -> None:
    layout = lay_out(view({"a": "stores", "b": "stores"}, [("b", "a")], outside="a"))

    assert [area.name for area in layout.areas] == [OUTSIDE, "stores"]


def test_products_that_read_one_another_in_a_cycle_have_their_places() -> None:
    layout = lay_out(view({"a": "x", "b": "x"}, [("a", "b"), ("b", "a")]))

    assert overlapping(cards(layout)) == []


def test_a_view_of_nothing_has_no_areas() -> None:
    assert lay_out(View()) == Layout((), 36, {}, {})


def test_tables_follow_the_data_and_ports_stand_last() -> None:
    tables = [
        Table(id="stg", product="p", name="stg", kind="staging"),
        Table(id="int", product="p", name="int", kind="intermediate"),
        Table(id="far", product="p", name="far", kind="output port", port="p-v1"),
        Table(id="near", product="p", name="near", kind="output port", port="p-v1"),
    ]
    shown = View(
        products=(PageProduct(id="p", name="p"),),
        tables=tuple(tables),
        columns={f"{table.id}.c": PageColumn(table.id, "c") for table in tables},
        edges=tuple(
            PageEdge(f"{a}.c", f"{b}.c", True, "identity")
            for a, b in (("stg", "int"), ("int", "far"), ("stg", "near"))
        ),
    )

    ranks = lay_out(shown).tables

    assert {id: rank.layer for id, rank in ranks.items()} == {
        "stg": 0,
        "int": 1,
        "far": 2,
        "near": 2,
    }
