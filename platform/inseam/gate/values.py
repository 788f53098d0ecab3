"""Values of a document, read without trust: what is of another kind than expected is not there."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from inseam.contracts.yaml_document import Path

Entry = Mapping[str, Any]


def text(entry: Entry, key: str) -> str | None:
    """A scalar as text. A name that is written as a number is a name nevertheless."""
    value = entry.get(key)
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def flag(entry: Entry, key: str) -> bool:
    return entry.get(key) is True


def mapping(entry: Entry, key: str) -> Entry:
    value = entry.get(key)
    return value if isinstance(value, dict) else {}


def mappings(entry: Entry, key: str, path: Path = ()) -> Iterator[tuple[Entry, Path]]:
    value = entry.get(key)
    for index, part in enumerate(value if isinstance(value, list) else ()):
        if isinstance(part, dict):
            yield part, (*path, key, index)


def day(value: Any) -> date | None:
    """The day of an ISO 8601 date or timestamp."""
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None


def custom_property(entry: Entry, name: str, path: Path = ()) -> tuple[Any, Path] | None:
    """The value of the first custom property of this name, compared without case."""
    for custom, custom_path in mappings(entry, "customProperties", path):
        if (text(custom, "property") or "").lower() == name.lower():
            return custom.get("value"), (*custom_path, "value")
    return None


def identity(value: Any) -> str:
    """The same text for the same value, whatever the order of keys; `1` and `1.0` are the same."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return int(value)
    return value


def shown(value: Any) -> str:
    """A value for a sentence, short."""
    if value is None:
        return "nothing"
    plain = value if isinstance(value, str) else identity(value)
    one_line = " ".join(plain.split())
    return f"`{one_line if len(one_line) <= 60 else one_line[:57] + '...'}`"
