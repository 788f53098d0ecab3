"""The artifacts that a dbt 2 writes, read as the objects that dbt-core has of them in memory.

It leaves out what it has nothing to say of, which dbt-core fills in. Only what somebody here asks
for is filled in; whatever else it has, or has not, is no matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


class Entry(dict[str, Any]):
    """Whose keys are attributes too."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


_SECTIONS = (
    "disabled",
    "exposures",
    "functions",
    "groups",
    "macros",
    "metrics",
    "nodes",
    "saved_queries",
    "semantic_models",
    "sources",
    "unit_tests",
)
# By section: what an entry has in dbt-core if the project says nothing.
_OF_ENTRIES: Mapping[str, Mapping[str, Any]] = {
    "exposures": {"url": None},
    "nodes": {"description": "", "group": None, "patch_path": None, "raw_code": ""},
    "sources": {"freshness": None, "loaded_at_field": None, "loader": ""},
}
_OF_CONFIGS: Mapping[str, Any] = {
    "check_cols": None,
    "column_types": None,
    "delimiter": None,
    "grants": None,
    "materialized": None,
    "severity": "ERROR",
    "strategy": None,
    "target_schema": None,
    "unique_key": None,
    "updated_at": None,
}
# For a seed the same, and more: by dbt-core it is written in SQL.
_OF_SEEDS: Mapping[str, Any] = {"language": "sql"}
_OF_CONFIGS_OF_SEEDS: Mapping[str, Any] = {"materialized": "seed"}
_OF_COLUMNS: Mapping[str, Any] = {"constraints": (), "data_type": None, "description": ""}


def read_manifest(file: Path) -> Entry:
    manifest = _read(file)
    for section in _SECTIONS:
        entries = manifest.get(section) or Entry()
        manifest[section] = entries
        for entry in _entries(entries):
            _fill(entry, _OF_ENTRIES.get(section, {}))
            _fill(entry, {"depends_on": Entry(), "meta": Entry(), "config": Entry()})
            _fill(entry.depends_on, {"macros": [], "nodes": []})
            _fill(entry.config, {"meta": Entry()})
            if entry.get("resource_type") == "seed":
                _fill(entry, _OF_SEEDS)
                _fill(entry.config, _OF_CONFIGS_OF_SEEDS)
            if section == "nodes":
                _fill(entry.config, _OF_CONFIGS)
            for column in _columns(entry):
                _fill(column, _OF_COLUMNS)
    for source in manifest.sources.values():
        source["freshness"] = _asked_for(source.freshness)
    return manifest


def read_run_results(file: Path) -> Entry:
    return _read(file)


def _read(file: Path) -> Entry:
    read: Entry = json.loads(file.read_bytes(), object_hook=Entry)
    return read


def _entries(section: Entry) -> Iterator[Entry]:
    """What is switched off is a list by its id: several may have one."""
    for entry in section.values():
        yield from entry if isinstance(entry, list) else (entry,)


def _asked_for(freshness: Entry | None) -> Entry | None:
    """None if no age is too old. It is written all the same, without counts."""
    if freshness is None:
        return None
    ages = (freshness.get("warn_after"), freshness.get("error_after"))
    return freshness if any(age and age.get("count") is not None for age in ages) else None


def _columns(entry: Entry) -> Iterator[Entry]:
    columns = entry.get("columns")
    # Of metrics and the like it is something else.
    return iter(columns.values()) if isinstance(columns, Entry) else iter(())


def _fill(entry: Entry, absent: Mapping[str, Any]) -> None:
    for name, value in absent.items():
        if entry.get(name) is None:
            entry[name] = value
