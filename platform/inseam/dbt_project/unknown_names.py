"""A model or source that is named and that the project does not have, and what is near."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import InputError
from inseam.report.near_names import did_you_mean

# dbt's words.
_READER = re.compile(r"(?P<kind>\w+) '[\w.]*?(?P<name>\w+)' \(")
_REF = re.compile(
    r"depends on a node named '(?P<name>[^']+)'"
    r"(?: in package or project '(?P<project>[^']+)')? which was not found"
)
_SOURCE = re.compile(r"depends on a source named '(?P<source>[^'.]+)\.(?P<table>[^']+)' which was")
_WRITTEN_BY_TOOLS = frozenset({".inseam", "dbt_packages", "logs", "target"})
_NOT_NAMED = "Correct the name, or add what it names."


@dataclass(frozen=True, slots=True)
class UnknownName:
    message: str
    fix: str


def unknown_name(project: Path, message: str) -> UnknownName | None:
    """None if ``message``, which is dbt's, is of something else."""
    reader = _READER.search(message)
    who = f"`{reader['name']}`" if reader else "It"
    if found := _REF.search(message):
        if other := found["project"]:
            return UnknownName(
                f"{who} reads `{found['name']}` of the project `{other}`, which is not in this"
                " product.",
                "Read an output port of the other product, as a source with its contract in"
                " `models/input_ports`.",
            )
        text = (
            f"{who} reads `{found['name']}`, which is not a model, seed or snapshot of this"
            " product."
        )
        return UnknownName(text, did_you_mean(found["name"], _nodes(project), _NOT_NAMED))
    if found := _SOURCE.search(message):
        return _unknown_source(project, who, found["source"], found["table"])
    return None


def _unknown_source(project: Path, who: str, source: str, table: str) -> UnknownName:
    sources = _sources(project)
    if source not in sources:
        text = f"{who} reads the source `{source}`, which no sources file of this product has."
        return UnknownName(text, did_you_mean(source, sources, _NOT_NAMED))
    text = f"{who} reads `{source}.{table}`, and the source `{source}` has no such table."
    listed = ", ".join(f"`{name}`" for name in sources[source][:10])
    otherwise = f"Its tables are {listed}. Correct the name, or add the table to the source."
    return UnknownName(text, did_you_mean(table, sources[source], otherwise))


def _nodes(project: Path) -> list[str]:
    """Models, snapshots and seeds go by the names of their files."""
    folders = (("models", ".sql"), ("models", ".py"), ("snapshots", ".sql"), ("seeds", ".csv"))
    files = (path for folder, suffix in folders for path in project.glob(f"{folder}/**/*{suffix}"))
    return sorted({path.stem for path in files} | set(_named(project, "snapshots")))


def _sources(project: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in _entries(project, "sources"):
        tables = entry.get("tables")
        names = [t.get("name") for t in tables or () if isinstance(t, dict)]
        found.setdefault(str(entry.get("name")), []).extend(map(str, names))
    return found


def _named(project: Path, key: str) -> Iterator[str]:
    for entry in _entries(project, key):
        yield str(entry.get("name"))


def _entries(project: Path, key: str) -> Iterator[dict[str, Any]]:
    for path in sorted(project.rglob("*.y*ml")):
        inside = path.relative_to(project)
        if not _WRITTEN_BY_TOOLS.isdisjoint(inside.parts):
            continue
        try:
            value = read_yaml(str(path), path.read_bytes()).value
        except InputError:
            continue  # dbt says it
        entries = value.get(key) if isinstance(value, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                yield entry
