"""Values of a document, read without trust: what is of another kind than expected is not there."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from inseam.documents.yaml_document import Path
from inseam.odcs.lenient import Entry, entries


def text(entry: Entry, key: str) -> str | None:
    """A scalar as text. A name that is written as a number is a name nevertheless."""
    value = entry.get(key)
    # Most keys that are asked for are not there.
    if value is None or isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTED = re.compile(r'"(?:[^"]|"")+"|`(?:[^`]|``)+`')
_BRACKETED = re.compile(r"\[[^\]]+\]")
# What a name without quotes becomes, where one with quotes stays as it is.
_FOLDS: Mapping[str, Callable[[str], str]] = {
    "oracle": str.upper,
    "postgres": str.lower,
    "redshift": str.lower,
    "snowflake": str.upper,
}


def unquoted(name: str, dialect: str) -> str:
    """A name without the quotes of SQL around it or its parts, where they tell nothing."""
    if not name.endswith(("`", '"', "]")) and name[:1] not in ("`", '"', "["):
        return name
    name = _QUOTED.sub(lambda found: _without_quotes(found.group(), dialect), name)
    if dialect == "tsql":
        name = _BRACKETED.sub(lambda found: _without_quotes(found.group(), dialect), name)
    return name


def _without_quotes(quoted: str, dialect: str) -> str:
    inner = quoted[1:-1].replace(quoted[0] * 2, quoted[0])
    fold = _FOLDS.get(dialect)
    tells = fold is not None and _PLAIN.fullmatch(inner) and fold(inner) != inner
    return quoted if tells or "." in inner else inner


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
    for custom, custom_path in entries(entry, "customProperties", path):
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


_LONGEST = 60
_BEFORE = 20


def parted(old: Any, new: Any) -> tuple[str, str]:
    """Two values for a sentence, each short, from a little before the place where they part."""
    texts = [None if one is None else _one_line(one) for one in (old, new)]
    before, now = texts
    if before is None or now is None or max(len(before), len(now)) <= _LONGEST:
        return shown(old), shown(new)
    same = next(
        (place for place, (a, b) in enumerate(zip(before, now, strict=False)) if a != b),
        min(len(before), len(now)),
    )
    start = max(0, same - _BEFORE)
    if start:
        start = before.rfind(" ", max(0, start - _BEFORE), start) + 1 or start
    return _window(before, start), _window(now, start)


def _window(text: str, start: int) -> str:
    left = "..." if start else ""
    size = _LONGEST - len(left)
    rest = text[start:]
    return f"`{left}{rest if len(rest) <= size else rest[: size - 3] + '...'}`"


def _one_line(value: Any) -> str:
    return " ".join((value if isinstance(value, str) else identity(value)).split())


def shown(value: Any) -> str:
    """A value for a sentence, short."""
    if value is None:
        return "nothing"
    one_line = _one_line(value)
    return f"`{one_line if len(one_line) <= _LONGEST else one_line[:57] + '...'}`"
