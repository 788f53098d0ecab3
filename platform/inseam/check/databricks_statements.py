"""The statements of models that were compiled for Databricks, from one process to another."""

from __future__ import annotations

import json
from collections.abc import Mapping

_VERSION = 1


def write_statements(statements: Mapping[str, str]) -> str:
    """``statements`` are by the model's name."""
    return json.dumps({"version": _VERSION, "statements": dict(sorted(statements.items()))})


def read_statements(text: str) -> Mapping[str, str]:
    """Raises ValueError for a file of another version."""
    content = json.loads(text)
    if content.get("version") != _VERSION:
        raise ValueError(f"statements of another version, expected {_VERSION}")
    statements: Mapping[str, str] = content["statements"]
    return statements
