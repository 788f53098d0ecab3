"""What a bundle says of the test of its product: whether it found errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from inseam.report.finding import Finding, Severity

_NODES = "dbt-results.json"
_RESULTS = "test-results/"
_FAILED_CHECK = ("failed", "error")
_FAILED_NODE = ("error", "fail", "runtime error")


def finds_errors(files: Mapping[str, bytes]) -> bool:
    """What cannot be read says nothing of it."""
    nodes = _parts(_document(files.get(_NODES, b"")))
    checks = [
        check
        for path, content in files.items()
        if path.startswith(_RESULTS) and isinstance(result := _document(content), dict)
        for check in _parts(result.get("checks"))
    ]
    return any(node.get("status") in _FAILED_NODE for node in nodes) or any(
        check.get("result") in _FAILED_CHECK for check in checks
    )


def warning(product: str, file: str, folder: str) -> Finding:
    return Finding(
        rule="publish-test-errors",
        severity=Severity.WARNING,
        file=file,
        message=f"{product}: its test finds errors, and its bundle records them.",
        fix=f"Run ./pants test {folder}:: and correct what it reports.",
    )


def _document(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _parts(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
