"""Which edges a branch adds and removes."""

from __future__ import annotations

from dataclasses import dataclass

from inseam.lineage.document import Lineage, LineageEdge


@dataclass(frozen=True, slots=True)
class Difference:
    """``removed`` edges have the places that they had at the base."""

    added: tuple[LineageEdge, ...]
    removed: tuple[LineageEdge, ...]


def difference(base: Lineage, head: Lineage) -> Difference:
    """An edge that has only moved to another line or file is the same."""
    before, after = ({_key(edge): edge for edge in side.edges} for side in (base, head))
    return Difference(
        added=tuple(edge for key, edge in after.items() if key not in before),
        removed=tuple(edge for key, edge in before.items() if key not in after),
    )


def _key(edge: LineageEdge) -> tuple[str, str, str, str, bool]:
    return (edge.source, edge.target, edge.kind, edge.subtype, edge.is_masked)
