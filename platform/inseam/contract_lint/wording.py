"""Words for values and places of a document. What a file holds may be long, or no plain text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inseam.documents.yaml_document import Path

_SHOWN = 60
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (int, "a whole number"),
    (float, "a number"),
    (str, "text"),
    (dict, "a mapping"),
    (list, "a list"),
)
# What an entry of a list is called, by the list's key.
_ENTRIES = {
    "authoritativeDefinitions": "authoritative definition",
    "customProperties": "custom property",
    "enum": "allowed value",
    "inputContracts": "input contract",
    "inputPorts": "input port",
    "managementPorts": "management port",
    "members": "team member",
    "outputPorts": "output port",
    "properties": "column",
    "quality": "quality rule",
    "relationships": "relationship",
    "roles": "role",
    "schema": "object",
    "servers": "server",
    "slaProperties": "SLA property",
    "support": "support channel",
    "team": "team member",
}
_COLUMNS = frozenset({"schema", "properties"})
# Under which key an entry says what it is called.
_NAMES = ("name", "server", "role", "property", "channel", "username", "id", "type")


def shown(value: Any) -> str:
    """The value in one short line, in backticks."""
    if isinstance(value, bool) or value is None:
        text = {True: "true", False: "false", None: "null"}[value]
    elif isinstance(value, (dict, list)):
        return kind_of(value)
    else:
        # A number may have as many digits as the document's reader lets through.
        text = str(value)
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "`" + "".join(c if c.isprintable() and c != "`" else "�" for c in text) + "`"


def kind_of(value: Any) -> str:
    if value is None:
        return "nothing"
    return next(name for kind, name in _KINDS if isinstance(value, kind))


def listed(words: Iterable[str], last: str = "or") -> str:
    *most, final = words
    return f"{', '.join(most)} {last} {final}" if most else final


def place(root: Any, path: Path, whole: str) -> tuple[str, Path]:
    """The nearest thing with a name around ``path``, in words, and what of the path is below it.

    ``whole`` is what to call the document itself.
    """
    words, named_at = whole, 0
    column: list[str] = []
    here = root
    for at, step in enumerate(path):
        before, here = here, _part(here, step)
        key = path[at - 1] if at else None
        if isinstance(step, int) and isinstance(before, list) and key in _ENTRIES:
            name = _name(here)
            if key in _COLUMNS:
                column.append(name or f"{_ENTRIES[str(key)]} {step + 1}")
                words = f"{_ENTRIES[str(key)]} {shown('.'.join(column))}"
            else:
                of = f" of the {words}" if column else ""
                words = f"{_ENTRIES[str(key)]} {shown(name) if name else step + 1}{of}"
            named_at = at + 1
        elif column and step in ("items", "map"):
            column.append(str(step))
    return words, path[named_at:]


def _part(value: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return value[step] if isinstance(value, list) and step < len(value) else None
    return value.get(step) if isinstance(value, dict) else None


def _name(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return None
    names = (entry.get(key) for key in _NAMES)
    return next((name for name in names if isinstance(name, str) and name), None)
