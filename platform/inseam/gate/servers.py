"""The servers of a contract, and the roles that it grants."""

from __future__ import annotations

from dataclasses import dataclass

from inseam.gate.element import Element
from inseam.gate.environments import is_for_tests
from inseam.gate.values import text


@dataclass(frozen=True, eq=False)
class Server(Element):
    @property
    def name(self) -> str:
        return text(self.entry, "server") or ""

    @property
    def label(self) -> str:
        return f"servers.{self.name or self.type}"

    @property
    def type(self) -> str:
        return (text(self.entry, "type") or "").strip().lower()

    @property
    def is_for_tests(self) -> bool:
        return is_for_tests(text(self.entry, "environment") or "")


@dataclass(frozen=True, eq=False)
class Role(Element):
    """``server`` has the role; None for the contract's own."""

    server: Server | None = None

    @property
    def name(self) -> str:
        return text(self.entry, "role") or ""

    @property
    def label(self) -> str:
        holder = f"{self.server.label}." if self.server else ""
        return f"{holder}roles.{self.name}"
