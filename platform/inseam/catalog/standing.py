"""How products stand with the policies, as `inseam.policies` leaves it."""

from __future__ import annotations

from pathlib import Path

from inseam import wire
from inseam.catalog.content import Policies

FILE = "standing.json"


def read_standing(folder: Path) -> dict[str, Policies]:
    """By product. Raises ValueError for another form."""
    found = wire.document((folder / FILE).read_bytes(), "standing of policies")
    return wire.typed(found["products"], dict[str, Policies])
