"""The rows that the text before Jinja gives: where it asks the clock, and names relations by hand.

Of models, snapshots, singular tests and macros. What a macro of dbt's own brings shows in the
compiled SQL only, and is a row of the model then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inseam.facts.compiled import OwnSql
from inseam.facts.manifest_rows import Project, place_of_macro
from inseam.facts.schema import ClockReadRow, WrittenRelationRow
from inseam.facts.source_lines import source_lines
from inseam.facts.tables import Row
from inseam.sql.template import Mention, clock_reads, written_relations

_MODELS = ("model", "snapshot")


def template_rows(project: Project, compiled: Mapping[str, OwnSql]) -> Iterator[Row]:
    """``compiled`` is the SQL of models by unique id."""
    of_macros = list(_macro_rows(project))
    yield from of_macros
    by_macros = {row.clock for row in of_macros}
    for node in project.own(project.manifest.nodes):
        kind = str(node.resource_type)
        is_test = kind == "test" and getattr(node, "test_metadata", None) is None
        if kind not in _MODELS and not is_test:
            continue
        text = Path(project.file(node)).read_text(encoding="utf-8", errors="replace")
        written = clock_reads(text)
        for found in written:
            yield _clock(project, node, found, compiled_line=None)
        if is_test:
            continue
        for found in written_relations(text):
            yield WrittenRelationRow(
                product=project.product,
                model=node.name,
                relation=found.text,
                file=project.file(node),
                line=found.line,
            )
        if (sql := compiled.get(node.unique_id)) is not None:
            said = {found.text for found in written} | by_macros
            yield from _compiled_clocks(project, node, text, sql, said)


def _compiled_clocks(
    project: Project, node: Any, text: str, sql: OwnSql, said: set[str]
) -> Iterator[Row]:
    """Those that no text of the project has; a macro of dbt's that it calls is one already."""
    if any(found.text.startswith("dbt.") for found in clock_reads(text)):
        return
    read = [found for found in clock_reads(sql.text) if found.text not in said]
    if not read:
        return
    lines = source_lines(text, sql.text)
    for found in read:
        mention = Mention(found.text, lines.get(found.line, 1))
        yield _clock(project, node, mention, compiled_line=found.line + sql.lines_before)


def _clock(project: Project, node: Any, found: Mention, compiled_line: int | None) -> ClockReadRow:
    return ClockReadRow(
        product=project.product,
        kind=str(node.resource_type),
        used_by=node.name,
        clock=found.text,
        compiled_line=compiled_line,
        file=project.file(node),
        line=found.line,
    )


def _called_macros(project: Project) -> set[str]:
    """The unique ids of the macros that the project's nodes and own macros call, on whatever way.

    dbt counts each macro that a call of `adapter.dispatch` may find.
    """
    manifest = project.manifest
    own = [
        *project.own(manifest.nodes),
        *project.own(manifest.unit_tests),
        *project.own(manifest.macros),
    ]
    waiting = [unique_id for node in own for unique_id in node.depends_on.macros]
    called: set[str] = set()
    while waiting:
        unique_id = waiting.pop()
        if unique_id not in called and (macro := manifest.macros.get(unique_id)) is not None:
            called.add(unique_id)
            waiting += macro.depends_on.macros
    return called


def _macro_rows(project: Project) -> Iterator[ClockReadRow]:
    """Of a package's macros only those that somebody calls: its others are the package's affair."""
    called = _called_macros(project)
    for unique_id, macro in sorted(project.manifest.macros.items()):
        is_called = unique_id in called and macro.package_name in project.packages
        if macro.package_name != project.name and not is_called:
            continue
        for found in clock_reads(macro.macro_sql):
            place = place_of_macro(project, macro)
            yield ClockReadRow(
                product=project.product,
                kind="macro",
                used_by=f"{macro.package_name}.{macro.name}",
                clock=found.text,
                compiled_line=None,
                file=place["file"],
                line=place["line"] + found.line - 1,
            )
