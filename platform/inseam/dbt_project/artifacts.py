"""dbt's artifacts, the same bytes for the same project: each differs from run to run by itself."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, time
from pathlib import Path
from typing import Any

_STABLE_METADATA = ("dbt_schema_version", "dbt_version", "project_name", "adapter_type")
_STABLE_RESULT = (
    "unique_id",
    "status",
    "message",
    "failures",
    "compiled",
    "compiled_code",
    "relation_name",
)


def normalised_manifest(manifest: dict[str, Any], packages: Collection[str] | None = None) -> str:
    """Without times, random ids and the folder that the run happened to be in.

    Of macros, which dbt itself has hundreds of, only those of ``packages``, if they are given.
    """
    kept = dict(manifest)
    kept["metadata"] = _named(manifest["metadata"], _STABLE_METADATA)
    if packages is not None:
        kept["macros"] = {
            unique_id: macro
            for unique_id, macro in manifest["macros"].items()
            if macro["package_name"] in packages
        }
    for entries in kept.values():
        if isinstance(entries, dict):
            for entry in entries.values():
                if isinstance(entry, dict):
                    entry.pop("created_at", None)
    return _as_text(kept)


def normalised_run_results(run: dict[str, Any]) -> str:
    """Without times, threads and random ids, in order of the nodes' ids."""
    results = [_named(result, _STABLE_RESULT) for result in run["results"]]
    return _as_text(
        {
            "metadata": _named(run["metadata"], _STABLE_METADATA),
            "results": sorted(results, key=lambda result: str(result["unique_id"])),
        }
    )


def _named(entry: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: entry[key] for key in keys if key in entry}


def _as_text(artifact: dict[str, Any]) -> str:
    here = f"{Path.cwd()}/"
    return json.dumps(artifact, indent=1, sort_keys=True, default=_as_dbt).replace(here, "") + "\n"


def _as_dbt(value: object) -> str:
    """An instant or a day that stands in YAML without quotes, as dbt writes it into an artifact."""
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
