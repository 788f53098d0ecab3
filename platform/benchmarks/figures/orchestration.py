"""Dagster's definitions of a mesh: how long Dagster takes to load them, and how much memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench, Contender, Values, in_turn_by_size, seconds
from benchmarks.figure import Figure, Limit, Ratio
from benchmarks.made_facts import write_facts
from benchmarks.measuring import peak_memory, timed
from benchmarks.mesh_plan import plan
from benchmarks.peers import dagster
from benchmarks.results import MEMORY, Series

from inseam.facts.load import load

SIZES = (100, 1_000)
_PLATFORM = Path(__file__).parents[2]
_EMPTY = "import dagster\n\ndefs = dagster.Definitions()\n"
_OURS = ("-m", "inseam.orchestration.code_location")
_NONE = ("-f", "empty.py")


def measure(bench: Bench) -> list[Series]:
    return in_turn_by_size(bench, SIZES, _of_size)


def _of_size(bench: Bench, size: int) -> Iterator[Contender]:
    folder = bench.folder / f"orchestration-{size}"
    for made in ("dist", "rows", "home"):
        (folder / made).mkdir(parents=True)
    load(write_facts(plan(size, 1, ["sales"]), folder / "rows"), folder / "dist/facts.duckdb")
    (folder / "empty.py").write_text(_EMPTY, encoding="utf-8")
    # Without it Dagster warns at each start.
    (folder / "home/dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    for name, where in (("all products", _OURS), ("none", _NONE)):
        command = ("dagster", "definitions", "validate", *where)
        yield Contender(name, " ".join(command), partial(_run, folder, command[1:]), size)


def _run(folder: Path, arguments: Sequence[str]) -> Values:
    """Memory apart from time, as to look at it takes some."""
    variables = {"PYTHONPATH": str(_PLATFORM), "DAGSTER_HOME": str(folder / "home")}
    command: tuple[str | Path, ...] = (dagster(), *arguments)
    used = timed(command, folder, variables).used
    with peak_memory() as peaks:
        timed(command, folder, variables)
    return {**seconds(used), MEMORY: peaks().together}


FIGURE = Figure(
    name="orchestration",
    title="Dagster's definitions of all products",
    question="""\
Dagster's own command starts a code server, loads the definitions that
`inseam.orchestration.code_location` makes of `dist/facts.duckdb`, and reads them as its UI does: of
a made mesh, and beside it of a file without an asset. *Memory* is the highest sum over the command
and the code server, in which what they share counts once (PSS).""",
    measure=measure,
    minutes=6,
    ratios=(Ratio("all products", "none", 5, 1_000),),
    limits=(Limit("all products", MEMORY, 1_074, 1_000),),
)
