"""Compares a product's rows on Spark with DuckDB's: ``python -m inseam.parity <request.json>``."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from inseam import wire
from inseam.parity import forms, java
from inseam.parity.comparison import compare_all
from inseam.parity.findings import findings, summary
from inseam.parity.forms import Built, Compiled
from inseam.parity.spark import session
from inseam.report.process import run_process
from inseam.report.report import Report, report


@dataclass(frozen=True, slots=True)
class ParityRequest:
    """``built`` are folders with `forms.BUILT`, one for each set of input rows.

    ``java`` is a version, and the file of that name in ``java_homes`` says where it is.
    """

    product: str
    compiled: Path
    built: tuple[Path, ...]
    personal: Path
    java: str
    java_homes: Path


def main() -> Report:
    (request_file,) = sys.argv[1:]
    request = wire.read_file(Path(request_file), ParityRequest)
    compiled = forms.read(request.compiled, Compiled)
    personal = wire.typed(json.loads(request.personal.read_bytes()), tuple[str, ...])
    home = java.home(request.java_homes, request.java)
    with (
        tempfile.TemporaryDirectory(dir=Path.cwd()) as folder,
        session(home, Path(folder, "spark")) as spark,
    ):
        sets = [
            compare_all(
                spark,
                compiled,
                forms.read(built / forms.BUILT, Built),
                built,
                Path(folder, f"rows-{number}"),
                with_unit_tests=number == 0,
            )
            for number, built in enumerate(request.built)
        ]
    return report(findings(sets, personal), *summary(request.product, sets))


if __name__ == "__main__":
    code = run_process(main)
    sys.stdout.flush()
    sys.stderr.flush()
    # Nothing waits for Spark's threads.
    os._exit(code)
