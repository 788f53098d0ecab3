"""How long `./pants release products::` takes when nothing changed, and when one product did.

    PYTHONPATH=platform python platform/benchmarks/release_of_products.py

Clones this repository into a temporary folder, loads the lake, and releases all products: the first
release. Then nothing has changed, and then the SQL of one product has, of which `./pants test` is
timed beside its release. Prints seconds, and their ratios to the first release and to that test.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_PRODUCT = "products/customer_spend"
_MODEL = f"{_PRODUCT}/models/staging/stg_receipts.sql"


def timed(repository: Path, *arguments: str) -> float:
    """Seconds that a call of Pants takes. Raises `RuntimeError` if it fails."""
    start = time.perf_counter()
    done = subprocess.run(
        ["./pants", *arguments],
        cwd=repository,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    took = time.perf_counter() - start
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-3000:])
    return took


def shown(seconds: list[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        repository = Path(temporary, "repository")
        subprocess.run(["git", "clone", "--quiet", str(_ROOT), str(repository)], check=True)
        timed(repository, "load", "products::")
        first = timed(repository, "release", "products::")
        print(f"first release of all products: {first:.1f} s", flush=True)
        unchanged = [timed(repository, "release", "products::") for _ in range(options.runs)]
        ratio = statistics.median(unchanged) / first
        print(f"nothing changed: {shown(unchanged)}; {ratio:.3f} of the first", flush=True)

        model = repository / _MODEL
        before = model.read_text(encoding="utf-8")
        tests, releases = [], []
        for number in range(options.runs):
            # Never the same text: of one that was there before, the cache has the answer.
            edit = f"customer_id is not null and {time.time_ns()} > {number}"
            model.write_text(before.replace("customer_id is not null", edit), encoding="utf-8")
            tests.append(timed(repository, "test", f"{_PRODUCT}::"))
            releases.append(timed(repository, "release", f"{_PRODUCT}::"))
        ratio = statistics.median(releases) / statistics.median(tests)
        print(f"one changed, its test: {shown(tests)}")
        print(f"one changed, its release: {shown(releases)}; {ratio:.2f} of its test")


if __name__ == "__main__":
    main()
