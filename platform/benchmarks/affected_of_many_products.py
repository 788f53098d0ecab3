"""How long `./pants affected` takes when one of a thousand products has changed, against dbt.

    PYTHONPATH=platform python platform/benchmarks/affected_of_many_products.py --dbt <bin/dbt>

Makes a mesh (benchmarks/mesh.py) in a temporary folder, or takes ``--folder`` with one that is
committed there, and edits the SQL of one product. Three states are measured: nothing known (no
daemon, and the facts of the products concerned in no cache, if the mesh is new), no daemon (the
facts in a cache, as CI has them), and warm.

Without a daemon, `./pants list ::` is timed in turn with it: that is what Pants needs to begin and
to find all targets. Of its 13 s of CPU over 1,000 products 8 s are the rule graphs of Pants' own
backends, of which 2.17 solves one to begin and one to work. After an edit of SQL, dbt reads one
product: 1.3 s of CPU to import dbt, and 1.5 s to parse and compile. PATH is part of the key of each
process in the cache, so whoever compares calls keeps it as it is.

dbt is asked `ls --select state:modified+` on one project of the same models, warm: it has parsed
them before, and reads only what changed. Their tests and descriptions are left out, so dbt has
less to read than it would have. Needs the environment of platform/locks/testing.txt.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.mesh import copy_repository, write_mesh

_PARTIES = re.compile(r"\b(ref|source)\('(\w+)'(?:, '(\w+)')?\)")
_SAID = re.compile(r"^\d+ file\(s\) changed since .*", re.MULTILINE)
_PROFILE = """\
mesh:
  target: local
  outputs:
    local: {type: duckdb, path: 'mesh.duckdb'}
"""
_PROJECT = """\
name: mesh
profile: mesh
config-version: 2
macro-paths: [macros]
model-paths: [models]
flags: {send_anonymous_usage_stats: false}
"""
_MACROS = """\
{% macro as_of() %} timestamp '2026-01-31' {% endmacro %}
"""


@dataclass(frozen=True)
class Model:
    """``name`` is unique in all projects: the product's, and the model's own."""

    name: str
    file: Path


def run(folder: Path, *command: str | Path) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    took = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-3000:])
    return took, done.stdout


def stop_daemon(repository: Path) -> None:
    for pid_file in repository.glob(".pids/*/pantsd/pid"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid_file.read_text()), signal.SIGTERM)
    time.sleep(2)


def edits(file: Path) -> Callable[[], None]:
    """A condition that says nothing, never the same one: of that a cache might know."""
    text = file.read_text(encoding="utf-8")
    first = time.time_ns() // 1_000_000
    made = iter(range(1_000_000))

    def edit() -> None:
        file.write_text(f"{text}having {first + next(made)} > 0\n", encoding="utf-8")

    return edit


def median_and_range(seconds: Sequence[float]) -> str:
    return (
        f"median {statistics.median(seconds):.2f} s, {min(seconds):.2f} to {max(seconds):.2f} s"
        f" in {len(seconds)} runs"
    )


def measure_affected(repository: Path, model: Path, runs: int) -> float:
    """The median of warm calls."""
    edit = edits(model)
    affected = ("./pants", "--affected-base=HEAD", "affected")

    def call() -> float:
        return run(repository, *affected)[0]

    stop_daemon(repository)
    edit()
    took, output = run(repository, *affected)
    said = _SAID.search(output)
    print(f"nothing known: {took:.1f} s: {said[0] if said else output}", flush=True)
    cold, floor = [], []
    for _ in range(2):
        stop_daemon(repository)
        floor.append(run(repository, "./pants", "list", "::")[0])
        stop_daemon(repository)
        edit()
        cold.append(call())
    print(f"no daemon, `list ::`: {median_and_range(floor)}", flush=True)
    print(f"no daemon, one product edited: {median_and_range(cold)}", flush=True)
    warm = []
    for _ in range(runs):
        edit()
        warm.append(call())
    print(f"warm, one product edited: {median_and_range(warm)}", flush=True)
    print(f"warm, the same again: {median_and_range([call() for _ in range(runs)])}", flush=True)
    stop_daemon(repository)
    return statistics.median(warm)


def models_of(repository: Path) -> Iterator[Model]:
    for product in sorted((repository / "products").iterdir()):
        for file in sorted(product.glob("models/**/*.sql")):
            yield Model(f"{product.name}__{file.stem}", file)


def write_one_project(repository: Path, folder: Path, models: Sequence[Model]) -> None:
    """Every model under a name of its own; a port that is read is the model that fulfils it."""
    by_contract = {
        contract.name.split(".odcs.")[0].replace("-", "_"): f"{product.name}__{sql.stem}"
        for product in (repository / "products").iterdir()
        for contract in product.glob("models/output_ports/*/*.odcs.yaml")
        for sql in contract.parent.glob("*.sql")
    }
    sources: set[tuple[str, str]] = set()

    def in_one(product: str, match: re.Match[str]) -> str:
        kind, first, table = match.groups()
        if kind == "ref":
            return f"ref('{product}__{first}')"
        if first in by_contract:
            return f"ref('{by_contract[first]}')"
        sources.add((first, table))
        return match.group()

    (folder / "macros").mkdir(parents=True)
    (folder / "macros/as_of.sql").write_text(_MACROS)
    (folder / "dbt_project.yml").write_text(_PROJECT)
    (folder / "profiles.yml").write_text(_PROFILE)
    for model in models:
        product = model.name.partition("__")[0]
        text = model.file.read_text(encoding="utf-8").replace("dbt_common.", "")
        copy = folder / "models" / product / f"{model.name}.sql"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(_PARTIES.sub(partial(in_one, product), text))
    tables: dict[str, list[str]] = {}
    for source, table in sorted(sources):
        tables.setdefault(source, []).append(table)
    lines = ["sources:"]
    for source, names in tables.items():
        lines += [f"- name: {source}", "  tables:", *(f"  - name: {name}" for name in names)]
    (folder / "models/sources.yml").write_text("\n".join(lines) + "\n")


def measure_dbt(dbt: Path, folder: Path, model: Path, runs: int) -> float:
    options = ("--profiles-dir=.", "--quiet", "--no-version-check")
    took, _ = run(folder, dbt, "parse", *options)
    print(f"dbt parse, cold: {took:.1f} s", flush=True)
    shutil.copytree(folder / "target", folder / "state")
    edit = edits(model)
    times = []
    for _ in range(runs):
        edit()
        select = ("--select", "state:modified+", "--state", "state")
        took, output = run(folder, dbt, "ls", *select, "--resource-type=model", *options)
        times.append(took)
    selected = len(output.splitlines())
    print(f"dbt ls --select state:modified+: {median_and_range(times)}; {selected} models")
    return statistics.median(times)


def most_read(repository: Path) -> Path:
    """The product that most others name as their provider."""
    products = sorted((repository / "products").iterdir())
    snapshots = [p.name for f in products for p in f.glob("models/input_ports/*.odcs.yaml")]
    return max(
        products,
        key=lambda product: sum(
            snapshots.count(contract.name)
            for contract in product.glob("models/output_ports/*/*.odcs.yaml")
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--product", help="the one to edit; else that which most others read")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--dbt", type=Path, help="without it, dbt is not measured")
    parser.add_argument("--dbt-runs", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        repository = options.folder or Path(temporary, "repository")
        if not repository.exists():
            copy_repository(repository)
            write_mesh(repository, options.products)
            run(repository, "git", "add", "--all")
            author = ("-c", "user.name=Mesh", "-c", "user.email=mesh@example.com")
            run(repository, "git", *author, "commit", "--quiet", "--message=mesh")
        models = list(models_of(repository))
        named = options.product and repository / "products" / options.product
        product = named or most_read(repository)
        edited = min(product.glob("models/output_ports/v1/*.sql"))
        text = edited.read_text(encoding="utf-8")
        print(f"{len(models)} models; {product.name} is edited", flush=True)
        try:
            affected = measure_affected(repository, edited, options.runs)
        finally:
            edited.write_text(text, encoding="utf-8")
        if options.dbt:
            one = Path(temporary, "one")
            write_one_project(repository, one, models)
            name = f"{product.name}__{edited.stem}"
            of_dbt = measure_dbt(
                options.dbt.absolute(),
                one,
                one / "models" / product.name / f"{name}.sql",
                options.dbt_runs,
            )
            print(f"affected takes {affected / of_dbt:.3f} of dbt's time")


if __name__ == "__main__":
    main()
