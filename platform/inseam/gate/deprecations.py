"""Which objects and columns are deprecated, and were not, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.gate.element import Element
from inseam.gate.matching import Comparison


def deprecation_changes(comparison: Comparison) -> Iterator[tuple[Element, Element]]:
    pairs: list[tuple[Element, Element]] = [(p.old, p.new) for p in comparison.objects.pairs]
    pairs += [(pair.old, pair.new) for pair in comparison.changed_columns]
    yield from ((old, new) for old, new in pairs if old.deprecated != new.deprecated)
