"""Releases that are killed: ``python -m inseam.release.kills <folder> [--kills 30] [--seed 1]``.

Starts a release of `orders`, kills it with its whole process group at a step's end or at a random
moment, looks at what a fresh reader sees, and lets the next call go on. Prints a line for each, and
exits with 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from inseam.release.history import Step
from inseam.release.reader import batches
from inseam.release.sample_mesh import Mesh, make_mesh

STEPS = (Step.STARTED, Step.WRITTEN, Step.AUDITED, Step.PUBLISHED)
_POLL_SECONDS = 0.005
# Of schemas that releases own.
_OWN = "prod\\_\\_%\\_\\_%"


@dataclass(frozen=True, slots=True)
class Killed:
    """``moment`` is the step that had been noted, or the part of a release's usual time that had
    passed. ``wrong`` is what should not be."""

    moment: str
    seen: tuple[int | None, int | None]
    finished: bool
    wrong: tuple[str, ...]


def start(mesh: Mesh, *products: str, **settings: object) -> subprocess.Popen[str]:
    """The process that `./pants release` starts, in a process group of its own."""
    request = mesh.request(*products, **settings)
    return _start(mesh, "inseam.release", "text", str(request))


def start_reader(mesh: Mesh, stop: Path) -> subprocess.Popen[str]:
    return _start(mesh, "inseam.release.reader", str(mesh.root), str(stop))


def _start(mesh: Mesh, module: str, *arguments: str) -> subprocess.Popen[str]:
    path = os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=mesh.root,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def kill_at(mesh: Mesh, batch: int, moment: Step | float, usual_seconds: float) -> Killed:
    """Kills a release of the rows of ``batch``, and releases them again."""
    before = _seen(mesh)
    mesh.load([(order, order % 2, batch) for order in range(1, 4)])
    process = start(mesh, "orders", refresh=True)
    if isinstance(moment, Step):
        _wait_for(mesh, process, moment)
    else:
        time.sleep(moment * usual_seconds)
    finished = process.poll() is not None
    if not finished:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    seen = _seen(mesh)
    wrong = []
    if seen[0] != seen[1] or seen[0] not in (before[0], batch):
        wrong.append(f"a reader saw {seen}, before it was {before}")
    again = start(mesh, "orders", refresh=True)
    output, _ = again.communicate()
    if again.returncode != 0:
        wrong.append(f"the next call failed: {output}")
    if _seen(mesh) != (batch, batch):
        wrong.append(f"after the next call a reader saw {_seen(mesh)}")
    wrong += leftovers(mesh)
    name = str(moment) if isinstance(moment, Step) else f"{moment:.3f}"
    return Killed(name, seen, finished, tuple(wrong))


def leftovers(mesh: Mesh) -> list[str]:
    """What no release owns: schemas, a holder, data files."""
    with mesh.connect() as lake:
        sql = f"schema_name like '{_OWN}' escape '\\' and catalog_name = 'lake'"
        there = {
            row[0]
            for row in lake.execute(
                f"select schema_name from information_schema.schemata where {sql}"
            ).fetchall()
        }
        owned = {
            row[0]
            for row in lake.execute(
                "select schema_name from lake.inseam.release_schemas where (product, release)"
                " not in (select (product, release) from lake.inseam.releases"
                " where step = 'dropped')"
            ).fetchall()
        }
        held = lake.execute(
            "select 1 from information_schema.columns where table_name = 'holder'"
        ).fetchall()
    found = [f"the schema {name} is nobody's" for name in sorted(there - owned)]
    found += [f"the schema {name} is not there" for name in sorted(owned - there)]
    found += ["the environment is still held"] if held else []
    return found + [f"the file {name} is nobody's" for name in sorted(orphans(mesh))]


def orphans(mesh: Mesh) -> set[str]:
    """Data files that the lake does not know, of tables that are there or were."""
    on_disk = {file.name for file in (mesh.root / "dist/lake/data").rglob("*.parquet")}
    with sqlite3.connect(mesh.root / "dist/lake/catalog.sqlite") as catalog:
        known = {
            Path(row[0]).name
            for table in ("data_file", "delete_file", "files_scheduled_for_deletion")
            for row in catalog.execute(f"select path from ducklake_{table}")
        }
    return on_disk - known


def run(root: Path, moments: Sequence[Step | float]) -> Iterator[Killed]:
    """In a mesh that is made in ``root``; the first release gives the usual time."""
    mesh = make_mesh(root)
    mesh.begin()
    mesh.load([(1, 1, 1)])
    began = time.monotonic()
    first = start(mesh, "orders")
    output, _ = first.communicate()
    if first.returncode != 0:
        raise RuntimeError(output)
    usual = time.monotonic() - began
    for batch, moment in enumerate(moments, start=2):
        yield kill_at(mesh, batch, moment, usual)


def random_moments(number: int, seed: int) -> list[float]:
    """Two of three lie in the later half, where a release writes."""
    generator = random.Random(seed)
    return [
        generator.uniform(0.5, 1.0) if place % 3 else generator.uniform(0.0, 0.5)
        for place in range(number)
    ]


def _seen(mesh: Mesh) -> tuple[int | None, int | None]:
    """By a reader that has just come."""
    with mesh.connect() as lake:
        return batches(lake)


def _wait_for(mesh: Mesh, process: subprocess.Popen[str], step: Step) -> None:
    """Until a release has noted the step once more than now, or has ended."""
    with mesh.connect() as lake:
        before = _noted(lake, step)
        while process.poll() is None and _noted(lake, step) == before:
            time.sleep(_POLL_SECONDS)


def _noted(lake: duckdb.DuckDBPyConnection, step: Step) -> int:
    sql = f"select count(*) from lake.inseam.releases where step = '{step}'"
    row = lake.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=30, help="at random moments")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    moments: list[Step | float] = [*STEPS, *random_moments(options.kills, options.seed)]
    print(f"seed {options.seed}: {len(moments)} kills", flush=True)
    bad = 0
    for number, killed in enumerate(run(options.folder, moments), start=1):
        bad += bool(killed.wrong)
        what = "; ".join(killed.wrong) or "right"
        ended = "had ended" if killed.finished else "killed"
        print(
            f"{number} at {killed.moment}: {ended}, readers saw {killed.seen}: {what}", flush=True
        )
    print(f"{bad} of {len(moments)} wrong")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
