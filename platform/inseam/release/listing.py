"""What `release --release-list` says to a program: the form of its JSON, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inseam import wire


@dataclass(frozen=True, slots=True)
class SeenProduct:
    """``release`` is what readers see, None if nothing yet; ``started`` and ``ended`` are of that.

    ``failures`` counts the releases since that did not come through, the last of which ended at
    ``failed``. ``reads`` has as of when each contract was that it read, None where nobody knows.
    All instants are in ISO 8601, UTC.
    """

    product: str
    release: str | None
    started: str | None
    ended: str | None
    failures: int
    failed: str | None
    reads: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class SeenContract:
    """What a reader of the contract would read now: as of when, and when that came."""

    contract: str
    data_as_of: str | None
    updated: str


@dataclass(frozen=True, slots=True)
class Seen:
    """In order of their names. A contract that has no data there is missing."""

    products: tuple[SeenProduct, ...]
    contracts: tuple[SeenContract, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """What readers of an environment see."""

    environment: str
    products: tuple[SeenProduct, ...]
    contracts: tuple[SeenContract, ...]


def read_listed(text: str | bytes) -> Listed:
    """What a call printed with `--inseam-format=json`. Raises ValueError."""
    return wire.typed(wire.document(text, "list of releases").get("results"), Listed)
