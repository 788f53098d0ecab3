"""What a product's people wrote, but for dbt's files.

``python -m inseam.facts.documents <product folder> <out.jsonl>`` reads the ODPS file, contracts,
snapshots, agreements, costs, README and BUILD. It imports neither dbt nor DuckDB. A broken file is
a row of `findings`, and the exit code is 0.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from inseam.facts.agreement_rows import agreement_rows
from inseam.facts.contract_rows import contract_rows
from inseam.facts.cost_rows import cost_rows
from inseam.facts.gathered import Gathered
from inseam.facts.odps_rows import bare_product_row, odps_rows
from inseam.facts.schema import OUTPUT_PORT, SNAPSHOT, FileRow
from inseam.facts.text_rows import build_rows, readme_rows
from inseam.odcs.places import PORT_CONTRACTS, SNAPSHOTS
from inseam.report.process import run_process
from inseam.report.report import Report

GLOBS = {
    "odps": "*.odps.yaml",
    "contract": PORT_CONTRACTS,
    "snapshot": SNAPSHOTS,
    "agreement": "agreements/*.yaml",
    "costs": "costs.yaml",
    "readme": "README.md",
    "build": "BUILD",
    # Of a product that brings the rows of a system in.
    "ingest": "ingest/BUILD",
}


def read_documents(folder: Path) -> Gathered:
    """``folder`` is the product's, relative to the repository's root, the working folder."""
    product = folder.name
    found = {role: _files(folder, glob) for role, glob in GLOBS.items()}
    read = Gathered(product)
    read.rows += [
        FileRow(product=product, role=role, file=str(path), line=1)
        for role, paths in found.items()
        for path in paths
    ]
    # Of several ODPS files every one is read: which is the product's is a policy's question.
    described = [read.read_yaml(path, partial(odps_rows, product)) for path in found["odps"]]
    if not any(described):
        read.rows.append(bare_product_row(product, str(_place(folder))))
    for path in found["contract"]:
        read.read_yaml(path, partial(contract_rows, product, OUTPUT_PORT))
    for path in found["snapshot"]:
        read.read_yaml(path, partial(contract_rows, product, SNAPSHOT))
    for path in found["agreement"]:
        read.read_checked_yaml(path, partial(agreement_rows, product))
    for path in found["costs"]:
        read.read_checked_yaml(path, partial(cost_rows, product))
    for path in found["readme"]:
        read.read_bytes(path, partial(readme_rows, product))
    for path in (*found["build"], *found["ingest"]):
        read.read_bytes(path, partial(build_rows, product))
    return read


def _files(folder: Path, glob: str) -> list[Path]:
    return sorted(path for path in folder.glob(glob) if path.is_file())


def _place(folder: Path) -> Path:
    """Where a product is of which no ODPS file can be read: at a file that makes it one."""
    candidates = [*_files(folder, "*.odps.yaml"), folder / "BUILD", folder / "dbt_project.yml"]
    return next((path for path in candidates if path.is_file()), folder)


def main() -> Report:
    folder, out = sys.argv[1:]
    read_documents(Path(folder)).write(Path(out))
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
