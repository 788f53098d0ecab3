"""The page of all figures, `docs/performance.md`, and its pictures: `python -m benchmarks.page`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.catalogue import FIGURES
from benchmarks.figure import Figure, Limit, Ratio
from benchmarks.plot import THEMES, Line, plot
from benchmarks.results import (
    CPU,
    UNITS,
    WALL,
    Result,
    Series,
    Spread,
    exponent,
    ratio,
    read_all,
    spread,
)

DOCS = Path(__file__).resolve().parents[2] / "docs"
_PAGE = "performance.md"
_HEAD = """\
# Performance

How long it takes, against what people do otherwise, and how that grows. Made by

    PYTHONPATH=platform python -m benchmarks

in the environment of `platform/locks/testing.txt`, on Linux. `--list` names the figures, `--only`
measures some of them; what others had is kept in `platform/benchmarks/results`, and this page is
made of it.

What is compared is measured in turn in one call, run by run. A ratio is that of each run, of
which the median is shown, with the lowest and the highest. *Clock* is what a person waits;
*processor* is the time of the processor in all processes together, with those of daemons, which
other work on the machine disturbs less. A picture shows the processor's time.
"""
# A picture needs a line.
_POINTS = 2
# A ratio below has two digits that say something, wherever they are.
_SMALL = 0.1
# Seconds below which milliseconds are shown.
_MOMENT = 0.1


def page(results: Sequence[Result]) -> str:
    by_name = {result.figure: result for result in results}
    measured = [(figure, by_name[figure.name]) for figure in FIGURES if figure.name in by_name]
    parts = [_HEAD, _summary(measured)]
    parts += ["\n".join(_section(figure, result)) + "\n" for figure, result in measured]
    missing = [f"`{figure.name}`" for figure in FIGURES if figure.name not in by_name]
    if missing:
        parts.append(f"## Not measured yet\n\n{', '.join(missing)}\n")
    return "\n".join(parts)


def pictures(results: Sequence[Result]) -> Iterator[tuple[str, str]]:
    """Names in `docs/pictures`, and SVG."""
    sizes = {figure.name: figure.sizes for figure in FIGURES}
    for result in results:
        lines = list(_lines(result))
        if lines and result.figure in sizes:
            for name, theme in THEMES.items():
                across, upward = sizes[result.figure], "seconds of the processor"
                yield _picture(result.figure, name), plot(lines, across, upward, theme)


def write(docs: Path = DOCS) -> None:
    results = read_all()
    (docs / _PAGE).write_text(page(results), encoding="utf-8")
    for name, svg in pictures(results):
        (docs / "pictures" / name).write_text(svg, encoding="utf-8")


def _picture(figure: str, theme: str) -> str:
    return f"performance-{figure}-{theme}.svg"


def _summary(measured: Iterable[tuple[Figure, Result]]) -> str:
    rows = [
        "| figure | of | processor | clock | aim |",
        "|---|---|---|---|---|",
    ]
    for figure, result in measured:
        link = f"[{figure.title}](#{_anchor(figure.title)})"
        for found in figure.ratios:
            rows += _ratio_row(link, found, result)
        for limit in figure.limits:
            rows += _limit_row(link, limit, result)
    return "\n".join(rows) + "\n"


def _ratio_row(link: str, found: Ratio, result: Result) -> Iterator[str]:
    for size in _sizes(found, result):
        of, to = result.one(found.of, size), result.one(found.to, size)
        if of is None or to is None:
            continue
        shown = [_plain(ratio(of, to, quantity)) for quantity in (CPU, WALL)]
        # Memory has neither.
        if shown == ["-", "-"]:
            quantity = next(iter(of.values))
            shown = [f"{_plain(ratio(of, to, quantity))} of the {quantity}", "-"]
        pair = f"{found.of} : {found.to}" + (f", {size:,}" if size else "")
        aim = f"<= {found.aim:g}" if found.aim is not None and _counts(found, size) else "-"
        yield f"| {link} | {pair} | {shown[0]} | {shown[1]} | {aim} |"


def _sizes(found: Ratio, result: Result) -> list[int | None]:
    """Those at which both were measured."""
    return [
        series.size
        for series in result.series
        if series.name == found.of and result.one(found.to, series.size)
    ]


def _counts(found: Ratio, size: int | None) -> bool:
    return found.size is None or found.size == size


def _limit_row(link: str, limit: Limit, result: Result) -> Iterator[str]:
    series = result.one(limit.of, limit.size)
    if series is not None and series.values.get(limit.quantity):
        value = _amount(spread(series.values[limit.quantity]), limit.quantity)
        of = limit.of + (f", {limit.size:,}" if limit.size else "")
        aim = _number(limit.aim, limit.quantity)
        shown = ("-", value) if limit.quantity == WALL else (value, "-")
        yield f"| {link} | {of} | {shown[0]} | {shown[1]} | <= {aim} |"


def _section(figure: Figure, result: Result) -> Iterator[str]:
    yield f"## {figure.title}"
    yield ""
    yield figure.question
    yield ""
    yield from _table(figure, result)
    if lines := list(_lines(result)):
        name = figure.name
        yield ""
        yield "<picture>"
        dark = f"pictures/{_picture(name, 'dark')}"
        yield f'  <source media="(prefers-color-scheme: dark)" srcset="{dark}">'
        said = "; ".join(f"{line.name}: {line.note}" for line in lines)
        yield f'  <img alt="{said}" src="pictures/{_picture(name, "light")}">'
        yield "</picture>"
    machine = result.machine
    load = " to ".join(f"{load:g}" for load in result.load)
    versions = ", ".join(f"{name} {number}" for name, number in sorted(result.versions.items()))
    yield ""
    yield (
        f"`{result.command}`, {result.date}, commit {result.commit}; {machine.processor},"
        f" {machine.cores} cores, {machine.memory}, {machine.system}, load {load};"
        f" CPython {machine.python}, {versions}."
    )


def _table(figure: Figure, result: Result) -> Iterator[str]:
    quantities = list(dict.fromkeys(q for series in result.series for q in series.values))
    has_sizes = any(series.size is not None for series in result.series)
    heads = ["what", "command", *([figure.sizes] if has_sizes else []), *map(_head, quantities)]
    yield f"| {' | '.join(heads)} | runs |"
    yield "|---" * (len(heads) + 1) + "|"
    for series in result.series:
        size = [f"{series.size:,}" if series.size is not None else "-"] if has_sizes else []
        cells = [_cell(series, quantity) for quantity in quantities]
        runs = max(map(len, series.values.values()))
        command = f"`{series.command}`"
        yield f"| {' | '.join([series.name, command, *size, *cells])} | {runs} |"


def _head(quantity: str) -> str:
    return {CPU: "processor", WALL: "clock"}.get(quantity, quantity)


def _cell(series: Series, quantity: str) -> str:
    values = series.values.get(quantity)
    return _amount(spread(values), quantity) if values else "-"


def _amount(found: Spread, quantity: str) -> str:
    unit, factor = _unit(found.median, quantity)
    shown = f"{_digits(found.median * factor)} {unit}".rstrip()
    return f"{shown}{_range(found, lambda value: _digits(value * factor))}"


def _unit(value: float, quantity: str) -> tuple[str, float]:
    unit = UNITS[quantity]
    return ("ms", 1000) if unit == "s" and value < _MOMENT else (unit, 1)


def _number(value: float, quantity: str) -> str:
    unit, factor = _unit(value, quantity)
    return f"{_digits(value * factor)} {unit}".rstrip()


def _digits(value: float) -> str:
    """Three of them say enough, and none is left out before the point."""
    return f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f}"


def _plain(found: Spread | None) -> str:
    if found is None:
        return "-"
    return f"{_share(found.median)}{_range(found, _share)}"


def _share(value: float) -> str:
    return f"{value:.2f}" if value >= _SMALL else f"{value:.2g}"


def _range(found: Spread, show: Callable[[float], str]) -> str:
    """Nothing for a single run."""
    least, most = show(found.least), show(found.most)
    return f" ({least} to {most})" if found.least != found.most else ""


def _lines(result: Result) -> Iterator[Line]:
    """Of what was measured at several sizes, with how it grows."""
    for name in dict.fromkeys(series.name for series in result.series):
        points = sorted(
            (series.size, spread(series.values[CPU]).median)
            for series in result.series
            if series.name == name and series.size is not None and CPU in series.values
        )
        if len(points) >= _POINTS:
            grows = exponent([size for size, _ in points], [value for _, value in points])
            yield Line(name, tuple(points), f"grows with exponent {grows:.2f}")


def _anchor(title: str) -> str:
    kept = "".join(c for c in title.lower() if c.isalnum() or c in " -")
    return kept.replace(" ", "-")


if __name__ == "__main__":
    write()
