"""What is known of one side, base or head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from inseam.documents.yaml_document import Document, read_yaml
from inseam.facts.lines import read_file
from inseam.facts.schema import (
    EXTERNAL,
    OUTPUT_PORT,
    ContractRow,
    ExposureRow,
    MacroRow,
    ModelRow,
)
from inseam.report.finding import InputError

TABLES = (ContractRow, ExposureRow, MacroRow, ModelRow)


@dataclass(frozen=True, slots=True)
class ContractFile:
    """``product`` is None for a contract of another system."""

    contract_id: str
    product: str | None
    file: str
    canonical: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """``type`` is dbt's, such as `dashboard`."""

    type: str | None
    owner: str | None


@dataclass(slots=True)
class Revision:
    """``contracts`` by file; ``packages`` are folders in `shared/`, and who has their macros.

    ``exposures`` by product and name.
    """

    contracts: dict[str, ContractFile] = field(default_factory=dict)
    exposures: dict[tuple[str, str], Exposure] = field(default_factory=dict)
    packages: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    read_projects: set[str] = field(default_factory=set)

    def by_id(self, contract_id: str) -> list[ContractFile]:
        return [c for c in self.contracts.values() if c.contract_id == contract_id]

    def with_files(self, files: Iterable[Path]) -> Revision:
        """What is known here, and what more files say."""
        return read_revision(files, deepcopy(self))


def read_revision(files: Iterable[Path], known: Revision | None = None) -> Revision:
    side = known or Revision()
    for file in files:
        for row in read_file(file, TABLES):
            if isinstance(row, ContractRow) and row.kind in (OUTPUT_PORT, EXTERNAL):
                side.contracts[row.file] = ContractFile(
                    row.contract_id, row.product, row.file, row.canonical
                )
            elif isinstance(row, ExposureRow):
                found = Exposure(row.type, row.owner or row.email)
                side.exposures[row.product, row.exposure] = found
            elif isinstance(row, ModelRow):
                side.read_projects.add(row.product)
            elif isinstance(row, MacroRow) and row.file.startswith("shared/"):
                side.packages["/".join(row.file.split("/")[:2])].add(row.product)
    return side


@dataclass(frozen=True, slots=True)
class Texts:
    """The bytes of changed files by path, on one side."""

    files: Mapping[str, bytes]

    def text(self, path: str) -> str | None:
        """None if it is not there, or no text."""
        try:
            return self.files[path].decode("utf-8") if path in self.files else None
        except UnicodeDecodeError:
            return None

    def document(self, path: str | None) -> Document | None:
        """None if it is not there, or not to be read: whoever reads it says what is wrong."""
        if path is None or path not in self.files:
            return None
        try:
            return read_yaml(path, self.files[path])
        except InputError:
            return None
