"""Figures at tiny sizes: that each measures what it says. What starts Pants is tried by hand."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from benchmarks.bench import Bench, Contender, Values, in_turn
from benchmarks.figure import Figure
from benchmarks.figures import graph, lineage
from benchmarks.results import CPU, WALL

SIZES = (3, 12)


@pytest.mark.parametrize("figure", [graph.FIGURE, lineage.FIGURE], ids=lambda f: f.name)
def test_everything_is_measured_at_every_size(figure: Figure, tmp_path: Path) -> None:
    found = figure.measure(Bench(tmp_path, runs=2, sizes=SIZES, commit="0123abcd"))
    names = {series.name for series in found}
    assert {(s.name, s.size) for s in found} == {(name, size) for name in names for size in SIZES}
    for series in found:
        assert {quantity: len(values) for quantity, values in series.values.items()} == {
            CPU: 2,
            WALL: 2,
        }


def test_what_is_compared_is_measured_in_turn(tmp_path: Path) -> None:
    order: list[str] = []

    def run(name: str) -> Values:
        order.append(name)
        return {CPU: float(len(order))}

    contenders = [Contender(name, name, partial(run, name)) for name in ("ours", "theirs")]
    ours, theirs = in_turn(Bench(tmp_path, runs=3, commit="0123abcd"), contenders)
    assert order == ["ours", "theirs"] * 3
    assert (ours.values[CPU], theirs.values[CPU]) == ([1.0, 3.0, 5.0], [2.0, 4.0, 6.0])
