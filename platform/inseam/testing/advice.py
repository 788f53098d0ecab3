"""What to do about a node that failed in dbt: the `fix` of its finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from inseam.dbt_project.ancestors import ancestors
from inseam.testing.outcomes import InputTable, NodeOutcome, Origin
from inseam.testing.request import ContractInput

_SHUT_IN = "file system operations are disabled by configuration"
_EXPORT = re.compile(r"\b(?:copy\b.*\bto|export\s+database)\b", re.IGNORECASE | re.DOTALL)
_LOCATION = "external_location"
_WHY = "A test reaches no files and no network, so that it means the same on every machine."


def advice(
    node: NodeOutcome,
    manifest: Any,
    inputs: Mapping[str, InputTable],
    contracts: Mapping[str, ContractInput],
) -> str:
    """``inputs`` are the loaded tables by name, ``contracts`` those of input ports by id."""
    described = manifest.nodes.get(node.unique_id)
    if _SHUT_IN in node.message:
        return f"{_without_files(node, described, manifest)} {_WHY}"
    if node.resource_type == "test":
        made = sorted(_made_sources(described, manifest, inputs)) if described else []
        if len(made) > 1 and _generic_name(described) == "relationships":
            files = {
                contracts[i].contract.file for _, i in made if i is not None and i in contracts
            }
            tables = " and ".join(f"`{name}`" for name, _ in made)
            return (
                f"The rows of {tables} are made from contracts, which promise no such relationship:"
                f" have it added to {' or '.join(sorted(files))}, write rows in tests/inputs, or"
                " tag the test `written_inputs`."
            )
        return "Correct the model that yields these rows, or the test."
    if node.resource_type == "unit_test":
        return "Correct the model, or the rows that the unit test expects."
    return f"Correct {node.file}."


def _without_files(node: NodeOutcome, described: Any, manifest: Any) -> str:
    for source in _ancestral_sources(described, manifest) if described else ():
        if _LOCATION in {**source.meta, **source.config.meta}:
            return (
                f"Take `{_LOCATION}` out of the source `{source.source_name}` in"
                f" {node.file.removesuffix(described.original_file_path)}"
                f"{source.original_file_path}: its rows come from tests/inputs or its contract."
            )
    if described is not None and described.config.get("materialized") == "external":
        return f"Materialize {node.file} as a table or view: DuckDB alone writes external files."
    hooks = [hook.sql for kind in ("pre_hook", "post_hook") for hook in _hooks(described, kind)]
    if any(_EXPORT.search(sql) for sql in (*hooks, node.compiled_code or "")):
        return (
            "Export in production alone: put the statement in"
            " `{% if target.type == 'databricks' %} ... {% endif %}`."
        )
    return "Read from a source, a seed or another model."


def _hooks(described: Any, kind: str) -> list[Any]:
    return list(getattr(described.config, kind, ())) if described is not None else []


def _generic_name(described: Any) -> str | None:
    metadata = getattr(described, "test_metadata", None)
    return metadata.name if metadata is not None else None


def _made_sources(
    described: Any, manifest: Any, inputs: Mapping[str, InputTable]
) -> set[tuple[str, str | None]]:
    """The tables of made rows that a node reads, at whatever distance, and their contracts."""
    found = set()
    for source in _ancestral_sources(described, manifest):
        table = inputs.get(source.identifier)
        if table is not None and table.origin is Origin.SYNTHESISED:
            named = {**source.meta, **source.config.meta}.get("data_contract")
            contract = named.get("id") if isinstance(named, dict) else None
            found.add((source.identifier, contract))
    return found


def _ancestral_sources(described: Any, manifest: Any) -> Iterator[Any]:
    for unique_id in sorted(ancestors(manifest, described.unique_id)):
        if unique_id in manifest.sources:
            yield manifest.sources[unique_id]
