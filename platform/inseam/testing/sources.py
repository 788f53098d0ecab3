"""The source tables of a project, as dbt read them, with their lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inseam.documents.yaml_document import Document, read_yaml
from inseam.testing.source_table import SourceTable


def source_tables(manifest: Any, project: Path) -> list[SourceTable]:
    """The enabled source tables of ``project`` itself, in order of their ids.

    Raises `InputError` for a sources file that dbt can read and this library's YAML reader refuses,
    such as one with a key twice.
    """
    documents: dict[str, Document] = {}
    seeds = {_place(n, n.alias): i for i, n in manifest.nodes.items() if n.resource_type == "seed"}
    tables = []
    for unique_id in sorted(manifest.sources):
        source = manifest.sources[unique_id]
        if source.package_name != manifest.metadata.project_name:
            continue
        file = str(project / source.original_file_path)
        if file not in documents:
            documents[file] = read_yaml(file, Path(file).read_bytes())
        meta = {**source.source_meta, **source.meta, **source.config.meta}
        contract = meta.get("data_contract")
        tables.append(
            SourceTable(
                catalog=source.database or "",
                schema=source.schema,
                name=source.identifier,
                source=source.source_name,
                contract_id=contract.get("id") if isinstance(contract, dict) else None,
                file=file,
                line=_line(documents[file], source.source_name, source.name),
                source_line=_source_line(documents[file], source.source_name),
                unique_id=unique_id,
                seed=seeds.get(_place(source, source.identifier)),
                external_location=_external_location(source, meta),
            )
        )
    return tables


def _place(node: Any, name: str) -> tuple[str, str, str]:
    """One for all spellings: the engines do not tell upper from lower case."""
    return (node.database or "").lower(), node.schema.lower(), name.lower()


def _external_location(source: Any, meta: dict[str, Any]) -> str | None:
    """As dbt-duckdb looks for it: in `meta`, or in the config."""
    found = meta.get("external_location") or source.config.extra.get("external_location")
    return str(found) if found else None


def _line(document: Document, source_name: str, table_name: str) -> int | None:
    for i, source in enumerate(document.value.get("sources") or ()):
        if source.get("name") != source_name:
            continue
        for j, table in enumerate(source.get("tables") or ()):
            if table.get("name") == table_name:
                return document.line(("sources", i, "tables", j))
    return None


def _source_line(document: Document, source_name: str) -> int | None:
    for i, source in enumerate(document.value.get("sources") or ()):
        if source.get("name") == source_name:
            return document.line(("sources", i, "config", "meta", "data_contract", "id"))
    return None
