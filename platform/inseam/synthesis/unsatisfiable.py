"""What keeps rows from being made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inseam.documents.element_path import format_path
from inseam.documents.yaml_document import Path
from inseam.report.finding import Finding, InputError, Severity

UNSATISFIABLE = "contract-unsatisfiable"
UNSUPPORTED = "contract-not-synthesised"

# A contract's id and a table's physical name.
TableKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """An element of a contract's file."""

    file: str
    path: Path

    @property
    def element(self) -> str:
        return format_path(self.path)


@dataclass(frozen=True, slots=True)
class AtElement:
    """A finding and the element whose line it wants (`inseam.documents.locate.with_line`)."""

    finding: Finding
    element: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Elements of contracts that cannot all be kept, or an element that is not understood."""

    message: str
    fix: str
    places: tuple[Place, ...]
    rule: str = UNSATISFIABLE

    def findings(self) -> list[AtElement]:
        """One at each of its places, so that every line in conflict is shown."""
        places = tuple(dict.fromkeys(self.places))
        return [
            AtElement(
                Finding(
                    rule=self.rule,
                    severity=Severity.ERROR,
                    file=place.file,
                    message=self.message,
                    fix=self.fix,
                    details=tuple(
                        f"with {other.element} in {other.file}"
                        for other in places
                        if other != place
                    ),
                ),
                place.element,
            )
            for place in places
        ]


class CannotSynthesise(InputError):
    """Carries its findings with the elements they are about: lines are not known here.

    ``tables`` are those that have no rows for it.
    """

    def __init__(self, conflicts: Mapping[TableKey, Conflict]) -> None:
        self.tables = tuple(conflicts)
        self.at_elements = tuple(
            found for conflict in dict.fromkeys(conflicts.values()) for found in conflict.findings()
        )
        super().__init__(found.finding for found in self.at_elements)
