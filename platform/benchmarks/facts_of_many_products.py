"""How long `./pants facts ::` takes when one of many products has changed, and what it reads.

    PYTHONPATH=platform python platform/benchmarks/facts_of_many_products.py

Makes a mesh (benchmarks/mesh.py) in a temporary folder, or takes ``--folder`` with one that is
there, reads it once, and then times calls after one edit each, and counts the processes that no
cache could answer: one is that which loads all. Needs the environment of
platform/locks/testing.txt.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.mesh import copy_repository, write_mesh

# A process that a cache answers is not run.
_RAN = re.compile(r"^ *local_execution_requests: (\d+)$", re.MULTILINE)
_COUNTS = re.compile(r"^\d[\d,]* products?, .*", re.MULTILINE)


def facts(repository: Path) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run(
        ["./pants", "--stats-log", "facts", "::"],
        cwd=repository,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    took = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-3000:])
    return took, done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--products", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        repository = options.folder or Path(temporary, "repository")
        if not repository.exists():
            copy_repository(repository)
            write_mesh(repository, options.products)
        first, output = facts(repository)
        counts = _COUNTS.search(output)
        print(f"first call: {first:,.1f} s: {counts[0] if counts else output}")
        report("nothing changed", options.runs, lambda number: None, repository)
        product = min((repository / "products").iterdir())
        (contract,) = product.glob("models/output_ports/v1/*.odcs.yaml")
        (sql,) = product.glob("models/staging/stg_1_*.sql")
        for what, file, addition in (
            ("a README", product / "README.md", "\n## Edit {}\n"),
            ("tags of a contract", contract, "tags: [edit-{}]\n"),
            ("the SQL of a model", sql, "where 0 < {}\n"),
        ):
            report(f"{what} changed", options.runs, edits(file, addition), repository)


def edits(file: Path, addition: str) -> Callable[[int], object]:
    """Never the same one: of one that was made before, the cache has the answer."""
    before = file.read_text(encoding="utf-8")
    first = time.time_ns() // 1_000_000
    return lambda n: file.write_text(before + addition.format(first + n), encoding="utf-8")


def report(what: str, runs: int, edit: Callable[[int], object], repository: Path) -> None:
    took = []
    ran = set()
    for number in range(runs):
        edit(number)
        seconds, output = facts(repository)
        took.append(seconds)
        ran.update(_RAN.findall(output) or ["none"])
    print(
        f"{what}: median {statistics.median(took):.2f} s, min {min(took):.2f} s,"
        f" max {max(took):.2f} s; processes run: {', '.join(sorted(ran))}"
    )


if __name__ == "__main__":
    main()
