"""The service levels of a contract, as they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inseam.gate.cached import kept
from inseam.gate.element import Element
from inseam.gate.values import text
from inseam.promises.promise import plain


@dataclass(frozen=True, eq=False)
class Sla(Element):
    @property
    def name(self) -> str:
        return text(self.entry, "property") or ""

    @property
    def label(self) -> str:
        return f"slaProperties.{self.name}"

    @property
    def kind(self) -> str:
        """The property, without the freedoms of its spelling."""
        return plain(self.name)

    @kept
    def element(self) -> str:
        default = text(self.contract.entry, "slaDefaultElement")
        return element_names(text(self.entry, "element") or default)

    @property
    def names_element(self) -> bool:
        """Whether it names one itself, and does not rely on the contract's default."""
        return bool(text(self.entry, "element"))

    @property
    def driver(self) -> str:
        return (text(self.entry, "driver") or "").strip().lower()

    @property
    def unit(self) -> str:
        return (text(self.entry, "unit") or "").strip().lower()

    @property
    def value(self) -> Any:
        return self.entry.get("value")


def element_names(written: str | None) -> str:
    """A list of elements in one order and case."""
    return ",".join(sorted(name.strip().lower() for name in (written or "").split(",")))
