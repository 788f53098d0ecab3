"""That the page is what the results say, and that it says all of it."""

from __future__ import annotations

from datetime import date

from benchmarks.catalogue import FIGURES
from benchmarks.page import DOCS, page, pictures
from benchmarks.results import CPU, WALL, Series, new_result, read_all


def test_the_page_and_its_pictures_are_those_of_the_results() -> None:
    """If not: `PYTHONPATH=platform python -m benchmarks.page`."""
    results = read_all()
    assert (DOCS / "performance.md").read_text(encoding="utf-8") == page(results)
    drawn = dict(pictures(results))
    for name, svg in drawn.items():
        assert (DOCS / "pictures" / name).read_text(encoding="utf-8") == svg
    kept = {file.name for file in (DOCS / "pictures").glob("performance-*.svg")}
    assert kept == set(drawn)


def test_every_result_is_of_a_figure() -> None:
    assert {result.figure for result in read_all()} <= {figure.name for figure in FIGURES}
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)


def series(name: str, *cpu: float, size: int | None = None) -> Series:
    return Series(name=name, command=f"run {name}", size=size, values={CPU: [*cpu], WALL: [*cpu]})


def shown(*measured: Series, figure: str = "one-product") -> str:
    result = new_result(
        figure, f"python -m benchmarks --only {figure}", [*measured], 0, DAY, COMMIT
    )
    return page([result])


DAY = date(2026, 12, 1)
COMMIT = "0123abcd"


def test_a_figure_has_its_ratio_its_commands_and_its_day() -> None:
    text = shown(series("Inseam", 1.0, 2.0, 3.0), series("by hand", 4.0, 4.0, 4.0))
    assert "| Inseam : by hand | 0.50 (0.25 to 0.75) | 0.50 (0.25 to 0.75) | <= 0.25 |" in text
    assert "| Inseam | `run Inseam` | 2.00 s (1.00 to 3.00) |" in text
    assert "`python -m benchmarks --only one-product`, 2026-12-01," in text


def test_a_single_run_has_no_range_and_a_moment_is_in_milliseconds() -> None:
    text = shown(series("Inseam", 0.0123), figure="gate")
    assert "| Inseam | `run Inseam` | 12.3 ms | 12.3 ms | 1 |" in text


def test_an_aim_counts_at_its_size_alone() -> None:
    names = ("Inseam, no daemon", "empty backend, no daemon")
    text = shown(*(series(n, 1.0, size=s) for n in names for s in (10, 1_000)), figure="list")
    rows = {
        line.split("|")[2].strip(): line.split("|")[-2].strip()
        for line in text.splitlines()
        if "daemon :" in line
    }
    pair = " : ".join(names)
    assert rows == {f"{pair}, 10": "-", f"{pair}, 1,000": "<= 1.3"}


def test_growth_is_drawn_from_two_sizes_on() -> None:
    def drawn(*sizes: int) -> list[str]:
        measured = [series("graph of models", size / 10, size=size) for size in sizes]
        result = new_result("graph", "python -m benchmarks", measured, 0, DAY, COMMIT)
        return [name for name, _ in pictures([result])]

    assert drawn(10) == []
    assert drawn(10, 100) == ["performance-graph-light.svg", "performance-graph-dark.svg"]
    growing = (series("graph of models", size / 10, size=size) for size in (10, 100))
    assert "grows with exponent 1.00" in shown(*growing, figure="graph")


def test_what_was_not_measured_is_named() -> None:
    assert "`many-products`" in shown(series("Inseam", 1.0)).partition("## Not measured yet")[2]


def test_the_page_says_of_which_commit_a_result_is() -> None:
    assert f"commit {COMMIT};" in shown(series("Inseam", 0.001), figure="gate")
