"""The SQL that dbt-databricks makes of a project, offline, for a first run: no table is there yet.

``python -m inseam.parity.databricks_sql <project folder> <profiles.yml> <as of> <file to write>
<what DuckDB built>``. The last is `forms.BUILT`: unit tests need the types of its tables.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inseam.check.databricks import CompiledProject, compile_project
from inseam.parity import forms
from inseam.parity.forms import Built, Compiled, CompiledNode
from inseam.parity.unit_tests import unit_test_sql
from inseam.report.process import run_process
from inseam.report.report import Report, report

_WITH_TABLE = frozenset({"source", "seed", "model", "snapshot"})


def compiled(
    project: Path, done: CompiledProject, unit_tests: Mapping[str, str] = MappingProxyType({})
) -> Compiled:
    """In order: what a node needs comes before it, and else by dbt's id.

    ``unit_tests`` have their SQL, by their ids.
    """
    nodes = {node.id: node for node in _nodes(project, done, unit_tests)}
    sorter = TopologicalSorter(
        {id: sorted(set(nodes[id].needs) & nodes.keys()) for id in sorted(nodes)}
    )
    return Compiled(tuple(nodes[id] for id in sorter.static_order()))


def _nodes(
    project: Path, done: CompiledProject, unit_tests: Mapping[str, str]
) -> Iterator[CompiledNode]:
    for source in done.manifest.sources.values():
        yield _node(project, source, source.identifier)
    for node in done.nodes:
        yield _node(project, node, getattr(node, "alias", ""))
    for test in done.manifest.unit_tests.values():
        found = _node(project, test, "")
        # It reads the rows that it gives itself, and no table.
        yield replace(found, sql=unit_tests.get(found.id, ""), needs=(), language="sql")


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
        may_differ=(getattr(node.config, "meta", None) or {}).get(forms.SAME_ON_SPARK) is False,
    )


def main() -> Report:
    project, profiles, as_of, file, built_file = sys.argv[1:]
    logging.disable(logging.CRITICAL)
    arguments = Path(project), Path(profiles), as_of
    done = compile_project(*arguments, first_run=True)
    if not done.findings:
        built = forms.read(Path(built_file), Built)
        columns = {table.id: table.columns for table in built.tables}
        tests = unit_test_sql(*arguments, done.manifest, columns)
        forms.write(compiled(Path(project), done, tests), Path(file))
    return report(done.findings)


if __name__ == "__main__":
    sys.exit(run_process(main))
