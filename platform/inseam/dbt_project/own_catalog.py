"""The catalog that a product is built in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from inseam.odcs.contract import Contract

# A project without a port has no catalog of its own to be named after.
CATALOG_WITHOUT_PORTS = "local"


def own_catalog(contracts: Mapping[str, Contract]) -> str:
    """The catalog that the product's ports are served from; its own tables live there too."""
    catalogs = (contract.catalog for _, contract in sorted(contracts.items()) if contract.catalog)
    return next(catalogs, CATALOG_WITHOUT_PORTS)


def database_file(folder: Path, catalog: str) -> Path:
    """The file's stem is the catalog: DuckDB names a database after its file."""
    return folder / f"{catalog}.duckdb"
