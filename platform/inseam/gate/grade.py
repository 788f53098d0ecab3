"""How grave a change is, and which step of the version it asks for."""

from __future__ import annotations

from enum import Enum, IntEnum, StrEnum

from inseam.report.finding import Severity


class Category(StrEnum):
    SHAPE = "SHAPE"
    TYPE = "TYPE"
    GUARANTEE = "GUARANTEE"
    SERVICE = "SERVICE"
    ACCESS = "ACCESS"
    LIFECYCLE = "LIFECYCLE"
    MEANING = "MEANING"


class Bump(IntEnum):
    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


class Grade(Enum):
    """What a reader who was written for the old contract has to expect.

    BREAKING: he can fail, or silently compute something else, on what the new contract allows.
    RISKY: some readers can, or it cannot be decided. COMPATIBLE: none can.
    """

    COMPATIBLE = "compatible"
    RISKY = "risky"
    BREAKING = "breaking"

    @property
    def rank(self) -> int:
        return _RANKS[self]

    @property
    def severity(self) -> Severity:
        return _SEVERITIES[self]

    @property
    def bump(self) -> Bump:
        """What a change of this grade asks for, unless its rule asks for less."""
        return Bump.MAJOR if self is Grade.BREAKING else Bump.MINOR


_RANKS = {grade: rank for rank, grade in enumerate(Grade)}
_SEVERITIES = {
    Grade.COMPATIBLE: Severity.INFO,
    Grade.RISKY: Severity.WARNING,
    Grade.BREAKING: Severity.ERROR,
}
