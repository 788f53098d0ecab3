"""All figures, in the order of the page."""

from __future__ import annotations

from benchmarks.figure import Figure
from benchmarks.figures import (
    affected,
    check,
    cold_list,
    facts,
    gate,
    graph,
    lineage,
    many_products,
    memory,
    one_product,
    orchestration,
    release,
    remote_cache,
    synthesis,
    unchanged,
)

FIGURES: tuple[Figure, ...] = (
    one_product.FIGURE,
    many_products.FIGURE,
    unchanged.FIGURE,
    facts.FIGURE,
    check.FIGURE,
    affected.FIGURE,
    cold_list.FIGURE,
    memory.FIGURE,
    remote_cache.FIGURE,
    gate.FIGURE,
    graph.FIGURE,
    lineage.FIGURE,
    orchestration.FIGURE,
    release.FIGURE,
    synthesis.FIGURE,
)
