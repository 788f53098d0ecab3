"""The files of a project that dbt reads as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_READ_BY_DBT = frozenset({".md", ".sql", ".yaml", ".yml"})
_WRITTEN_BY_TOOLS = frozenset({".inseam", "dbt_packages", "logs", "target"})


def texts_read_by_dbt(project: Path) -> Iterator[Path]:
    """In order, without what tools have written in the project."""
    for path in sorted(project.rglob("*")):
        inside = path.relative_to(project)
        is_text = path.suffix in _READ_BY_DBT and _WRITTEN_BY_TOOLS.isdisjoint(inside.parts)
        if is_text and path.is_file():
            yield path
