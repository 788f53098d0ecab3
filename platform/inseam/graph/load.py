"""The graph of a folder of facts, with columns only where they matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from inseam.facts.lines import read_file, read_header
from inseam.facts.tables import Row
from inseam.graph.build import COLUMN_TABLES, MODEL_TABLES, Builder, build
from inseam.graph.graph import Graph
from inseam.graph.impact import downstream
from inseam.graph.node import Node


def model_graph(files: Iterable[Path]) -> Graph:
    """Of all models and contracts, without columns."""
    return build(_model_rows(files))


def column_graph(files: Iterable[Path], starts: Iterable[Node]) -> Graph:
    """As `model_graph`, with the columns of all products that ``starts`` may have an effect on."""
    nodes = list(starts)
    return column_graph_from(files, lambda _: nodes)


def column_graph_from(files: Iterable[Path], starts: Callable[[Graph], Iterable[Node]]) -> Graph:
    """As `column_graph`, with the starts that are found in the graph without columns."""
    files = list(files)
    builder = Builder(_model_rows(files))
    concerned = downstream(builder.graph, {node.whole for node in starts(builder.graph)}).products
    builder.add_columns(
        row
        for file in files
        if not concerned.keys().isdisjoint(_products(file))
        for row in read_file(file, COLUMN_TABLES)
    )
    return builder.graph


def _model_rows(files: Iterable[Path]) -> Iterator[Row]:
    for file in files:
        yield from read_file(file, MODEL_TABLES)


def _products(file: Path) -> tuple[str, ...]:
    with file.open("rb") as stream:
        return read_header(stream).products
