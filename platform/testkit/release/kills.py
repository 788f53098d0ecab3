"""Releases that are killed: ``python -m testkit.release.kills <folder> [--kills 30] [--seed 1]``.

Starts a release of `orders`, kills it with its whole process group at a step's end or at a random
moment, looks at what a fresh reader sees, and lets the next call go on. Prints a line for each, and
exits with 1 if anything was wrong, or if too few random moments lay between write and clean-up.
`--catalog-variable` names the environment variable with the connection string of a catalog in
Postgres.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from inseam.release.history import Step
from testkit.release.mesh import Mesh, make_mesh

STEPS = (Step.STARTED, Step.WRITTEN, Step.AUDITED, Step.PUBLISHED)
# Of the random moments, so many are drawn between write and clean-up, and so many have to be there:
# a release may be faster than the fastest before.
_DRAWN_WITHIN, _NEEDED_WITHIN = (5, 6), (2, 3)
_POLL_SECONDS = 0.02
# Of schemas that releases own.
_OWN = "prod\\_\\_%\\_\\_%"


# A step that has been noted. Or, at random: below 1 the part of the time until a release writes;
# from there to 2, after it has begun to, the part of the time until it has cleaned up.
Moment = Step | float


@dataclass(frozen=True, slots=True)
class Usual:
    """Seconds of a release that nobody kills: until it writes, and from there until it lets go of
    the environment, having cleaned up."""

    until_write: float
    from_write: float

    def or_less(self, other: Usual) -> Usual:
        return Usual(
            min(self.until_write, other.until_write), min(self.from_write, other.from_write)
        )


@dataclass(frozen=True, slots=True)
class Killed:
    """``after`` is the last step that the release had noted. ``within`` says that it was writing,
    or on from there, and had not cleaned up. ``wrong`` is what should not be."""

    moment: Moment
    seen: tuple[int | None, int | None]
    finished: bool
    after: Step | None
    within: bool
    usual: Usual
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        moment = str(self.moment) if isinstance(self.moment, Step) else f"{self.moment:.3f}"
        ended = "had ended" if self.finished else "killed"
        noted = f" after it noted `{self.after}`" if self.after else ""
        what = "; ".join(self.wrong) or "right"
        return f"{moment}: {ended}{noted}, readers saw {self.seen}: {what}"


def start(mesh: Mesh, *products: str, **settings: object) -> subprocess.Popen[str]:
    """The process that `./pants release` starts, in a process group of its own."""
    request = mesh.request(*products, **settings)
    return _start(mesh, "inseam.release", "text", str(request))


def start_reader(mesh: Mesh, *stop: Path) -> subprocess.Popen[str]:
    return _start(mesh, "testkit.release.reader", str(mesh.root), *map(str, stop))


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


def kill_at(mesh: Mesh, batch: int, moment: Moment, usual: Usual) -> Killed:
    """Kills a release of the rows of ``batch``, and releases them again."""
    mesh.load([(order, order % 2, batch) for order in range(1, 4)])
    steps = _steps(mesh)
    process = start(mesh, "orders", refresh=True)
    if isinstance(moment, Step):
        _wait_for(mesh, process, moment)
    elif moment < 1:
        time.sleep(moment * usual.until_write)
    else:
        _wait_for(mesh, process, Step.STARTED)
        time.sleep((moment - 1) * usual.from_write)
    finished = process.poll() is not None
    if not finished:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    noted = _steps(mesh)[len(steps) :]
    with mesh.connect() as lake:
        within = bool(noted) and _is_held(lake)
    wrong = []
    seen = _seen(mesh)
    if seen not in ((batch - 1, batch - 1), (batch, batch)):
        wrong.append(f"before, a reader saw {batch - 1}")
    if not isinstance(moment, Step) and moment >= 1 and not within:
        # It was faster than any before.
        usual = Usual(usual.until_write, (moment - 1) * usual.from_write)
    again, output, seconds = _timed(mesh, refresh=True)
    if again != 0:
        wrong.append(f"the next call failed: {output}")
    if (then := _seen(mesh)) != (batch, batch):
        wrong.append(f"after the next call a reader saw {then}")
    wrong += leftovers(mesh)
    after = noted[-1] if noted else None
    return Killed(moment, seen, finished, after, within, usual.or_less(seconds), tuple(wrong))


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
        held = _is_held(lake)
    found = [f"the schema {name} is nobody's" for name in sorted(there - owned)]
    found += [f"the schema {name} is not there" for name in sorted(owned - there)]
    found += ["the environment is still held"] if held else []
    return found + [f"the file {name} is nobody's" for name in sorted(orphans(mesh))]


def orphans(mesh: Mesh) -> set[str]:
    """Data files that the lake does not know, of tables that are there or were."""
    on_disk = {file.name for file in (mesh.root / "dist/lake/data").rglob("*.parquet")}
    tables = ("data_file", "delete_file", "files_scheduled_for_deletion")
    # DuckLake's own name for the database that its catalog is in, be it SQLite's or Postgres'.
    paths = (f"select path from __ducklake_metadata_lake.ducklake_{table}" for table in tables)
    with mesh.connect() as lake:
        known = {Path(row[0]).name for row in lake.execute(" union ".join(paths)).fetchall()}
    return on_disk - known


def run(
    root: Path, moments: Sequence[Moment], catalog_variable: str | None = None
) -> Iterator[Killed]:
    """In a mesh that is made in ``root``; releases that end give the usual time."""
    mesh = make_mesh(root, catalog_variable)
    mesh.begin()
    mesh.load([(1, 1, 1)])
    exit_code, output, usual = _timed(mesh)
    if exit_code != 0:
        raise RuntimeError(output)
    for batch, moment in enumerate(moments, start=2):
        killed = kill_at(mesh, batch, moment, usual)
        usual = killed.usual
        yield killed


def random_moments(number: int, seed: int) -> list[float]:
    """Five of six lie between write and clean-up."""
    generator = random.Random(seed)
    drawn, of = _DRAWN_WITHIN
    return [generator.random() + (place % of < drawn) for place in range(number)]


def _timed(mesh: Mesh, **settings: object) -> tuple[int, str, Usual]:
    """The exit code and the output of a release that nobody kills, and its time."""
    began = time.monotonic()
    process = start(mesh, "orders", **settings)
    _wait_for(mesh, process, Step.STARTED)
    wrote = time.monotonic()
    with mesh.connect() as lake:
        while process.poll() is None and _is_held(lake):
            # To look takes a part of the machine from the release.
            time.sleep(10 * _POLL_SECONDS)
    cleaned_up = time.monotonic()
    output, _ = process.communicate()
    return process.returncode, output, Usual(wrote - began, cleaned_up - wrote)


def _seen(mesh: Mesh) -> tuple[int | None, int | None]:
    """By a reader that has just come, in a process of its own."""
    output, _ = start_reader(mesh).communicate()
    try:
        first, second = json.loads(output)
    except ValueError:
        raise RuntimeError(f"A reader failed: {output}") from None
    return first, second


def _steps(mesh: Mesh) -> list[Step]:
    """All that were noted, in their order."""
    with mesh.connect() as lake:
        sql = "select step from lake.inseam.releases order by entry"
        return [Step(step) for (step,) in lake.execute(sql).fetchall()]


def _is_held(lake: duckdb.DuckDBPyConnection) -> bool:
    sql = "select 1 from information_schema.columns where table_name like 'holder%' limit 1"
    return bool(lake.execute(sql).fetchall())


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
    parser.add_argument("--catalog-variable", help="of a catalog in Postgres, which is empty")
    options = parser.parse_args()
    drawn = random_moments(options.kills, options.seed)
    moments: list[Moment] = [*STEPS, *drawn]
    catalog = "Postgres" if options.catalog_variable else "SQLite"
    print(f"catalog in {catalog}, seed {options.seed}: {len(moments)} kills", flush=True)
    all_killed = []
    for killed in run(options.folder, moments, options.catalog_variable):
        all_killed.append(killed)
        print(f"{len(all_killed)} at {killed}", flush=True)
    within = sum(one.within for one in all_killed[len(STEPS) :])
    print(f"{within} of {len(drawn)} random moments lay between write and clean-up")
    bad = sum(bool(one.wrong) for one in all_killed)
    print(f"{bad} of {len(moments)} wrong")
    part, of = _NEEDED_WITHIN
    return 1 if bad or within * of < len(drawn) * part else 0


if __name__ == "__main__":
    sys.exit(main())
