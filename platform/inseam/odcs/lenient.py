"""Looking into a contract without trust: what is of another kind than expected is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inseam.documents.yaml_document import Path

Entry = Mapping[str, Any]
Placed = tuple[Entry, Path]


def text(entry: Entry, key: str) -> str | None:
    value = entry.get(key)
    return value if isinstance(value, str) and value else None


def flag(entry: Entry, key: str) -> bool:
    return entry.get(key) is True


def mapping(entry: Entry, key: str) -> Entry:
    value = entry.get(key)
    return value if isinstance(value, dict) else {}


def entries(entry: Entry, key: str, path: Path = ()) -> list[Placed]:
    """The mappings in the list at ``key``, each with its path; ``path`` is the entry's."""
    value = entry.get(key)
    # Most have none.
    if not isinstance(value, list):
        return []
    return [
        (part, (*path, key, index)) for index, part in enumerate(value) if isinstance(part, dict)
    ]
