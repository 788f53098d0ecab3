"""The rows of data tests and unit tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inseam.facts import properties
from inseam.facts.manifest_rows import Project, dependencies
from inseam.facts.parts import Part, json_text
from inseam.facts.schema import DataTestDependencyRow, DataTestRow
from inseam.facts.tables import Row


def data_test_rows(project: Project) -> Iterator[Row]:
    """Those that are switched off too."""
    enabled = project.own({**project.manifest.nodes, **project.manifest.unit_tests})
    disabled = [
        node
        for _, nodes in sorted(project.manifest.disabled.items())
        for node in nodes
        if node.package_name == project.name
    ]
    for node in (*enabled, *disabled):
        kind = str(node.resource_type)
        if kind == "test":
            yield from _data_test(project, node, node in enabled)
        elif kind == "unit_test":
            yield from _unit_test(project, node, node in enabled)


def _data_test(project: Project, node: Any, is_enabled: bool) -> Iterator[Row]:
    metadata = getattr(node, "test_metadata", None)
    attached = project.manifest.nodes.get(getattr(node, "attached_node", None) or "")
    arguments = {
        name: value
        for name, value in (metadata.kwargs if metadata else {}).items()
        if name not in ("model", "column_name")
    }
    column = getattr(node, "column_name", None)
    place = _place(project, node, attached, metadata.name, column) if metadata else None
    yield DataTestRow(
        product=project.product,
        test=node.name,
        kind="generic" if metadata else "singular",
        type=metadata.name if metadata else None,
        model=attached.name if attached else None,
        column_name=column,
        severity=str(node.config.severity).upper(),
        arguments=json_text(arguments) if arguments else None,
        is_enabled=is_enabled,
        file=project.file(node),
        line=place.line if place else 1,
    )
    yield from _dependencies(project, node, place)


def _unit_test(project: Project, node: Any, is_enabled: bool) -> Iterator[Row]:
    place = project.properties.entry(node.original_file_path, "unit_tests", node.name)
    yield DataTestRow(
        product=project.product,
        test=node.name,
        kind="unit",
        type=None,
        model=node.model,
        column_name=None,
        severity=None,
        arguments=None,
        is_enabled=is_enabled,
        file=project.file(node),
        line=place.line if place else 1,
    )
    yield from _dependencies(project, node, place)


def _dependencies(project: Project, node: Any, place: Part | None) -> Iterator[Row]:
    for depends_on in dependencies(project, node):
        yield DataTestDependencyRow(
            product=project.product,
            test=node.name,
            depends_on=depends_on.name,
            source=depends_on.source,
            file=project.file(node),
            line=place.line if place else 1,
        )


def _place(
    project: Project, node: Any, attached: Any, type_: str, column: str | None
) -> Part | None:
    """Where a generic test is written: at a model, or at a table of a source."""
    file = node.original_file_path
    described: Part | None = None
    if attached is not None:
        described = project.properties.node(file, attached.name)
    else:
        sources = (project.manifest.sources.get(unique_id) for unique_id in node.depends_on.nodes)
        for source in sources:
            if source is not None and described is None:
                described = project.properties.source_table(file, source.source_name, source.name)
    return properties.data_test(described, column, type_, node.name) if described else None
