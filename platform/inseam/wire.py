"""JSON that one of our processes writes for another, as frozen dataclasses.

A document has the ``version`` of its form, which is checked here alone. msgspec compares all else
with the class: what is missing, or of another type, is a ValueError that says where it is
(``Expected `str`, got `int` - at `$.changes[0].base` ``). What people write has checks of its own.
"""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import msgspec

VERSION = 1
_T = TypeVar("_T")


def document(text: str | bytes, what: str = "request", version: int = VERSION) -> dict[str, Any]:
    """Without its version. Raises ValueError for another version, or what is no such document."""
    return of_version(json.loads(text), what, version)


def of_version(found: object, what: str = "request", version: int = VERSION) -> dict[str, Any]:
    """As `document`, of JSON that is read already."""
    if not isinstance(found, dict):
        raise ValueError(f"no {what}: {str(found)[:60]!r}")
    if (has := found.get("version")) != version:
        raise ValueError(f"{what} version {has}, expected {version}")
    return {key: value for key, value in found.items() if key != "version"}


def read(text: str | bytes, form: type[_T], what: str = "request", version: int = VERSION) -> _T:
    """A document of this form. Raises ValueError, also for a key that the form does not have."""
    found = document(text, what, version)
    known = {field.name for field in fields(form)}  # type: ignore[arg-type]
    if unknown := sorted(found.keys() - known):
        raise ValueError(f"{what} with unknown keys: {', '.join(unknown)}")
    return typed(found, form)


def read_file(path: Path, form: type[_T]) -> _T:
    """A request. Raises as `read` does."""
    return read(path.read_bytes(), form)


def typed(value: Any, form: type[_T]) -> _T:
    """A part of a document. Raises ValueError."""
    return msgspec.convert(value, form, dec_hook=_from_text)


def _from_text(form: type[Any], value: Any) -> Any:
    if issubclass(form, Path) and isinstance(value, str):
        return Path(value)
    raise TypeError(f"no form for {form.__name__}")
