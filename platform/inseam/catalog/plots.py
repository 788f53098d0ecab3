"""Plots as SVG: readable in the dark, on paper, and by who sees no colours.

Colours are the style sheet's. Every series also has a pattern, every bar a number, and the whole a
sentence for who cannot see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from markupsafe import Markup

# Of a plot, in its own units; the style sheet scales it to its place.
_WIDTH, _HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 26, 28
_MOST_MONTHS = 24
# As the style sheet and `_PATTERNS` have them; more series share the last one.
_SERIES = 6
_PATTERNS = (
    "",
    '<path d="M0 8L8 0M-2 2L2 -2M6 10L10 6"/>',
    '<circle cx="4" cy="4" r="1.6"/>',
    '<path d="M0 4H8"/>',
    '<path d="M4 0V8"/>',
    '<path d="M0 4H8M4 0V8"/>',
)

Amounts = Mapping[tuple[str, str], float]


def stacked_bars(amounts: Amounts, unit: str, title: str) -> Markup:
    """A bar a month; in it, from below, a part a series. ``amounts`` are by month and series."""
    months = sorted({month for month, _ in amounts})[-_MOST_MONTHS:]
    series = sorted({name for _, name in amounts})
    sums = {m: sum(amounts.get((m, s), 0.0) for s in series) for m in months}
    most = max([*sums.values(), 0.0]) or 1.0
    step = (_WIDTH - _LEFT - _RIGHT) / max(len(months), 1)
    width = min(64.0, step * 0.62)
    marks = []
    for number, month in enumerate(months):
        middle = _LEFT + step * (number + 0.5)
        y = float(_HEIGHT - _BOTTOM)
        for index, name in enumerate(series):
            amount = amounts.get((month, name), 0.0)
            height = max(amount, 0.0) / most * (_HEIGHT - _TOP - _BOTTOM)
            y -= height
            if height > 0:
                said = escape(f"{month}, {name}: {money(amount)} {unit}")
                box = f'x="{middle - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}"'
                marks.append(_part(index, f'{box} height="{height:.1f}"', said))
        if step >= 44 or number % 3 == 0:
            marks.append(_text(middle, y - 7, money(sums[month]), "value"))
            marks.append(_text(middle, _HEIGHT - 9, month, "tick"))
    marks.append(f'<path class="base" d="M0 {_HEIGHT - _BOTTOM}.5H{_WIDTH}"/>')
    listed = ", ".join(f"{month} {money(sums[month])}" for month in months)
    label = escape(f"{title}, in {unit}: {listed}")
    svg = (
        f'<svg class="bars" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{label}">'
        f"{_definitions(len(series))}{''.join(marks)}</svg>"
    )
    caption = (
        f"<figcaption>{escape(title)} <small>{escape(unit)}</small>{_legend(series)}</figcaption>"
    )
    return Markup(caption + svg)


def _part(index: int, box: str, said: str) -> str:
    kind = min(index, _SERIES - 1)
    over = f'<rect {box} fill="url(#pattern-{kind})"/>' if _PATTERNS[kind] else ""
    return f'<g class="part series-{kind}"><title>{said}</title><rect {box}/>{over}</g>'


def _definitions(series: int) -> str:
    drawn = "".join(
        f'<pattern id="pattern-{kind}" width="8" height="8" patternUnits="userSpaceOnUse"'
        f' class="pattern">{_PATTERNS[kind]}</pattern>'
        for kind in range(1, min(series, _SERIES))
    )
    return f"<defs>{drawn}</defs>"


def _legend(series: Sequence[str]) -> str:
    box = 'width="16" height="12"'
    entries = "".join(
        f'<li><svg class="swatch" viewBox="0 0 16 12" aria-hidden="true">'
        f"{_part(index, box, escape(name))}</svg>{escape(name)}</li>"
        for index, name in enumerate(series)
    )
    return f'<ul class="legend">{entries}</ul>'


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def money(amount: float) -> str:
    """`1,234.50`, with a point as the files have it."""
    return f"{amount:,.2f}"


def sparkline(values: Sequence[float], label: str) -> Markup:
    """A line through the values in their order, the last one marked. Nothing for fewer than two."""
    if len(values) < 2:
        return Markup("")
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    flat = high == low
    points = [
        (2 + 92 * i / (len(values) - 1), 11.0 if flat else 20 - 18 * (value - low) / span)
        for i, value in enumerate(values)
    ]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    return Markup(
        f'<svg class="spark" viewBox="0 0 100 22" role="img" aria-label="{escape(label)}">'
        f'<path d="M{path}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2.4"/></svg>'
    )


def strip(results: Sequence[tuple[str, str]], label: str) -> Markup:
    """Squares in the order of results, each with its sign: of a pair, its kind and its tip."""
    squares = "".join(
        f'<rect class="{escape(kind)}" x="{12 * i}" y="1" width="10" height="14" rx="2">'
        f"<title>{escape(tip)}</title></rect>"
        + (f'<path d="M{12 * i + 2} 5l6 6m0 -6l-6 6"/>' if kind == "failed" else "")
        for i, (kind, tip) in enumerate(results)
    )
    width = 12 * len(results)
    return Markup(
        f'<svg class="strip" viewBox="0 0 {width} 16" width="{width}" height="16" role="img"'
        f' aria-label="{escape(label)}">{squares}</svg>'
    )
