"""dbt parses and compiles a project without a row to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.dbt_project.invocation import ASKS_DATABASE, DbtFailed, DbtInvocation
from inseam.dbt_project.model_cycle import cycle_finding
from inseam.dbt_project.unknown_macros import unknown_macro
from inseam.facts.manifest_rows import MODEL_KINDS
from inseam.report.finding import Finding, Severity

# Nothing is asked of the database: a macro that asks fails, and the model with it.
_OFFLINE = ("--no-write-json", "--no-introspect", "--no-populate-cache")


@dataclass(frozen=True, slots=True)
class OwnSql:
    """A model's SQL, which names ephemeral models by `ephemeral_name`.

    ``lines_before`` are those that dbt put before it: it is the end of what dbt compiled.
    """

    text: str
    lines_before: int = 0


def ephemeral_name(model: str) -> str:
    """What dbt calls an ephemeral model in the SQL of those that read it."""
    return f"__dbt__cte__{model}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """The SQL of the models which compile, by unique id; ``findings`` are the others'.

    ``sql`` is as dbt runs it, ``own`` without that of the ephemeral models which dbt puts into it.
    """

    sql: Mapping[str, str]
    own: Mapping[str, OwnSql]
    findings: tuple[Finding, ...]


def compiled_already(dbt: DbtInvocation, manifest: Any) -> Compiled:
    """What ``dbt`` has compiled and written into its ``manifest``."""
    nodes = (node for node in _with_sql(manifest) if node.get("compiled_code"))
    return _compiled(dbt, {node.unique_id: node for node in nodes})


def compile_models(dbt: DbtInvocation, manifest: Any) -> Compiled:
    """Compiles every model and snapshot of ``manifest``; what fails costs only its own SQL."""
    nodes = _with_sql(manifest)
    if not nodes:
        return Compiled({}, {}, ())
    try:
        return _compiled(dbt, _nodes(dbt, manifest, nodes))
    except DbtFailed as failure:
        if (cycle := cycle_finding(dbt.project, str(failure))) is not None:
            return Compiled({}, {}, (cycle,))
        # dbt compiles nothing if one model fails. Which ones do is found one by one.
        return _one_by_one(dbt, manifest, nodes)


def _with_sql(manifest: Any) -> list[Any]:
    return [
        node
        for _, node in sorted(manifest.nodes.items())
        if str(node.resource_type) in MODEL_KINDS
        and str(node.resource_type) != "seed"
        and node.package_name == manifest.metadata.project_name
        and getattr(node, "language", "sql") == "sql"
    ]


def _compiled(dbt: DbtInvocation, nodes: Mapping[str, Any], *findings: Finding) -> Compiled:
    return Compiled(
        {unique_id: node.compiled_code for unique_id, node in nodes.items()},
        {unique_id: OwnSql(*dbt.own_sql(node)) for unique_id, node in nodes.items()},
        findings,
    )


def _nodes(dbt: DbtInvocation, manifest: Any, nodes: Iterable[Any]) -> dict[str, Any]:
    # By the full name: a model may well be called like its project, and that means all of it.
    selected = " ".join(f"fqn:{'.'.join(node.fqn)}" for node in nodes)
    # Tests are not compiled with the models that they test.
    selection = ("--indirect-selection=empty", "--select", selected)
    result = dbt("compile", *_OFFLINE, *selection, manifest=manifest)
    return {r.node.unique_id: r.node for r in result.results if r.node.compiled_code}


def _one_by_one(dbt: DbtInvocation, manifest: Any, nodes: Iterable[Any]) -> Compiled:
    compiled: dict[str, Any] = {}
    findings = []
    for node in nodes:
        try:
            compiled |= _nodes(dbt, manifest, [node])
        except DbtFailed as failure:
            findings.append(_not_compiled(dbt.project, node, failure))
    return _compiled(dbt, compiled, *findings)


def _not_compiled(project: Path, node: Any, failure: DbtFailed) -> Finding:
    file = project / node.original_file_path
    why, line = str(failure), 1
    fix = "Correct the model."
    if (unknown := unknown_macro(project, file, why)) is not None:
        why, fix = unknown.message, unknown.fix
        file, line = unknown.file, unknown.line
    if ASKS_DATABASE in why:
        why = "it asks the database for something, such as with `run_query`."
        fix = "Write it as a part of the query: then it is known without a database what is read."
    return Finding(
        rule="dbt-compile-failed",
        severity=Severity.ERROR,
        file=str(file),
        line=line,
        message=f"dbt cannot compile `{node.name}`: {why}",
        fix=fix,
    )
