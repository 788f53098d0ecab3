"""What can be read here: the ports of products and the contracts of systems outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.authoring.repository import EXTERNAL, PRODUCTS
from inseam.documents.yaml_document import read_yaml
from inseam.odcs.contract import Contract, read_contract
from inseam.odcs.places import PORT_CONTRACTS
from inseam.report.finding import InputError


@dataclass(frozen=True, slots=True)
class Provider:
    """A contract that is offered. ``product`` is "" for a system outside of the repository."""

    product: str
    contract: Contract
    document: Mapping[str, Any]
    text: bytes

    @property
    def id(self) -> str:
        return self.contract.id

    @property
    def source(self) -> str:
        """How dbt's source for it is called."""
        return self.id.replace("-", "_")

    @property
    def major(self) -> int:
        last = self.id.rpartition("-v")[2]
        return int(last) if last.isdigit() else 0

    def has(self, table: str) -> bool:
        return self.contract.object_named(table) is not None


def providers_of(files: Mapping[str, bytes]) -> list[Provider]:
    """Of contracts by their paths in the repository; those that cannot be read are left out."""
    found = []
    for path, content in sorted(files.items()):
        try:
            document = read_yaml(path, content)
            contract = read_contract(document)
        except InputError:
            continue
        parts = path.split("/")
        product = parts[1] if parts[0] == "products" else ""
        found.append(Provider(product, contract, document.value, content))
    return found


def contracts_here(root: Path) -> dict[str, bytes]:
    """The current contracts of the repository, by their paths."""
    globs = (f"{PRODUCTS}/*/{PORT_CONTRACTS}", f"{EXTERNAL}/*.odcs.yaml")
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for glob in globs
        for path in sorted(root.glob(glob))
    }


def offering(
    providers: Iterable[Provider], product: str, table: str, version: str = ""
) -> Provider | None:
    """The port of a product that has the table: of the version, else of the latest."""
    offered = [p for p in providers if p.product and p.product == product and p.has(table)]
    if version:
        offered = [p for p in offered if str(p.major) == version]
    return max(offered, key=lambda p: p.major, default=None)
