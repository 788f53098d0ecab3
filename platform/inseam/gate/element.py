"""A part of a contract: its place, its names, and what every part may say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inseam.documents.yaml_document import Path
from inseam.gate.cached import kept
from inseam.gate.quality import QualityRule, quality_rules
from inseam.gate.values import custom_property, text
from inseam.odcs.lenient import Entry, flag
from inseam.odcs.personal_data import is_personal

if TYPE_CHECKING:
    from inseam.gate.model import ComparedContract


@dataclass(frozen=True, eq=False)
class Element:
    """A mapping in a contract, at ``path``. ``label`` names it for people."""

    contract: ComparedContract
    path: Path
    entry: Entry

    @property
    def id(self) -> str | None:
        return text(self.entry, "id")

    @property
    def name(self) -> str:
        return text(self.entry, "name") or ""

    @property
    def label(self) -> str:
        return self.name

    def at(self, *keys: str | int) -> Path:
        return (*self.path, *keys)

    def custom(self, name: str) -> tuple[Any, Path] | None:
        return custom_property(self.entry, name, self.path)

    @property
    def deprecated(self) -> bool:
        return flag(self.entry, "deprecated")

    @kept
    def quality(self) -> tuple[QualityRule, ...]:
        return tuple(quality_rules(self.entry, self.path))

    @kept
    def pii(self) -> bool:
        """Whether it says, in one of the usual ways, that it holds personal data."""
        return is_personal(self.entry) is True
