"""What a repository may decide about the gate, and what the gate gets to know about the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from inseam.gate.grade import Grade


class Readers(StrEnum):
    """Kinds of readers that break more easily than one who writes SQL with the names of columns."""

    TYPED = "typed"  # generated code, Parquet schemas, BI extracts
    STRICT = "strict"  # `select *`, or columns by position


class Majors(StrEnum):
    """How a new major version comes."""

    BESIDE = "beside"  # as a contract of its own, and the old one goes on for its notice period
    IN_PLACE = "in-place"  # in the same contract: raising the major releases breaking changes


# What a change is for readers of the kind, if it is graver than for others.
GRAVER: Mapping[Readers, Mapping[str, Grade]] = {
    Readers.TYPED: {
        "type-widened": Grade.BREAKING,
        "type-narrowed": Grade.BREAKING,
        "values-extended": Grade.BREAKING,
        "bound-loosened": Grade.BREAKING,
    },
    Readers.STRICT: {
        "column-added": Grade.RISKY,
        "column-reordered": Grade.RISKY,
    },
}

CLASSIFICATIONS = ("public", "internal", "confidential", "restricted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``today`` is the day of the comparison: nothing here asks a clock.

    ``notice_days`` is the notice period of contracts that promise none. ``readers`` are the kinds
    to look after beside readers in SQL. ``opt_in`` are the ids of rules that are off by default.
    ``custom_properties`` are names beside the usual ones, by what they mean (`Concept`).
    """

    today: date
    notice_days: int = 90
    classifications: tuple[str, ...] = CLASSIFICATIONS
    majors: Majors = Majors.BESIDE
    readers: frozenset[Readers] = frozenset()
    opt_in: frozenset[str] = field(default_factory=frozenset)
    custom_properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
