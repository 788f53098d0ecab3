"""The files that say who owns what: ODPS files, contracts and agreements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inseam.documents.yaml_document import Document, read_yaml
from inseam.odcs.places import PORT_CONTRACTS
from inseam.report.finding import Finding, InputError


@dataclass(frozen=True, slots=True)
class OwnedFiles:
    """Paths in order. ``documents`` are of those that could be read; a port's contract is not."""

    products: tuple[Path, ...]
    ports: tuple[Path, ...]
    external: tuple[Path, ...]
    agreements: tuple[Path, ...]
    documents: Mapping[Path, Document]

    def has_product_file(self, product: str) -> bool:
        return any(path.parent.name == product for path in self.products)


def read_owned_files() -> tuple[OwnedFiles, list[Finding]]:
    """The files of the repository in the working folder, and what cannot be read of them."""
    products = _paths("products", "*/*.odps.yaml")
    ports = _paths("products", f"*/{PORT_CONTRACTS}")
    external = _paths("contracts/external", "*.odcs.yaml")
    agreements = _paths("products", "*/agreements/*.yaml")
    documents: dict[Path, Document] = {}
    problems: list[Finding] = []
    for path in (*products, *external, *agreements):
        try:
            documents[path] = read_yaml(str(path), path.read_bytes())
        except InputError as error:
            problems += error.findings
    return OwnedFiles(products, ports, external, agreements, documents), problems


def _paths(folder: str, glob: str) -> tuple[Path, ...]:
    return tuple(sorted(Path(folder).glob(glob)))
