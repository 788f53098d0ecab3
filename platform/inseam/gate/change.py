"""One difference between two contracts, classified."""

from __future__ import annotations

from dataclasses import dataclass

from inseam.documents.yaml_document import Path
from inseam.gate.grade import Bump, Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """``element`` names what changed, by names and not by positions: `orders.customer_id`.

    ``old`` and ``new`` are its places in the two documents. Of what is gone, ``new`` is the place
    that it is gone from; of what is new, ``old`` is None. What ``follows`` from other changes is
    not a change of its own: a column that is gone breaks once, though the version stayed too.
    """

    rule: str
    grade: Grade
    bump: Bump
    element: str
    reason: str
    old: Path | None
    new: Path | None
    fix: str
    follows: bool = False
