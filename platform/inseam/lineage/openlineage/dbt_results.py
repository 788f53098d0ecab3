"""What dbt says of a run, and what a test here adds to it.

A folder has either dbt's own `run_results.json`, or the `run_results.<command>.json` that a test
leaves in `dist/test`, and beside them the `profile.json` of the output ports. Those have neither
times nor the id of an invocation, so that equal runs are equal files; their contents are the id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from inseam.lineage.document import object_id
from inseam.lineage.openlineage.run_id import invocation_id
from inseam.report.finding import Finding, InputError, Severity

_PROFILE = "profile.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeResult:
    """``failures`` are the rows that a test finds; times are None where nobody kept them."""

    unique_id: str
    status: str
    message: str | None = None
    failures: int | None = None
    sql: str | None = None
    started: datetime | None = None
    completed: datetime | None = None

    @property
    def kind(self) -> str:
        """model, seed, snapshot, test, unit_test, ..."""
        return self.unique_id.split(".", 1)[0]

    @property
    def package(self) -> str:
        return self.unique_id.split(".", 2)[1]

    @property
    def name(self) -> str:
        """All that stands after the package."""
        return self.unique_id.split(".", 2)[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """``rows`` is how many an object of an output port has, by the object's id."""

    invocation: UUID
    dbt_version: str | None
    nodes: tuple[NodeResult, ...]
    rows: Mapping[str, int]


def read_results(folder: Path) -> Results | None:
    """None where nothing ran. Raises InputError for files that are not results of dbt."""
    files = sorted(folder.glob("run_results*.json"))
    if not files:
        return None
    documents = [_document(file) for file in files]
    profile = _read(folder / _PROFILE) if (folder / _PROFILE).is_file() else {}
    nodes = (node for document in documents for node in _nodes(document))
    metadata = [document.get("metadata") or {} for document in documents]
    named = next((m["invocation_id"] for m in metadata if m.get("invocation_id")), None)
    return Results(
        invocation=invocation_id(named or _digest([*documents, profile])),
        dbt_version=next((m["dbt_version"] for m in metadata if m.get("dbt_version")), None),
        nodes=tuple(sorted(nodes, key=lambda node: node.unique_id)),
        rows=dict(_rows(profile)),
    )


def _document(file: Path) -> dict[str, Any]:
    document = _read(file)
    results = document.get("results")
    if not isinstance(results, list) or not all(_is_result(result) for result in results):
        raise InputError([_unreadable(file, "It holds no results of dbt.")])
    return document


def _is_result(result: Any) -> bool:
    return (
        isinstance(result, dict)
        and isinstance(result.get("status"), str)
        and isinstance(result.get("unique_id"), str)
        and result["unique_id"].count(".") >= 2
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError([_unreadable(file, f"It is not JSON: {error}.")]) from error
    except RecursionError as error:
        raise InputError([_unreadable(file, "It is nested too deeply.")]) from error
    if not isinstance(content, dict):
        raise InputError([_unreadable(file, "It is not an object of JSON.")])
    return content


def _nodes(document: dict[str, Any]) -> Iterator[NodeResult]:
    for result in document["results"]:
        times = [timing for timing in result.get("timing") or () if isinstance(timing, dict)]
        started = [_time(timing.get("started_at")) for timing in times]
        completed = [_time(timing.get("completed_at")) for timing in times]
        yield NodeResult(
            unique_id=result["unique_id"],
            status=result["status"],
            message=result.get("message"),
            failures=result.get("failures"),
            sql=result.get("compiled_code"),
            started=min(filter(None, started), default=None),
            completed=max(filter(None, completed), default=None),
        )


def _rows(profile: dict[str, Any]) -> Iterator[tuple[str, int]]:
    for contract, objects in sorted(profile.items()):
        for name, described in sorted(objects.items()) if isinstance(objects, dict) else ():
            if isinstance(described, dict) and isinstance(described.get("rows"), int):
                yield object_id(contract, name), described["rows"]


def _time(text: Any) -> datetime | None:
    """dbt's times are in UTC, also where they do not say so. None for what is not a time."""
    try:
        time = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _digest(documents: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(documents, sort_keys=True).encode()).hexdigest()


def _unreadable(file: Path, message: str) -> Finding:
    return Finding(
        rule="lineage-results",
        severity=Severity.ERROR,
        file=file.as_posix(),
        message=message,
        fix="Run the test again: it writes the file again.",
    )
