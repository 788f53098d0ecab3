"""The rows about what uses a product's models beside other models: exposures, metrics and the like.

They are YAML and SQL that dbt parses with the rest. Exposures are readers; the others are named, so
that nobody takes them for checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inseam.facts.manifest_rows import Project, contract_id, dependencies
from inseam.facts.schema import ExposureReadRow, ExposureRow, OtherResourceRow
from inseam.facts.tables import Row


def use_rows(project: Project) -> Iterator[Row]:
    for exposure in project.own(project.manifest.exposures):
        yield from _exposure_rows(project, exposure)
    manifest = project.manifest
    for resource in (
        *(n for n in project.own(manifest.nodes) if str(n.resource_type) == "analysis"),
        *project.own(manifest.metrics),
        *project.own(manifest.semantic_models),
        *project.own(manifest.saved_queries),
    ):
        kind = str(resource.resource_type)
        yield OtherResourceRow(
            product=project.product,
            kind=kind,
            name=resource.name,
            description=getattr(resource, "description", None) or None,
            **_place(project, resource, {"saved_query": "saved_queries"}.get(kind, f"{kind}s")),
        )


def _exposure_rows(project: Project, exposure: Any) -> Iterator[Row]:
    place = _place(project, exposure, "exposures")
    yield ExposureRow(
        product=project.product,
        exposure=exposure.name,
        type=str(getattr(exposure.type, "value", exposure.type)),
        owner=exposure.owner.name or None,
        email=_one(exposure.owner.email),
        url=exposure.url or None,
        description=exposure.description or None,
        **place,
    )
    models = {node.name: node for node in project.models}
    for read in dependencies(project, exposure):
        of_model = models.get(read.name) if read.source is None else None
        yield ExposureReadRow(
            product=project.product,
            exposure=exposure.name,
            depends_on=read.name,
            source=read.source,
            contract_id=contract_id(of_model) if of_model is not None else read.contract_id,
            **place,
        )


def _one(email: Any) -> str | None:
    """dbt takes several addresses, too."""
    return (", ".join(email) if isinstance(email, list) else email) or None


def _place(project: Project, resource: Any, kind: str) -> dict[str, Any]:
    entry = project.properties.entry(resource.original_file_path, kind, resource.name)
    return {"file": project.file(resource), "line": entry.line if entry else 1}
