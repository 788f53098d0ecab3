"""The outputs of dbt's profile: `platform/dbt/profiles.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inseam.documents.yaml_document import read_yaml
from inseam.report.finding import InputError

FILE = Path("platform", "dbt", "profiles.yml")


def read_outputs(file: Path = FILE) -> Mapping[str, str] | None:
    """The type of each: `duckdb`, `databricks`, ...

    None if there is no such file, or dbt will find fault with it: then nobody knows them.
    """
    if not file.is_file():
        return None
    try:
        profiles: Any = read_yaml(file.as_posix(), file.read_bytes()).value
    except InputError:
        return None
    found: dict[str, str] = {}
    for profile in profiles.values() if isinstance(profiles, dict) else ():
        outputs = profile.get("outputs") if isinstance(profile, dict) else None
        for name, output in (outputs if isinstance(outputs, dict) else {}).items():
            found[name] = str(output.get("type")) if isinstance(output, dict) else ""
    return found or None
