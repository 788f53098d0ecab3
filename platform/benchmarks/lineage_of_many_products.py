"""How fast the lineage of a thousand products is made, from facts that are there to its page.

    PYTHONPATH=platform python platform/benchmarks/lineage_of_many_products.py [--products 1000]

The facts are those of `graph_of_many_products`. Each step is a process of its own, as Pants starts
it, with the time that it takes to start. Then one product changes, and what Pants does not have in
its cache then is done again. Needs the environment of platform/locks/testing.txt.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.graph_of_many_products import product_rows, write_facts
from benchmarks.mesh_plan import plan

from inseam.facts.lines import to_lines
from inseam.facts.schema import OutputColumnRow
from inseam.lineage.document import from_json
from testkit.sparse_row import row


def start(what: str, module: str, *arguments: object) -> float:
    """The seconds by the clock; the processor's are shown beside them."""
    begin, children = time.perf_counter(), _children()
    subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    took = time.perf_counter() - begin
    print(f"{what}: {took:.1f} s (processor {_children() - children:.1f} s)")
    return took


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--products", type=int, default=1_000)
    options = parser.parse_args()
    mesh = plan(options.products, 1, ["sales"])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        facts, document, page = folder / "facts", folder / "lineage.json", folder / "index.html"
        facts.mkdir()
        files = write_facts(mesh, facts)
        size = sum(file.stat().st_size for file in files) / 1e6
        print(f"{options.products:,} products, {len(files):,} files of facts, {size:,.0f} MB")

        took = start("facts to lineage.json", "inseam.lineage", facts, document)
        lineage = from_json(document.read_text(encoding="utf-8"))
        print(
            f"  {len(lineage.columns):,} columns, {len(lineage.edges):,} edges,"
            f" {document.stat().st_size / 1e6:,.0f} MB"
        )
        took += start("lineage.json to page", "inseam.lineage.page", document, page)
        print(f"  {page.stat().st_size / 1e6:,.0f} MB; {took:.1f} s in all")

        changed = mesh.products[0]
        more = row(
            OutputColumnRow, product=changed.name, model=changed.port.object, column_name="x"
        )
        content = to_lines([*product_rows(changed), more])
        (facts / f"{changed.name}.dbt.jsonl").write_bytes(content)
        took = start("one product changed: lineage.json", "inseam.lineage", facts, document)
        request = folder / "request.json"
        port = changed.port
        column = f"{port.contract_id}.{port.object}.{port.columns[1].name}"
        asked = {"version": 1, "form": "text", "upstream": [column], "downstream": []}
        request.write_text(json.dumps(asked))
        arguments = (request, document, folder / "shown")
        took += start("a column's way up", "inseam.lineage.show", *arguments)
        print(f"  {took:.1f} s in all")


if __name__ == "__main__":
    main()
