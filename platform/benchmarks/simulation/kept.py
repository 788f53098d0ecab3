"""Simulated years as JSON, from which the page is made: seeds and figures, no clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.simulation.cases import Amount

from inseam.orchestration.simulation.study import Outcome
from inseam.wire import VERSION, read

FILE = Path(__file__).with_name("years.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedCase:
    """A case of `benchmarks.simulation.cases`, with what came of it."""

    mesh: str
    name: str
    products: int
    ports: int
    change: Mapping[str, Amount]
    seeds: list[int]
    outcomes: list[Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """``assumptions`` are those of the base case, by field of `Assumptions`."""

    days: int
    assumptions: Mapping[str, Amount]
    cases: list[SimulatedCase]

    def case(self, mesh: str, name: str) -> SimulatedCase:
        return next(one for one in self.cases if (one.mesh, one.name) == (mesh, name))


def write_years(years: Years, file: Path = FILE) -> None:
    """A case a line."""
    found: dict[str, Any] = {"version": VERSION, **asdict(years)}
    cases = ",\n".join(json.dumps(case, ensure_ascii=False) for case in found.pop("cases"))
    head = json.dumps(found, ensure_ascii=False)
    file.write_text(f'{head[:-1]}, "cases": [\n{cases}\n]}}\n', encoding="utf-8")


def read_years(file: Path = FILE) -> Years:
    """Raises ValueError for a file that has not the form of today."""
    return read(file.read_bytes(), Years, "simulated years")
