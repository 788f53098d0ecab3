"""What dbt says of a project: its nodes, their settings, tests, and compiled SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inseam.adopt.bench import PROFILES, lay_packages
from inseam.adopt.calls import refs, source_calls
from inseam.dbt_project.in_process import DbtInProcess
from inseam.dbt_project.invocation import Call, DbtFailed
from inseam.dbt_project.parse_failures import parse_failure_findings
from inseam.report.finding import InputError

AS_OF = "2026-01-31T06:00:00Z"


@dataclass(frozen=True, slots=True)
class Node:
    """A model, seed or snapshot. ``config`` is resolved: with what folders say of it.

    ``relation`` is (catalog, schema, table); ``sql`` is compiled, "" if that failed or is none.
    ``depends`` are ids of nodes and sources. ``version`` is dbt's, "" for none.
    """

    id: str
    name: str
    kind: str
    path: str
    relation: tuple[str, str, str]
    config: Mapping[str, Any]
    access: str
    description: str
    columns: Mapping[str, Mapping[str, Any]]
    depends: tuple[str, ...]
    macros: tuple[str, ...]
    tags: tuple[str, ...]
    meta: Mapping[str, Any]
    patch: str = ""
    sql: str = ""
    raw: str = ""
    version: str = ""
    latest: str = ""
    language: str = "sql"

    @property
    def materialized(self) -> str:
        return str(self.config.get("materialized", ""))


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    source: str
    table: str
    path: str
    relation: tuple[str, str, str]
    description: str
    source_description: str
    columns: Mapping[str, Mapping[str, Any]]
    meta: Mapping[str, Any]
    has_database: bool
    freshness: Mapping[str, Any]
    loaded_at: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """A data test. ``name`` is of a generic one (`not_null`), with its ``package``; else "".
    ``on`` is the node that it tests, ``to`` the one whose values it looks for.
    """

    id: str
    name: str
    package: str
    on: str
    column: str
    arguments: Mapping[str, Any]
    path: str
    is_conditional: bool
    depends: tuple[str, ...]
    to: str = ""


@dataclass(frozen=True, slots=True)
class Exposure:
    name: str
    path: str
    owner: Mapping[str, Any]
    description: str
    depends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadProject:
    nodes: Mapping[str, Node]
    sources: Mapping[str, Source]
    tests: tuple[Test, ...]
    exposures: tuple[Exposure, ...]
    metrics: tuple[str, ...]
    failed: Mapping[str, str] = field(default_factory=dict)

    def children(self, id: str) -> list[Node]:
        return [node for node in self.nodes.values() if id in node.depends]


def read_project(product: str) -> ReadProject:
    """In the small repository. Raises `InputError` with what keeps dbt from parsing it."""
    project = Path("products", product)
    lay_packages(project)
    call = Call(project, PROFILES, Path("_parsed/local.duckdb"), AS_OF, Path("_parsed"))
    Path("_parsed").mkdir(exist_ok=True)
    dbt = DbtInProcess(call)
    try:
        manifest = dbt("parse", "--no-write-json")
    except DbtFailed as failure:
        raise InputError(parse_failure_findings(project, str(failure))) from None
    compiled: dict[str, str] = {}
    failed: dict[str, str] = {}
    try:
        result = dbt("compile", "--no-write-json", manifest=manifest)
        for one in result.results:
            if str(one.status) == "success":
                compiled[one.node.unique_id] = one.node.compiled_code or ""
            else:
                failed[one.node.unique_id] = (one.message or "").strip()
    except DbtFailed as failure:
        failed[""] = str(failure)
    return _project(dbt.document(manifest), compiled, failed)


def _project(
    document: Mapping[str, Any], compiled: Mapping[str, str], failed: Mapping[str, str]
) -> ReadProject:
    name = document["metadata"]["project_name"]
    own = [n for n in document["nodes"].values() if n["package_name"] == name]
    nodes = {
        n["unique_id"]: _node(n, compiled.get(n["unique_id"], ""))
        for n in sorted(own, key=lambda n: str(n["unique_id"]))
        if n["resource_type"] in ("model", "seed", "snapshot")
    }
    sources = {
        s["unique_id"]: _source(s)
        for s in sorted(document["sources"].values(), key=lambda s: str(s["unique_id"]))
        if s["package_name"] == name
    }
    tests = [_test(n) for n in own if n["resource_type"] == "test"]
    exposures = [
        Exposure(
            e["name"],
            e["original_file_path"],
            e.get("owner") or {},
            e.get("description") or "",
            tuple(e["depends_on"]["nodes"]),
        )
        for e in document["exposures"].values()
    ]
    metrics = sorted(m["original_file_path"] for m in (document.get("metrics") or {}).values())
    return ReadProject(
        nodes,
        sources,
        tuple(sorted(tests, key=lambda t: t.id)),
        tuple(exposures),
        tuple(metrics),
        failed,
    )


def _node(node: Mapping[str, Any], sql: str) -> Node:
    return Node(
        id=node["unique_id"],
        name=node["name"],
        kind=node["resource_type"],
        path=node["original_file_path"],
        relation=(node["database"] or "", node["schema"] or "", node["alias"]),
        config=node["config"],
        access=str(node.get("access") or ""),
        description=node.get("description") or "",
        columns=node.get("columns") or {},
        depends=tuple((node.get("depends_on") or {}).get("nodes") or ()),
        macros=tuple((node.get("depends_on") or {}).get("macros") or ()),
        tags=tuple(node.get("tags") or ()),
        meta={**(node.get("meta") or {}), **(node["config"].get("meta") or {})},
        patch=str(node.get("patch_path") or "").partition("://")[2],
        sql=sql,
        raw=node.get("raw_code") or "",
        version=str(node.get("version") or ""),
        latest=str(node.get("latest_version") or ""),
        language=node.get("language") or "sql",
    )


def _source(source: Mapping[str, Any]) -> Source:
    return Source(
        id=source["unique_id"],
        source=source["source_name"],
        table=source["name"],
        path=source["original_file_path"],
        relation=(source["database"] or "", source["schema"], source["identifier"]),
        description=source.get("description") or "",
        source_description=source.get("source_description") or "",
        columns=source.get("columns") or {},
        meta={
            **(source.get("meta") or {}),
            **(source["config"].get("meta") or {}),
            **(source.get("source_meta") or {}),
        },
        has_database=source["database"] != "local",
        freshness=source.get("freshness") or {},
        loaded_at=source.get("loaded_at_field") or "",
    )


def _test(node: Mapping[str, Any]) -> Test:
    metadata = node.get("test_metadata") or {}
    given = metadata.get("kwargs") or {}
    arguments = {k: v for k, v in given.items() if k != "model"}
    config = node["config"]
    depends = tuple(node["depends_on"]["nodes"])
    return Test(
        id=node["unique_id"],
        name=metadata.get("name") or "",
        package=metadata.get("namespace") or "",
        # dbt says it of models alone.
        on=node.get("attached_node") or _named(str(given.get("model", "")), depends),
        column=node.get("column_name") or str(arguments.get("column_name") or ""),
        arguments=arguments,
        path=node["original_file_path"],
        is_conditional=bool(config.get("where"))
        or str(config.get("severity", "")).lower() == "warn",
        depends=depends,
        to=_named(str({**arguments, **(arguments.get("arguments") or {})}.get("to", "")), depends),
    )


def _named(call: str, depends: Iterable[str]) -> str:
    """Which of the nodes a template with one `ref()` or `source()` means; "" for none."""
    for source in source_calls(call):
        ending = f".{source.source}.{source.table}"
        return next((d for d in depends if d.startswith("source.") and d.endswith(ending)), "")
    for ref in refs(call):
        name = re.compile(rf"(model|seed|snapshot)\.\w+\.{re.escape(ref.name)}(\.v\w+)?")
        return next((d for d in depends if name.fullmatch(d)), "")
    return ""
