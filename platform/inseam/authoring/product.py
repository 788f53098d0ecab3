"""What a new product is, as its options and contracts say: all that its files are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inseam.authoring.repository import Provided
from inseam.authoring.wiring import InputTable, WiredObject
from inseam.odcs.contract import Contract
from inseam.odcs.names import contract_major


@dataclass(frozen=True, slots=True)
class NewProduct:
    """``contract_text`` is the contract's file. ``tables`` are those that it reads, by staging
    model; ``objects`` those that it offers. ``support`` and the texts are as ODPS has them.

    ``start`` is the day on which its agreements begin.
    """

    name: str
    title: str
    team: str
    domain: str | None
    email: str | None
    archetype: str | None
    description: Mapping[str, str]
    support: tuple[Mapping[str, Any], ...]
    contract: Contract
    contract_text: str
    inputs: tuple[Provided, ...]
    tables: tuple[InputTable, ...]
    objects: tuple[WiredObject, ...]
    dbt_versions: Any
    start: date

    @property
    def folder(self) -> str:
        return f"products/{self.name}"

    @property
    def major(self) -> str:
        return contract_major(self.contract.id) or "1"

    @property
    def port_folder(self) -> str:
        return f"{self.folder}/models/output_ports/v{self.major}"

    def model_of(self, wired: WiredObject) -> str:
        """From the second version on with its number: dbt wants names of models once."""
        name = wired.object.physical_name
        return name if self.major in ("0", "1") else f"{name}_v{self.major}"

    def tables_of(self, provided: Provided) -> tuple[InputTable, ...]:
        return tuple(t for t in self.tables if t.contract.id == provided.contract.id)
