"""Where in the repository the files of a bundle come from, for messages: a person mends them there.

The facts in the bundle say it. What they do not name is called by its place in the bundle.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from inseam.publish.publication import Contract, Publication
from inseam.report.finding import Finding

_FACTS = "facts/documents.jsonl"
_TABLES = tuple(f'{{"table": "{table}",'.encode() for table in ("products", "contracts"))
_FOLDERS = {"output_port": "contracts", "snapshot": "inputs"}

Sources = Mapping[str, str]


def sources_of(place: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """Of a bundle that is at ``place``: itself, and files of it, as they are in the repository."""
    found: dict[str, str] = {}
    for row in _rows(files.get(_FACTS, b"")):
        table, file = row.get("table"), row.get("file")
        if not isinstance(file, str):
            continue
        if table == "products":
            folder = PurePosixPath(file).parent.as_posix()
            found |= {place: folder, f"{place}/{PurePosixPath(file).name}": file}
            for path in files:
                if path in ("README.md", "costs.yaml") or path.startswith("agreements/"):
                    found[f"{place}/{path}"] = f"{folder}/{path}"
        elif kept := _FOLDERS.get(str(row.get("kind"))):
            # A contract is called by its id there, and a snapshot as it was.
            stem = row.get("contract_id") if kept == "contracts" else _stem(file)
            found[f"{place}/{kept}/{stem}.odcs.yaml"] = file
    return found


def renamed(publication: Publication, sources: Sources) -> Publication:
    """With the files of its products and of their contracts as they are in the repository."""
    products = tuple(
        dataclasses.replace(
            product,
            file=sources.get(product.file, product.file),
            contracts=tuple(_renamed(contract, sources) for contract in product.contracts),
        )
        for product in publication.products
    )
    return dataclasses.replace(publication, products=products)


def findings_there(findings: Iterable[Finding], sources: Sources) -> list[Finding]:
    return [
        dataclasses.replace(finding, file=sources.get(finding.file, finding.file))
        for finding in findings
    ]


def _renamed(contract: Contract, sources: Sources) -> Contract:
    return dataclasses.replace(contract, file=sources.get(contract.file, contract.file))


def _stem(file: str) -> str:
    return PurePosixPath(file).name.removesuffix(".odcs.yaml")


def _rows(content: bytes) -> Iterator[dict[str, Any]]:
    """Those of the two tables. A line that is none only costs a better name."""
    for line in content.splitlines():
        if line.startswith(_TABLES):
            try:
                yield json.loads(line)
            except ValueError:
                continue
