"""What a dbt node is built from."""

from __future__ import annotations

from typing import Any


def ancestors(manifest: Any, unique_id: str) -> set[str]:
    """The ids of nodes and sources that the node reads, at whatever distance, and its own."""
    found: set[str] = set()
    stack = [unique_id]
    while stack:
        current = stack.pop()
        if current not in found:
            found.add(current)
            if node := manifest.nodes.get(current):
                # A seed depends on macros alone.
                stack += node.depends_on_nodes
    return found
