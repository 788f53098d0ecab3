"""What can be read here: the ports of products and the contracts of systems outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from inseam.authoring.repository import PRODUCTS, Provided, files_and_products, read_provided
from inseam.odcs.names import contract_major
from inseam.report.finding import InputError


def providers_of(files: Mapping[str, bytes]) -> list[Provided]:
    """Of contracts by their paths in the repository; those that cannot be read are left out."""
    found = []
    for name, content in sorted(files.items()):
        path = Path(name)
        product = path.parts[1] if PRODUCTS in path.parents else None
        with suppress(InputError):
            found.append(read_provided(path, content, product))
    return found


def contracts_here(root: Path) -> dict[str, bytes]:
    """The current contracts of the repository, by their paths."""
    return {path.as_posix(): (root / path).read_bytes() for path, _ in files_and_products(root)}


def has_table(provider: Provided, table: str) -> bool:
    return provider.contract.object_named(table) is not None


def offering(
    providers: Iterable[Provided], product: str, table: str, version: str = ""
) -> Provided | None:
    """The port of a product that has the table: of the version, else of the latest."""
    offered = [p for p in providers if p.product == product and has_table(p, table)]
    if version:
        offered = [p for p in offered if contract_major(p.id) == version]
    return max(offered, key=lambda p: int(contract_major(p.id) or 0), default=None)
