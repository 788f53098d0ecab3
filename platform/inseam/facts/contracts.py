"""Contracts that are in no product's folder: of systems outside, and released versions.

``python -m inseam.facts.contracts external|published <out.jsonl> <contract.odcs.yaml> ...``
A broken file is a row of `findings`, and the exit code is 0.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from inseam.facts.contract_rows import contract_rows
from inseam.facts.gathered import Gathered
from inseam.report.process import run_process
from inseam.report.report import Report


def read_contracts(kind: str, files: Iterable[Path]) -> Gathered:
    read = Gathered(None)
    for path in files:
        read.read_yaml(path, partial(contract_rows, None, kind))
    return read


def main() -> Report:
    kind, out, *files = sys.argv[1:]
    read_contracts(kind, map(Path, files)).write(Path(out))
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
