"""The place of an element in a contract, as text: ``schema[0].properties[3].required``."""

from __future__ import annotations

import re

from inseam.documents.yaml_document import Path

_STEP = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_]*)|\[([0-9]+)\]")


def format_path(path: Path) -> str:
    """The keys of ODCS are identifiers, so no quoting is needed."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def parse_path(text: str) -> Path:
    """Raises ValueError for what `format_path` would not write."""
    path = tuple(key or int(index) for key, index in _STEP.findall(text))
    if format_path(path) != text:
        raise ValueError(f"no element path: {text!r}")
    return path
