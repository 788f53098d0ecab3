"""Simulates the cases of docs/orchestration.md, and writes that part of it.

    ./pants facts ::
    PYTHONPATH=platform python -m benchmarks.simulation

in the environment of platform/locks/testing.txt. The same facts give the same bytes. ``--page``
writes the page alone, of the years that are kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.simulation import page
from benchmarks.simulation.cases import CASES, EIGHT, MADE, WEEKLY, Case
from benchmarks.simulation.kept import SimulatedCase, Years, write_years
from benchmarks.simulation.made_mesh import made_mesh, weekly_mesh

from inseam.orchestration.facts_read import FACTS
from inseam.orchestration.simulate import read_mesh
from inseam.orchestration.simulation.assumptions import Assumptions
from inseam.orchestration.simulation.mesh import Simulated
from inseam.orchestration.simulation.study import study

_DAYS = 365


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.simulation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--facts", type=Path, default=FACTS)
    parser.add_argument("--page", action="store_true", help="writes the page alone")
    options = parser.parse_args(arguments)
    if not options.page:
        meshes = {
            EIGHT: lambda: read_mesh(options.facts, _DAYS),
            MADE: lambda: made_mesh(200, 1),
            WEEKLY: lambda: weekly_mesh(10),
        }
        cases = [simulated(case, meshes) for case in CASES]
        write_years(Years(days=_DAYS, assumptions=asdict(Assumptions()), cases=cases))
    page.write()
    return 0


def simulated(
    case: Case, meshes: Mapping[str, Callable[[], Simulated]], days: int = _DAYS
) -> SimulatedCase:
    print(f"{case.mesh}: {case.name}", file=sys.stderr, flush=True)
    mesh = meshes[case.mesh]()
    seeds = list(range(1, case.seeds + 1))
    given = replace(Assumptions(), **case.change)  # type: ignore[arg-type]
    return SimulatedCase(
        mesh=case.mesh,
        name=case.name,
        products=len(mesh.mesh.products),
        ports=sum(len(product.promises) for product in mesh.mesh.products),
        change=dict(case.change),
        seeds=seeds,
        outcomes=study(mesh, given, days, seeds),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
