"""The SQL that dbt-databricks makes of a project, offline, for a first run: no table is there yet.

``python -m inseam.parity.databricks_sql <project folder> <profiles.yml> <as of> <file to write>``.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from inseam.check.databricks import CompiledProject, compile_project
from inseam.parity import forms
from inseam.parity.forms import Compiled, CompiledNode
from inseam.report.process import run_process
from inseam.report.report import Report, report

_WITH_TABLE = frozenset({"source", "seed", "model", "snapshot"})


def compiled(project: Path, done: CompiledProject) -> Compiled:
    """In order: what a node needs comes before it, and else by dbt's id."""
    nodes = {node.id: node for node in _nodes(project, done)}
    sorter = TopologicalSorter(
        {id: sorted(set(nodes[id].needs) & nodes.keys()) for id in sorted(nodes)}
    )
    return Compiled(tuple(nodes[id] for id in sorter.static_order()))


def _nodes(project: Path, done: CompiledProject) -> Iterator[CompiledNode]:
    for source in done.manifest.sources.values():
        yield _node(project, source, source.identifier)
    for node in done.nodes:
        yield _node(project, node, getattr(node, "alias", ""))


def _node(project: Path, node: Any, table: str) -> CompiledNode:
    kind = str(node.resource_type)
    materialized = str(getattr(node.config, "materialized", ""))
    has_table = kind in _WITH_TABLE and materialized != "ephemeral"
    return CompiledNode(
        id=node.unique_id,
        kind=kind,
        name=node.name,
        file=str(project / node.original_file_path),
        materialized=materialized,
        language=str(getattr(node, "language", "")),
        relation=(node.database or "", node.schema, table) if has_table else (),
        needs=tuple(getattr(getattr(node, "depends_on", None), "nodes", ())),
        source=getattr(node, "raw_code", "") or "",
        sql=getattr(node, "compiled_code", "") or "",
        counted=str(getattr(node.config, "fail_calc", "count(*)")),
    )


def main() -> Report:
    project, profiles, as_of, file = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    done = compile_project(Path(project), Path(profiles), as_of, first_run=True)
    if not done.findings:
        forms.write(compiled(Path(project), done), Path(file))
    return report(done.findings)


if __name__ == "__main__":
    sys.exit(run_process(main))
