"""Makes the files of a product's bundle: ``python -m inseam.bundle.collect <request.json> <out>``.

    {"version": 1, "product": "products/orders", "time": "2026-01-31T06:00:00Z"}

Beside it lie the product's files and `contracts/published/` as in the repository, and

    _results/       what the product's test left
    _facts/         its facts, as `inseam.facts` writes them
    _manifests/     dbt's manifest, normalised
    lineage.json    where the columns of its ports come from
    openlineage/    the events of the test, in `run.jsonl`

`inseam.bundle.write_manifest` makes a bundle of them: it alone knows the revision of the sources.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from inseam import wire
from inseam.bundle.contents import Sources, Tested, contents
from inseam.bundle.parquet_rows import read_rows
from inseam.report.process import run_process
from inseam.report.report import Report

_PUBLISHED = Path("contracts/published")
_RESULTS = Path("_results")
_LINEAGE = Path("lineage.json")
_EVENTS = Path("openlineage/run.jsonl")


def sources_of(request: dict[str, Any]) -> Sources:
    folder = Path(request["product"])
    return Sources(
        folder=folder.as_posix(),
        files=_files(folder),
        published=_files(_PUBLISHED),
        made=dict(_made(folder)),
        events=[json.loads(line) for line in _EVENTS.read_text(encoding="utf-8").splitlines()],
        lineage=_read(_LINEAGE),
        tested=_tested(),
        time=datetime.fromisoformat(request["time"]),
    )


def _made(folder: Path) -> Iterator[tuple[str, bytes]]:
    """In the bundle as it is; no manifest if dbt cannot parse the project."""
    places = {
        "facts/documents.jsonl": Path("_facts", f"{folder}.documents.jsonl"),
        "facts/dbt.jsonl": Path("_facts", f"{folder}.dbt.jsonl"),
        "manifest.json": Path("_manifests", f"{folder}.json"),
    }
    for name, place in places.items():
        if place.is_file():
            yield name, place.read_bytes()


def _tested() -> Tested:
    profile = _read(_RESULTS / "profile.json")
    return Tested(
        checks=_read(_RESULTS / "checks.json"),
        profile=profile,
        nodes=[
            node
            for file in sorted(_RESULTS.glob("run_results.*.json"))
            for node in _read(file)["results"]
        ],
        rows={
            (contract, table): read_rows(file)
            for contract, tables in profile.items()
            for table in tables
            if (file := _RESULTS / "rows" / contract / f"{table}.parquet").is_file()
        },
    )


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def main() -> Report:
    asked, out = map(Path, sys.argv[1:])
    request = wire.document(asked.read_bytes())
    for path, content in contents(sources_of(request)).items():
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
