"""The variables with which dbt works on a product's loaded inputs, as a file.

`.inseam/env` has a line `NAME='value'` for each: a shell reads it with ``set -a; . .inseam/env``,
and editors read it as a dotenv file.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path

FILE = "env"


def environment(
    database: Path, attached: Mapping[str, Path], profiles: Path, as_of: str
) -> dict[str, str]:
    """What `platform/dbt/profiles.yml` and `dbt_common.as_of()` ask for, with absolute paths."""
    attach = [
        {"path": str(path.absolute()), "alias": alias, "read_only": True}
        for alias, path in sorted(attached.items())
    ]
    return {
        # A project that was brought here names one that it had elsewhere.
        "DBT_PROFILE": "inseam",
        "DBT_PROFILES_DIR": str(profiles.parent.absolute()),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "INSEAM_AS_OF": as_of,
        "INSEAM_DUCKDB_ATTACH": json.dumps(attach),
        "INSEAM_DUCKDB_FILE": str(database.absolute()),
        "INSEAM_DUCKDB_SETTINGS": json.dumps({"TimeZone": "UTC"}),
    }


def write_env(folder: Path, variables: Mapping[str, str]) -> None:
    lines = (f"{name}={shlex.quote(value)}\n" for name, value in variables.items())
    (folder / FILE).write_text("".join(lines), "utf-8")


def read_env(folder: Path) -> dict[str, str]:
    lines = (folder / FILE).read_text("utf-8").split("\n")
    entries = (line.partition("=") for line in lines if line)
    return {name: shlex.split(value)[0] for name, _, value in entries}


def has_env(folder: Path) -> bool:
    return (folder / FILE).is_file()


def databases(variables: Mapping[str, str]) -> list[Path]:
    """The product's own file, and those of the catalogs that it reads."""
    attached = json.loads(variables["INSEAM_DUCKDB_ATTACH"])
    return [Path(variables["INSEAM_DUCKDB_FILE"]), *(Path(entry["path"]) for entry in attached)]
