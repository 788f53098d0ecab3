from __future__ import annotations

from xml.etree import ElementTree

from benchmarks.plot import THEMES, Line, plot

_SVG = "{http://www.w3.org/2000/svg}"
LINES = [
    Line("list & more", ((10, 0.5), (100, 5.0), (1_000, 50.0)), "exponent 1.00"),
    Line("test", ((10, 2.0), (1_000, 2.0))),
]


def drawn(theme: str = "light") -> ElementTree.Element:
    return ElementTree.fromstring(plot(LINES, "products", "seconds", THEMES[theme]))


def points(line: ElementTree.Element) -> list[tuple[float, ...]]:
    return [tuple(map(float, point.split(","))) for point in line.get("points", "").split()]


def test_what_grows_evenly_is_a_straight_line_upwards() -> None:
    growing, level = (points(line) for line in drawn().iter(f"{_SVG}polyline"))
    (x1, y1), (x2, y2), (x3, y3) = growing
    assert x1 < x2 < x3
    assert y1 > y2 > y3
    assert abs((y1 - y2) - (y2 - y3)) < 0.2
    assert level[0][1] == level[1][1]


def test_every_line_has_its_name_and_note_and_both_axes_their_powers_of_ten() -> None:
    texts = [text.text for text in drawn().iter(f"{_SVG}text")]
    assert {"list & more", "exponent 1.00", "test", "products", "seconds"} <= set(texts)
    assert {"0.1", "1", "10", "100", "1,000"} <= set(texts)


def test_light_and_dark_differ_in_colours_alone() -> None:
    light, dark = (list(drawn(name).iter()) for name in ("light", "dark"))
    assert len({theme.ground for theme in THEMES.values()}) == len(THEMES) == 2
    coloured = {"fill", "stroke"}
    for one, other in zip(light, dark, strict=True):
        if one.tag != f"{_SVG}style":
            assert one.text == other.text
        assert {k: v for k, v in one.items() if k not in coloured} == {
            k: v for k, v in other.items() if k not in coloured
        }
