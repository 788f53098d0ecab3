"""Models that become output ports move to `models/output_ports/v<N>/`, with their YAML.

A port that others of the product read, that is nothing of its own, or whose types Databricks does
not have, becomes two models: its query stays internal, under a new name, and the port selects from
it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from inseam.adopt.calls import Ref, SourceCall, source_calls, with_refs, with_sources
from inseam.adopt.config_calls import without_arguments
from inseam.adopt.ports import Port
from inseam.adopt.reading import Node, ReadProject
from inseam.adopt.stage import (
    Files,
    Stage,
    done,
    dumped,
    edit_yaml,
    left,
    line_of,
    replaced,
    text,
    yaml_files,
)
from inseam.report.finding import Finding

# Of a model's resolved config: what a folder may have said, and what would be lost by moving.
_CONFIG = (
    *(
        "materialized",
        "tags",
        "pre-hook",
        "post-hook",
        "grants",
        "unique_key",
        "incremental_strategy",
    ),
    *("on_schema_change", "partition_by", "cluster_by", "persist_docs", "full_refresh", "enabled"),
)
_DEFAULTS: Mapping[str, tuple[Any, ...]] = {
    "materialized": ("view",),
    "on_schema_change": ("ignore",),
    "enabled": (True,),
}
# DuckDB's types that Databricks has not, and what is cast to.
CASTS = {"HUGEINT": "bigint", "UHUGEINT": "bigint", "TIMESTAMP WITH TIME ZONE": "timestamp"}
# The contract says these of a port's model.
_OF_CONTRACT = frozenset(
    {
        "access",
        "group",
        "contract",
        "constraints",
        "latest_version",
        "versions",
        "deprecation_date",
        "docs",
    }
)


@dataclass(frozen=True, slots=True)
class MovedPort:
    """``inner`` is the internal model with the query, "" where the port has it itself."""

    port: Port
    inner: str
    columns: Mapping[str, str]


def plan_ports(
    project: ReadProject, ports: Sequence[Port], built: Mapping[str, Mapping[str, str]]
) -> list[MovedPort]:
    """``built`` are the columns and types of each node, by id."""
    ids = {port.node.id for port in ports}
    read_by_ports = {d for port in ports for d in port.node.depends if d in ids}
    moved = []
    for port in ports:
        columns = built.get(port.node.id, {})
        is_cast = any(type_ in CASTS for type_ in columns.values())
        is_no_table = port.node.materialized == "ephemeral" or port.node.language == "python"
        needs_inner = is_cast or is_no_table or port.node.id in read_by_ports
        inner = f"int_{port.model}" if needs_inner else ""
        moved.append(MovedPort(port, inner, columns))
    return moved


def move(
    files: Files, project: ReadProject, moved: Sequence[MovedPort], product: str, shown: str
) -> Stage:
    notes: list[Finding] = []
    changed: dict[str, str | None] = {}
    for one in moved:
        node = one.port.node
        changed[node.path] = None
    for one in moved:
        node, port = one.port.node, one.port
        source = text(files, node.path)
        where = f"{shown}/{node.path}"
        if one.inner:
            changed[f"models/intermediate/{one.inner}.sql"] = _without_alias(source)
            changed[port.path] = _selecting(one)
            message = (
                f"Port `{port.table}` (v{port.version}), as {port.why}: its query is"
                f" `{one.inner}` now."
            )
        else:
            changed[port.path] = _without_alias(source)
            message = (
                f"Port `{port.table}` (v{port.version}), as {port.why}: it is {port.path} now."
            )
        notes.append(
            done(where, message, "Say --adopt-port=model:v1 for each, if others are to be ports.")
        )
    entries, files, said = _entries(files, project, moved, shown)
    notes += said
    files = replaced(files, changed)
    files = _repointed(files, project, moved)
    files = _staged(files)
    for version in sorted({one.port.version for one in moved}):
        models = [entries[one.port.model] for one in moved if one.port.version == version]
        path = f"models/output_ports/v{version}/_models.yml"
        files = replaced(files, {path: dumped({"version": 2, "models": models})})
    inner = [
        {
            "name": one.inner,
            "description": one.port.node.description or f"What {one.port.table} is made of.",
            **_config_of(
                one.port.node,
                source=text(files, f"models/intermediate/{one.inner}.sql"),
                inner=True,
            ),
        }
        for one in moved
        if one.inner
    ]
    if inner:
        path = "models/intermediate/_ports.yml"
        files = replaced(files, {path: dumped({"version": 2, "models": inner})})
    return Stage(files, tuple(notes))


def _without_alias(source: str) -> str:
    """A port's name is its contract's to say."""
    return without_arguments(source, frozenset({"alias"}))


def _selecting(one: MovedPort) -> str:
    lines = [
        f"    cast({name} as {CASTS[type_]}) as {name}" if type_ in CASTS else f"    {name}"
        for name, type_ in one.columns.items()
    ]
    return "select\n" + ",\n".join(lines) + f"\nfrom {{{{ ref('{one.inner}') }}}}\n"


# Who reads what


def _repointed(files: Files, project: ReadProject, moved: Sequence[MovedPort]) -> Files:
    """Refs to versions by the names that dbt has for them now; inside of the product a port's query
    is read, not the port.
    """
    by_name: dict[str, list[MovedPort]] = {}
    for one in moved:
        by_name.setdefault(one.port.node.name, []).append(one)

    def meant(ref: Ref) -> MovedPort | None:
        having = by_name.get(ref.name, [])
        if not having:
            return None
        version = ref.version or having[0].port.node.latest
        fitting = [one for one in having if one.port.node.version == version]
        return fitting[0] if fitting else max(having, key=lambda one: one.port.version)

    def to_port(ref: Ref) -> str | None:
        one = meant(ref)
        return (
            f"ref('{one.port.model}')"
            if (one and one.port.model != ref.name) or (one and ref.version)
            else None
        )

    def to_query(ref: Ref) -> str | None:
        one = meant(ref)
        return f"ref('{one.inner}')" if one and one.inner else to_port(ref)

    ports = {one.port.path for one in moved}
    changed = {}
    for path in files:
        if not path.endswith((".sql", ".yml", ".yaml")):
            continue
        before = text(files, path)
        is_model = path.startswith("models/") and path.endswith(".sql")
        own = {one.inner for one in moved if one.inner and path == one.port.path}
        after = before if own else with_refs(before, to_query if is_model else to_port)
        if path in ports and not own:
            after = with_refs(before, to_query)
        if after != before:
            changed[path] = after
    files = replaced(files, changed)
    inner = {one.port.node.name: one.inner for one in moved if one.inner}
    return _with_unit_tests(files, inner)


def _with_unit_tests(files: Files, inner: Mapping[str, str]) -> Files:
    """A unit test is of the query, and gives rows to what that reads."""
    if not inner:
        return files

    def change(document: Any) -> bool:
        changed = False
        for test in document.get("unit_tests") or ():
            if test.get("model") in inner:
                test["model"] = inner[test["model"]]
                changed = True
            for given in test.get("given") or ():
                old = str(given.get("input", ""))
                new = with_refs(
                    old, lambda r: f"ref('{inner[r.name]}')" if r.name in inner else None
                )
                if new != old:
                    given["input"] = new
                    changed = True
        return changed

    for path in yaml_files(files):
        files = edit_yaml(files, path, change)
    return files


def _staged(files: Files) -> Files:
    """Sources are read by staging models alone: others read one through such a model."""
    changed: dict[str, str | None] = {}
    entries = []
    for path in files:
        if not path.startswith("models/") or not path.endswith(".sql") or _is_staging(path):
            continue
        source = text(files, path)
        calls = {(c.source, c.table) for c in source_calls(source)}
        if not calls:
            continue
        names = {call: f"ref('{_staging_name(files, *call)}')" for call in calls}
        for name, table in sorted(calls):
            model = _staging_name(files, name, table)
            changed[f"models/staging/{model}.sql"] = (
                f"select * from {{{{ source('{name}', '{table}') }}}}\n"
            )
            described = {"name": model, "description": f"{table} of {name}, as it comes."}
            if described not in entries:
                entries.append(described)
        changed[path] = with_sources(source, partial(_instead, names))
    if entries:
        changed["models/staging/_inputs.yml"] = dumped({"version": 2, "models": entries})
    return replaced(files, changed)


def _is_staging(path: str) -> bool:
    """Whether the model may read sources: by its folder, or as people call such models."""
    where = PurePosixPath(path)
    return "staging" in where.parts or where.stem.startswith(("stg_", "base_"))


def _instead(names: Mapping[tuple[str, str], str], call: SourceCall) -> str | None:
    return names.get((call.source, call.table))


def _staging_name(files: Files, source: str, table: str) -> str:
    taken = {PurePosixPath(path).stem for path in files if path.endswith(".sql")}
    return f"stg_{table}" if f"stg_{table}" not in taken else f"stg_{source}_{table}"


# YAML


def _entries(
    files: Files, project: ReadProject, moved: Sequence[MovedPort], shown: str
) -> tuple[dict[str, Any], Files, list[Finding]]:
    """The entries of the ports, by model, taken out of the files that they were in."""
    names = {one.port.node.name for one in moved}
    taken: dict[str, Any] = {}
    notes: list[Finding] = []
    for path in yaml_files(files):
        source = text(files, path)
        found: list[Any] = []
        files = edit_yaml(files, path, partial(_take, names, found))
        for entry in found:
            taken[entry["name"]] = entry
            message = f"The entry of `{entry['name']}` is in its port's _models.yml now."
            fix = "Comments beside it stay behind: move them by hand."
            line = line_of(source, f"name: {entry['name']}")
            notes.append(
                done(f"{shown}/{path}", message, fix if "#" in source else "Nothing.", line)
            )
    entries = {}
    for one in moved:
        entry = taken.get(one.port.node.name)
        entries[one.port.model] = _entry(one, entry)
    return entries, files, notes


def _take(names: Collection[str], found: list[Any], document: Any) -> bool:
    models = document.get("models")
    if not isinstance(models, list):
        return False
    found += [m for m in models if isinstance(m, dict) and m.get("name") in names]
    document["models"] = [m for m in models if m not in found]
    if not document["models"]:
        del document["models"]
    return bool(found)


def _entry(one: MovedPort, taken: Any) -> dict[str, Any]:
    node = one.port.node
    version = _version_entry(taken, node.version)
    columns = _columns(taken, version, one.columns)
    own = {
        **(taken or {}),
        **{k: v for k, v in version.items() if k not in ("v", "defined_in", "columns", "include")},
    }
    entry: dict[str, Any] = {"name": one.port.model}
    config = _config_of(node, "" if one.inner else node.raw, inner=False).get("config", {})
    if one.inner:
        config = {k: v for k, v in config.items() if k in ("tags", "grants")}
    given = {
        k: v for k, v in (own.get("config") or {}).items() if k not in _OF_CONTRACT | {"alias"}
    }
    merged = {**config, **given}
    if meta := {**(own.get("meta") or {}), **(given.get("meta") or {})}:
        merged["meta"] = meta
    if merged:
        entry["config"] = merged
    for key, value in own.items():
        if key not in _OF_CONTRACT | {"name", "config", "meta", "columns", "description", "tags"}:
            entry[key] = value
    if own.get("tags"):
        entry.setdefault("config", {})["tags"] = own["tags"]
    if columns:
        entry["columns"] = columns
    return entry


def _version_entry(taken: Any, version: str) -> dict[str, Any]:
    for entry in (taken or {}).get("versions") or ():
        if str(entry.get("v")) == version:
            return dict(entry)
    return {}


def _columns(
    taken: Any, version: Mapping[str, Any], built: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Of those that the YAML describes, the ones that the model yields; all if it was not built."""
    found: dict[str, dict[str, Any]] = {}
    for entry in (*((taken or {}).get("columns") or ()), *(version.get("columns") or ())):
        if isinstance(entry, dict) and "name" in entry:
            found[str(entry["name"]).lower()] = entry
    yielded = {name.lower() for name in built}
    return [
        {
            k: v
            for k, v in entry.items()
            if k not in ("data_type", "constraints", "meta", "tags", "quote")
        }
        for name, entry in found.items()
        if not yielded or name in yielded
    ]


def _config_of(node: Node, source: str, *, inner: bool) -> dict[str, Any]:
    """Settings of the model's folders that its own SQL does not have."""
    found: dict[str, Any] = {}
    for key in _CONFIG:
        value = node.config.get(key)
        if value in (None, [], {}) or value in _DEFAULTS.get(key, ()):
            continue
        written = key.replace("-", "_")
        if re.search(rf"\b{written}\s*=", source):
            continue
        found[written if "hook" in key else key] = _hooks(value) if "hook" in key else value
    if node.materialized == "incremental" and node.config.get("on_schema_change") in (
        None,
        "ignore",
    ):
        found["on_schema_change"] = "append_new_columns"
    return {"config": found} if found else {}


def _hooks(value: Any) -> list[str]:
    entries = value if isinstance(value, list) else [value]
    return [str(entry["sql"]) if isinstance(entry, dict) else str(entry) for entry in entries]


def unknown_columns(one: MovedPort, shown: str) -> Iterable[Finding]:
    """Columns that YAML describes and the model does not yield."""
    yielded = {name.lower() for name in one.columns}
    missing = [c for c in one.port.node.columns if yielded and c.lower() not in yielded]
    if missing:
        file = f"{shown}/{one.port.node.patch or one.port.node.path}"
        message = (
            f"YAML describes {', '.join(missing)} of `{one.port.table}`, which no build yields."
        )
        yield left(file, message, "Nothing, or write the column: the contract has what is built.")
