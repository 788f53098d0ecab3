"""How long `./pants list ::` takes in a repository of many products.

    python platform/benchmarks/list_many_products.py [--products 200]

Clones this repository to a temporary folder, adds copies of `customer_activity` under other names,
and prints the wall time of the first call, in which the daemon starts and reads all, and of warm
ones.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODEL = "customer_activity"
CONTRACT = "entropydata-customer-activity-v1"


def add_product(repository: Path, number: int) -> None:
    """A product of its own: its name and its contract's id differ from the model's."""
    folder = repository / "products" / f"{MODEL}_{number}"
    shutil.copytree(repository / "products" / MODEL, folder)
    for file in folder.rglob("*"):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace(CONTRACT, f"copy-{number}-v1"), encoding="utf-8")
            if CONTRACT in file.name:
                file.rename(file.with_name(file.name.replace(CONTRACT, f"copy-{number}-v1")))


def timed(repository: Path) -> tuple[float, int]:
    start = time.perf_counter()
    done = subprocess.run(
        ["./pants", "list", "::"],
        cwd=repository,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return time.perf_counter() - start, len(done.stdout.splitlines())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--products", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder)
        subprocess.run(["git", "clone", "--quiet", str(ROOT), folder], check=True)
        for number in range(1, options.products + 1):
            add_product(repository, number)
        cold, targets = timed(repository)
        warm = [timed(repository)[0] for _ in range(options.runs)]
        print(
            f"{options.products} copies, {targets} targets: cold {cold:.2f} s,"
            f" warm min {min(warm):.2f} s, median {statistics.median(warm):.2f} s,"
            f" max {max(warm):.2f} s"
        )
        subprocess.run(["pkill", "-f", f"pantsd [[]{repository}"], check=False)


if __name__ == "__main__":
    main()
