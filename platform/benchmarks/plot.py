"""Growth as a picture: lines in a field of logarithms, as SVG, for light and for dark pages.

Written here, so that a test without a library for plots can hold pictures against results.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 760, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 270, 36, 46
# Between the names of two lines: ten of them fit.
_STEP = 33
_FONT = "13px ui-sans-serif, system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Theme:
    ground: str
    text: str
    faint: str
    lines: tuple[str, ...]


THEMES = {
    "light": Theme(
        ground="#ffffff",
        text="#1f2328",
        faint="#d1d9e0",
        lines=(
            *("#0969da", "#bc4c00", "#1a7f37", "#8250df", "#bf3989"),
            *("#6e7781", "#9a6700", "#1b7c83", "#cf222e", "#24292f"),
        ),
    ),
    "dark": Theme(
        ground="#0d1117",
        text="#e6edf3",
        faint="#30363d",
        lines=(
            *("#58a6ff", "#f0883e", "#3fb950", "#bc8cff", "#f778ba"),
            *("#8b949e", "#d29922", "#39c5cf", "#ff7b72", "#f0f6fc"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """``points`` are sizes and values, all above 0, by size; ``note`` follows its name."""

    name: str
    points: tuple[tuple[float, float], ...]
    note: str = ""


def plot(lines: Sequence[Line], across: str, upward: str, theme: Theme) -> str:
    """An SVG. Both axes are logarithmic, from one power of ten to another."""
    xs = [x for line in lines for x, _ in line.points]
    ys = [y for line in lines for _, y in line.points]
    return "".join(_svg(lines, _Scale.over(xs, ys), across, upward, theme))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Powers of ten at the ends of both axes."""

    left: int
    right: int
    bottom: int
    top: int

    @classmethod
    def over(cls, xs: Sequence[float], ys: Sequence[float]) -> _Scale:
        left, right = _powers(xs)
        bottom, top = _powers(ys)
        return cls(left, right, bottom, top)

    def x(self, value: float) -> float:
        share = (math.log10(value) - self.left) / (self.right - self.left)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (math.log10(value) - self.bottom) / (self.top - self.bottom)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _powers(values: Sequence[float]) -> tuple[int, int]:
    # Logs of 1,000 are not always whole.
    low = math.floor(math.log10(min(values)) + 1e-9)
    return low, max(low + 1, math.ceil(math.log10(max(values)) - 1e-9))


def _svg(
    lines: Sequence[Line], scale: _Scale, across: str, upward: str, theme: Theme
) -> Iterator[str]:
    yield f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" xmlns="http://www.w3.org/2000/svg">\n'
    yield f"<style>text {{ font: {_FONT}; fill: {theme.text} }}</style>\n"
    yield f'<rect fill="{theme.ground}" width="{_WIDTH}" height="{_HEIGHT}" rx="8"/>\n'
    yield from _axes(scale, across, upward, theme)
    for number, line in enumerate(lines):
        yield from _line(line, scale, number, theme)
    yield "</svg>\n"


def _axes(scale: _Scale, across: str, upward: str, theme: Theme) -> Iterator[str]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    for power in range(scale.bottom, scale.top + 1):
        y = scale.y(10**power)
        yield _stroke(_LEFT, y, right, y, theme.faint)
        yield _text(_LEFT - 8, y + 4, _tick(power), "end")
    for power in range(scale.left, scale.right + 1):
        x = scale.x(10**power)
        yield _stroke(x, _TOP, x, bottom, theme.faint)
        yield _text(x, bottom + 18, _tick(power), "middle")
    yield _text((_LEFT + right) / 2, _HEIGHT - 8, across, "middle")
    yield _text(8, _TOP - 18, upward, "start")


def _line(line: Line, scale: _Scale, number: int, theme: Theme) -> Iterator[str]:
    colour = theme.lines[number % len(theme.lines)]
    points = [(scale.x(x), scale.y(y)) for x, y in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>\n'
    for x, y in points:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>\n'
    x, y = _WIDTH - _RIGHT + 16, _TOP + 6 + _STEP * number
    yield f'<circle cx="{x}" cy="{y - 4}" r="5" fill="{colour}"/>\n'
    yield _text(x + 12, y, line.name, "start")
    if line.note:
        yield _text(x + 12, y + 15, line.note, "start")


def _stroke(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}"/>\n'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>\n'


def _tick(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10**power:.{-power}f}"
