"""Where a contract has not the shape of the standard, so that parts of it could not be compared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inseam.documents.yaml_document import Document, Path
from inseam.odcs.contract import contract_mapping, name_problem
from inseam.odcs.lenient import Entry, entries
from inseam.report.finding import Finding, InputError, Severity

_LISTS_AT_TOP = ("schema", "servers", "slaProperties", "roles", "support", "customProperties")
_LISTS_OF_ELEMENTS = ("properties", "quality", "relationships", "customProperties", "enum")
_FLAGS = ("required", "unique", "primaryKey", "partitioned", "deprecated", "criticalDataElement")


def shape_problems(document: Document) -> list[Finding]:
    """All of them; no more is reported of a document that is not a contract at all."""
    try:
        contract_mapping(document)
    except InputError as error:
        return list(error.findings)
    return [_finding(document, path, what, fix) for path, what, fix in _problems(document.value)]


Problem = tuple[Path, str, str]


def _problems(contract: dict[str, Any]) -> Iterator[Problem]:
    if not isinstance(contract.get("id"), str) or not contract["id"]:
        yield ("id",), "has no `id` that is text", "Add `id:`."
    if isinstance(contract.get("version"), (int, float)):
        # `1.10` and `1.1` are one number, and which was written is lost.
        yield ("version",), "has a version that is a number", "Write the version in quotes."
    for key in _LISTS_AT_TOP:
        yield from _entry_problems(contract, (), key)
    stack: list[tuple[Entry, Path, bool]] = [
        (entry, path, True) for entry, path in entries(contract, "schema")
    ]
    while stack:
        entry, path, has_name = stack.pop()
        if has_name and (problem := name_problem(entry)) is not None:
            yield (*path, "name") if "name" in entry else path, *problem
        for key in _FLAGS:
            if entry.get(key) is not None and not isinstance(entry[key], bool):
                what = f"has a `{key}` that is neither true nor false"
                yield (*path, key), what, "Write `true` or `false`."
        for key in _LISTS_OF_ELEMENTS:
            yield from _entry_problems(entry, path, key)
        stack += [(one, at, True) for one, at in entries(entry, "properties", path)]
        for key in ("items", "map", "logicalTypeOptions"):
            if entry.get(key) is not None and not isinstance(entry[key], dict):
                yield (*path, key), f"has `{key}` that is not a mapping", "Write keys below it."
        if isinstance(entry.get("items"), dict):
            stack.append((entry["items"], (*path, "items"), False))
        sides = entry["map"] if isinstance(entry.get("map"), dict) else {}
        stack += [
            (side, (*path, "map", key), False)
            for key, side in sides.items()
            if isinstance(side, dict)
        ]


def _entry_problems(parent: Entry, path: Path, key: str) -> Iterator[Problem]:
    value = parent.get(key)
    if value is None:
        return
    if not isinstance(value, list):
        fix = f"Write `{key}:` as a list of `- key: value` entries."
        yield (*path, key), f"has `{key}` that is not a list", fix
        return
    for number, entry in enumerate(value):
        if not isinstance(entry, dict):
            what = f"has an entry in `{key}` that is not a mapping"
            yield (*path, key, number), what, "Write it as `- key: value`."


def _finding(document: Document, path: Path, what: str, fix: str) -> Finding:
    return Finding(
        rule="contract-unreadable",
        severity=Severity.ERROR,
        file=document.file,
        line=document.line(path),
        message=f"The file {what}.",
        fix=fix,
    )
