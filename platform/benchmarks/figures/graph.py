"""The graph of all products from their facts, and what a change reaches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.bench import Bench, Contender, Values, in_turn_by_size, seconds
from benchmarks.figure import Figure
from benchmarks.made_facts import write_facts
from benchmarks.measuring import timed_call
from benchmarks.mesh_plan import plan
from benchmarks.results import Series

from inseam.graph.impact import downstream
from inseam.graph.load import column_graph, model_graph
from inseam.graph.node import element, model

SIZES = (10, 100, 1_000)


def measure(bench: Bench) -> list[Series]:
    return in_turn_by_size(bench, SIZES, _of_size)


def _of_size(bench: Bench, size: int) -> list[Contender]:
    mesh = plan(size, 1, ["sales"])
    folder = bench.folder / f"facts-{size}"
    folder.mkdir()
    files = write_facts(mesh, folder)
    first, port = mesh.products[0], mesh.products[0].port
    graph = model_graph(files)
    start = model(first.name, port.object)
    column = element(port.contract_id, port.object, port.columns[1].name)
    of_column = column_graph(files, [column])
    work: dict[str, tuple[str, Callable[[], object]]] = {
        "graph of models": ("model_graph(files)", partial(model_graph, files)),
        "what a model reaches": ("downstream(graph, [model])", partial(downstream, graph, [start])),
        "graph of a column": (
            "column_graph(files, [column])",
            partial(column_graph, files, [column]),
        ),
        "what a column reaches": (
            "downstream(graph, [column])",
            partial(downstream, of_column, [column]),
        ),
    }
    return [
        Contender(name, command, partial(_run, ask), size) for name, (command, ask) in work.items()
    ]


def _run(ask: Callable[[], object]) -> Values:
    return seconds(timed_call(ask))


FIGURE = Figure(
    name="graph",
    title="The graph of products",
    question="""\
The files of facts are there, as a cache has them. The graph of all models is read from them, and
that of the columns that one column reaches; then both are asked what a change of the most read
product reaches.""",
    measure=measure,
    minutes=1,
)
