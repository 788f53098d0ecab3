"""The graph of a folder of facts, with columns only where they matter."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from inseam.facts.lines import read_file, read_header
from inseam.graph.build import COLUMN_TABLES, MODEL_TABLES, build
from inseam.graph.graph import Graph
from inseam.graph.impact import downstream
from inseam.graph.node import Node


def model_graph(files: Iterable[Path]) -> Graph:
    """Of all models and contracts, without columns."""
    return build(line for file in files for line in read_file(file, MODEL_TABLES))


def column_graph(files: Iterable[Path], starts: Iterable[Node]) -> Graph:
    """As `model_graph`, with the columns of all products that ``starts`` may have an effect on."""
    files = list(files)
    lines = [line for file in files for line in read_file(file, MODEL_TABLES)]
    concerned = downstream(build(lines), {node.whole for node in starts}).products
    for file in files:
        if not concerned.keys().isdisjoint(_products(file)):
            lines += read_file(file, COLUMN_TABLES)
    return build(lines)


def _products(file: Path) -> tuple[str, ...]:
    with file.open("rb") as stream:
        return read_header(stream).products
