"""Column lineage of all products, from their facts to its page."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench, Contender, Values, in_turn_by_size, seconds
from benchmarks.figure import Figure
from benchmarks.made_facts import write_facts
from benchmarks.measuring import timed
from benchmarks.mesh_plan import Port, plan
from benchmarks.results import Series

SIZES = (10, 100, 1_000)
_PLATFORM = Path(__file__).parents[2]


def measure(bench: Bench) -> list[Series]:
    return in_turn_by_size(bench, SIZES, _of_size)


def _of_size(bench: Bench, size: int) -> list[Contender]:
    mesh = plan(size, 1, ["sales"])
    folder = bench.folder / f"lineage-{size}"
    facts, document = folder / "facts", folder / "lineage.json"
    facts.mkdir(parents=True)
    write_facts(mesh, facts)
    request = folder / "request.json"
    request.write_text(_request(mesh.products[0].port), encoding="utf-8")
    steps = {
        "facts to lineage.json": ("inseam.lineage", (facts, document)),
        "lineage.json to page": ("inseam.lineage.page", (document, folder / "index.html")),
        "a column's way up": ("inseam.lineage.show", (request, document, folder / "shown")),
    }
    return [
        Contender(
            name,
            f"python -m {module} {' '.join(file.name for file in files)}",
            partial(_run, folder, module, *files),
            size,
        )
        for name, (module, files) in steps.items()
    ]


def _run(folder: Path, module: str, *files: Path) -> Values:
    command = [sys.executable, "-m", module, *map(str, files)]
    return seconds(timed(command, folder, {"PYTHONPATH": str(_PLATFORM)}).used)


def _request(port: Port) -> str:
    column = f"{port.contract_id}.{port.object}.{port.columns[1].name}"
    return json.dumps({"version": 1, "form": "text", "upstream": [column], "downstream": []})


FIGURE = Figure(
    name="lineage",
    title="Column lineage of all products",
    question="""\
The files of facts are there, as a cache has them. Each step is a process of its own, as Pants
starts it, with its start. How fast and how right the analysis of SQL is beside sqlglot,
SQLLineage and dbt-colibri, `platform/benchmarks/lineage/run` shows.""",
    measure=measure,
    minutes=2,
)
