"""Which product's written rows a contract's tables get.

Rows that one product wrote belong together: they refer to each other, and their keys are their own.
So a contract takes the rows of one product, and never some of each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from inseam.odcs.contract import Contract
from inseam.odcs.names import file_stem
from inseam.report.finding import Finding, Related, Severity
from inseam.report.near_names import did_you_mean
from inseam.testing.leftover_inputs import FOLDER

OPTION = "--load-written-by"
_SUFFIXES = (".csv", ".parquet")


def written_files(product: Path, contract_id: str) -> dict[str, Path]:
    """The files with rows that the product wrote for the contract, by their names."""
    folder = product / FOLDER / file_stem(contract_id)
    return {
        path.name: path
        for path in sorted(folder.glob("*"))
        if path.is_file() and path.suffix in _SUFFIXES and not path.name.startswith(".")
    }


def writer_of(
    contract: Contract,
    readers: Sequence[Path],
    preferred: Sequence[str],
    asked: Sequence[Path],
) -> Path | Finding | None:
    """The product whose rows are loaded; None if none of ``readers`` wrote any.

    Of several products with other rows each, it is the first of ``preferred``, names or folders;
    else the one that the call names, if it names one of them. A finding if neither says.
    """
    written = {
        reader: files for reader in sorted(readers) if (files := written_files(reader, contract.id))
    }
    writers = list(written)
    for name in preferred:
        if named := [writer for writer in writers if is_called(writer, name)]:
            return named[0]
    if len({_digest(files) for files in written.values()}) <= 1:
        return writers[0] if writers else None
    if len(named := [writer for writer in writers if writer in asked]) == 1:
        return named[0]
    return Finding(
        rule="load-written-by-several",
        severity=Severity.ERROR,
        file=contract.file,
        message=(
            f"{len(writers)} products wrote rows for the contract `{contract.id}`, and not the"
            " same ones."
        ),
        fix=f"Choose one of them: {OPTION}={writers[0]}",
        related=tuple(
            Related("written", str(next(iter(files.values())).parent)) for files in written.values()
        ),
    )


def is_called(product: Path, name: str) -> bool:
    """By its folder, with or without the way to it."""
    return name.rstrip("/") in (product.as_posix(), product.name)


def unknown_writers(
    preferred: Sequence[str], readers: Mapping[str, Sequence[Path]]
) -> list[Finding]:
    """A product that reads none of the contracts wrote no rows for one."""
    products = sorted({reader for folders in readers.values() for reader in folders})
    return [
        Finding(
            rule="load-written-by-unknown",
            severity=Severity.ERROR,
            file=OPTION,
            message=f"No product `{name}` reads one of the contracts to load.",
            fix=did_you_mean(
                name,
                [product.as_posix() for product in products]
                + [product.name for product in products],
                "Name the folder of a product that reads one.",
            ),
        )
        for name in preferred
        if not any(is_called(product, name) for product in products)
    ]


def _digest(files: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in files.items():
        digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()
