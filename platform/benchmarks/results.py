"""What was measured, as JSON in `results/`, from which benchmarks.page makes the page."""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from inseam.wire import VERSION, read

FOLDER = Path(__file__).parent / "results"
_ROOT = Path(__file__).resolve().parents[2]
_DECIMALS = 6
_PACKAGES = ("dbt-core", "duckdb", "datacontract-cli")

# Quantities that a series may have values of.
WALL, CPU = "wall", "cpu"
MEMORY, LARGEST, DAEMON = "memory", "largest process", "daemon's memory"
PROCESSES = "processes"
FROM_CACHE, SAVED, KEPT = "from the cache", "not spent again", "kept"
UNITS = {
    WALL: "s",
    CPU: "s",
    MEMORY: "MB",
    LARGEST: "MB",
    DAEMON: "MB",
    PROCESSES: "",
    FROM_CACHE: "%",
    SAVED: "s",
    KEPT: "MB",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One thing that was measured some times. ``size`` is a number of products, if it grows.

    ``values`` are by quantity, one a run; the n-th of all series were measured one after another.
    """

    name: str
    command: str
    size: int | None = None
    values: dict[str, list[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    processor: str
    cores: int
    memory: str
    system: str
    python: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """``load`` are the load averages of a minute before and after."""

    figure: str
    command: str
    date: str
    commit: str
    machine: Machine
    load: list[float]
    versions: dict[str, str]
    series: list[Series]

    def one(self, name: str, size: int | None = None) -> Series | None:
        found = (s for s in self.series if s.name == name and s.size == size)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Spread:
    median: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values))


def ratio(of: Series, to: Series, quantity: str) -> Spread | None:
    """Run by run, since what disturbs one of a pair disturbs the other. None if not measured."""
    pairs = zip(of.values.get(quantity, ()), to.values.get(quantity, ()), strict=False)
    found = [one / other for one, other in pairs if other > 0]
    return spread(found) if found else None


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """Of the growth: 1 if ten times the size takes ten times as long (least squares of logs)."""
    xs = [math.log(size) for size in sizes]
    ys = [math.log(value) for value in values]
    return statistics.linear_regression(xs, ys).slope


def machine() -> Machine:
    """This one, without its name."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory=f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB",
        system=f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        python=platform.python_version(),
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def new_result(
    figure: str, command: str, series: list[Series], load_before: float, day: date, commit: str
) -> Result:
    return Result(
        figure=figure,
        command=command,
        date=day.isoformat(),
        commit=commit,
        machine=machine(),
        load=[round(load, 1) for load in (load_before, os.getloadavg()[0])],
        versions=_versions(),
        series=series,
    )


def head() -> str:
    """The commit that is measured: what is not committed is not."""
    command = ["git", "rev-parse", "--short=8", "HEAD"]
    return subprocess.run(
        command, cwd=_ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def write(result: Result, folder: Path = FOLDER) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / f"{result.figure}.json"
    found = {"version": VERSION, **asdict(result)}
    for series in found["series"]:
        for quantity, values in series["values"].items():
            series["values"][quantity] = [round(value, _DECIMALS) for value in values]
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def read_all(folder: Path = FOLDER) -> list[Result]:
    """By figure. Raises ValueError for a file that has not the form of today."""
    return [read(file.read_bytes(), Result, "result") for file in sorted(folder.glob("*.json"))]
