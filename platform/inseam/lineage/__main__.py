"""``python -m inseam.lineage <folder of facts> <lineage.json> [<product>...]``

Writes the lineage of all products in the facts; with products, of these, of all they are made from
and all that is made of them. The report has the summary, and what is wrong.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

from inseam.facts.lines import read_file
from inseam.lineage.counts import counts_of
from inseam.lineage.document import Lineage, to_json
from inseam.lineage.findings import findings
from inseam.lineage.from_facts import TABLES, describe
from inseam.lineage.select import of_products
from inseam.report.process import run_process
from inseam.report.report import Report, report


def read_lineage(folder: Path) -> Lineage:
    # Hundreds of thousands of rows that all live until the end: there is no garbage to look for.
    gc.disable()
    files = sorted(folder.rglob("*.jsonl"))
    return describe(row for file in files for row in read_file(file, TABLES))


def summary(lineage: Lineage) -> Iterator[str]:
    """What is in it, in a line; a second one if that is nothing."""
    counts = counts_of(lineage)
    named = {
        "product": counts.products,
        "output port": counts.output_ports,
        "external contract": counts.external_contracts,
        "table": counts.tables,
        "column": counts.columns,
        "direct edge": counts.direct_edges,
        "indirect edge": counts.indirect_edges,
    }
    if lineage.exposures:
        named["exposure"] = len(lineage.exposures)
    counted = ", ".join(f"{n:,} {noun}{'' if n == 1 else 's'}" for noun, n in named.items())
    yield f"{counted}; {counts.unresolved:,} unresolved"
    if not lineage.products:
        yield "No product was read: no dbt project of a data product is among the targets."


def main() -> Report:
    facts, out, *products = sys.argv[1:]
    lineage = read_lineage(Path(facts))
    part = of_products(lineage, products) if products else lineage
    path = Path(out)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(part), encoding="utf-8")
    return report(findings(lineage, part), *summary(part))


if __name__ == "__main__":
    sys.exit(run_process(main))
