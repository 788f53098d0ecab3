"""Where in the repository the files of a bundle come from, for messages: a person fixes them there.

The facts in the bundle say it. What they do not name is called by its place in the bundle.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from inseam.facts.lines import read_rows
from inseam.facts.schema import ContractRow, ProductRow
from inseam.publish.publication import Publication, PublishedContract
from inseam.report.finding import Finding

_FACTS = "facts/documents.jsonl"
_FOLDERS = {"output_port": "contracts", "snapshot": "inputs"}

Sources = Mapping[str, str]


def sources_of(place: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """Of a bundle that is at ``place``: itself, and files of it, as they are in the repository."""
    found: dict[str, str] = {}
    for row in _rows(files.get(_FACTS, b"")):
        file = str(row.file)
        if isinstance(row, ProductRow):
            folder = PurePosixPath(file).parent.as_posix()
            name = PurePosixPath(folder).name
            found |= {place: folder, f"{place}/{name}.odps.yaml": file}
            for path in files:
                if path in ("README.md", "costs.yaml") or path.startswith("agreements/"):
                    found[f"{place}/{path}"] = f"{folder}/{path}"
        elif kept := _FOLDERS.get(str(row.kind)):
            # A contract is called by its id there, and a snapshot as it was.
            stem = row.contract_id if kept == "contracts" else _stem(file)
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


def _renamed(contract: PublishedContract, sources: Sources) -> PublishedContract:
    return dataclasses.replace(contract, file=sources.get(contract.file, contract.file))


def _stem(file: str) -> str:
    return PurePosixPath(file).name.removesuffix(".odcs.yaml")


def _rows(content: bytes) -> list[ProductRow | ContractRow]:
    """None if they are of another version, or no facts: that only costs a better name."""
    try:
        rows = [type(row)(**vars(row)) for row in read_rows(content, (ProductRow, ContractRow))]
        return [row for row in rows if isinstance(row, (ProductRow, ContractRow))]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []
