"""The section *Simulation* of docs/orchestration.md and its pictures, of the kept years.

`section.md` is its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.plot import THEMES, Line, plot
from benchmarks.simulation.cases import (
    BASE,
    CASES,
    EIGHT,
    EVEN,
    LONG_OUTAGES,
    MADE,
    MORE_FAILURES,
    WEEKLY,
)
from benchmarks.simulation.kept import SimulatedCase, Years, read_years

from inseam.orchestration.simulation.mesh import USUAL
from inseam.orchestration.simulation.study import HEADS, percent, spread, table

DOCS = Path(__file__).resolve().parents[3] / "docs"
_PAGE = "orchestration.md"
_HEAD = "## Simulation\n"
_TEXT = Path(__file__).with_name("section.md")
_HOURS = 365 * 24
_STRATEGIES = ("cron", "eager", "promised")


def write(docs: Path = DOCS) -> None:
    years = read_years()
    page = docs / _PAGE
    page.write_text(with_section(page.read_text(encoding="utf-8"), years), encoding="utf-8")
    for name, svg in pictures(years):
        (docs / "pictures" / name).write_text(svg, encoding="utf-8")


def with_section(page: str, years: Years) -> str:
    """The page with this section in place of the one that it has. Raises ValueError without one."""
    before, head, after = page.partition(_HEAD)
    if not head:
        raise ValueError(f"{_PAGE} has no line `{_HEAD.strip()}`")
    _, next_head, rest = after.partition("\n## ")
    return f"{before}{head}\n{section(years)}{next_head}{rest}"


def section(years: Years) -> str:
    """What it says of losses is held by page_test.py: it fails when another way wins no more."""
    base, made = years.case(EIGHT, BASE), years.case(MADE, BASE)
    even = years.case(MADE, EVEN)
    weekly = years.case(WEEKLY, LONG_OUTAGES)
    return _TEXT.read_text(encoding="utf-8").format(
        **years.assumptions,
        slow_percent=years.assumptions["slow_share"] * 100,
        failure_percent=years.assumptions["failure_share"] * 100,
        batch_missing_percent=years.assumptions["batch_missing_share"] * 100,
        minutes=USUAL.total_seconds() / 60,
        products=base.products,
        ports=base.ports,
        years=len(base.seeds),
        made_ports=made.ports,
        figures="\n".join(_figures(years)),
        picture="\n".join(_picture(years)),
        sensitivity="\n".join(_sensitivity(years)),
        weekly_mesh=WEEKLY,
        weekly_cron=_share(weekly, "cron"),
        weekly_eager=_share(weekly, "eager"),
        weekly_promised=_share(weekly, "promised"),
        age=median(base, "promised", "staleness_median"),
        eager_age=median(base, "eager", "staleness_median"),
        made_age=median(made, "promised", "staleness_median"),
        made_eager_age=median(made, "eager", "staleness_median"),
        made_breaches=median(made, "promised", "breaches"),
        made_eager_breaches=median(made, "eager", "breaches"),
        made_length=breach_hours(made, "promised"),
        made_eager_length=breach_hours(made, "eager"),
        even_years=len(even.seeds),
        even_breaches=median(even, "promised", "breaches"),
        even_eager_breaches=median(even, "eager", "breaches"),
        runs=median(base, "promised", "runs"),
        cron_runs=median(base, "cron", "runs"),
    )


def pictures(years: Years) -> Iterator[tuple[str, str]]:
    """Names in `docs/pictures`, and SVG."""
    across = "how many times as often runs fail"
    upward = "hours a year that a port's promise is broken"
    for name, theme in THEMES.items():
        yield f"simulation-{name}.svg", plot(list(_lines(years)), across, upward, theme)


def _figures(years: Years) -> Iterator[str]:
    heads = [head or "way" for head in HEADS]
    yield f"| products | {' | '.join(heads)} |"
    yield "|---|---" + "|---:" * (len(heads) - 1) + "|"
    for mesh in (EIGHT, MADE):
        for row in table(years.case(mesh, BASE).outcomes):
            yield f"| {mesh} | {' | '.join(row)} |"


def _picture(years: Years) -> Iterator[str]:
    said = "; ".join(f"{line.name}: {line.note}" for line in _lines(years))
    yield "<picture>"
    yield '  <source media="(prefers-color-scheme: dark)" srcset="pictures/simulation-dark.svg">'
    yield f'  <img alt="{said}" src="pictures/simulation-light.svg">'
    yield "</picture>"


def _lines(years: Years) -> Iterator[Line]:
    cases = [(1, years.case(EIGHT, BASE))]
    cases += [(times, years.case(EIGHT, name)) for times, name in MORE_FAILURES.items()]
    for strategy in _STRATEGIES:
        points = tuple((float(times), broken_hours(case, strategy)) for times, case in cases)
        first, last = points[0][1], points[-1][1]
        yield Line(strategy, points, f"{first:.0f} to {last:.0f} hours a year")


def broken_hours(case: SimulatedCase, strategy: str) -> float:
    """A year and a port."""
    return (1 - median(case, strategy, "kept")) * _HOURS


def breach_hours(case: SimulatedCase, strategy: str) -> float:
    """On average, of the medians."""
    return broken_hours(case, strategy) * case.ports / median(case, strategy, "breaches")


def median(case: SimulatedCase, strategy: str, measure: str) -> float:
    (found,) = (one.values[measure] for one in case.outcomes if one.strategy == strategy)
    return spread(found).median


def _share(case: SimulatedCase, strategy: str) -> str:
    return f"{percent(median(case, strategy, 'kept')):.2f} %"


def _sensitivity(years: Years) -> Iterator[str]:
    shown = " | ".join(f"{of}: {name}" for of in ("kept", "runs") for name in _STRATEGIES)
    yield f"| change | {shown} |"
    yield "|---" + "|---:" * 6 + "|"
    for case in CASES:
        if case.mesh == EIGHT:
            found = years.case(EIGHT, case.name)
            cells = [_share(found, name) for name in _STRATEGIES]
            cells += [f"{median(found, name, 'runs'):,.0f}" for name in _STRATEGIES]
            says = f": {case.says}" if case.says else ""
            yield f"| {case.name}{says} | {' | '.join(cells)} |"
