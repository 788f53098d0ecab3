"""Items that are ready for a destination."""

from __future__ import annotations

from dataclasses import dataclass, field

from inseam.delivery.item import Item
from inseam.report.finding import Finding


@dataclass(slots=True)
class Prepared:
    """Items by key. ``refused`` has what is not fit to be sent, and why; ``files`` where an item
    comes from. ``left_out`` are notes on what the destination has no place for, ``warnings`` on
    what goes all the same."""

    items: dict[str, Item] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
