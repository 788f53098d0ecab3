"""How dbt is called on a project, whichever dbt it is.

dbt-core 1.11 is the engine of record: it runs in this process, and what it says is what counts. A
dbt 2 is an executable that a person names; it answers the same calls (docs/dbt-2.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

# A failure has these words where a template asks for what only the engine knows.
ASKS_DATABASE = "asks the database"


class DbtFailed(Exception):
    """dbt could not read or compile the project."""


@dataclass(frozen=True, slots=True)
class Call:
    """On which project dbt is called: for DuckDB, with ``database`` as the product's own file.

    ``as_of`` is the instant of the run. Each command writes below ``target`` in a folder of its
    own, so that what one writes is not lost to the next. ``profile_target`` is that of the profile.
    """

    project: Path
    profiles: Path
    database: Path
    as_of: str
    target: Path
    profile_target: str = "local"

    def options(self, command: str) -> tuple[str, ...]:
        return (
            f"--project-dir={self.project}",
            f"--profiles-dir={self.profiles.parent}",
            f"--target-path={(self.target / command).absolute()}",
            f"--log-path={(self.target / 'logs').absolute()}",
            *as_of_option(self.as_of),
        )


class DbtInvocation(Protocol):
    """A call is a command of dbt with its arguments. It raises `DbtFailed`.

    `parse` gives the manifest, and the other commands have ``results``. Entries of either are read
    by the names that dbt's artifacts have for them.
    """

    @property
    def project(self) -> Path: ...

    def __call__(
        self,
        command: str,
        *arguments: str,
        manifest: Any = None,
        callbacks: Sequence[Callable[[Any], None]] = (),
    ) -> Any: ...

    def document(self, manifest: Any) -> dict[str, Any]:
        """A manifest as the artifact that dbt writes of it."""

    def own_sql(self, node: Any) -> tuple[str, int]:
        """What of a compiled node's SQL is its own, without that of the ephemeral models which dbt
        puts into it; and how many lines dbt put before it.
        """


def as_of_option(as_of: str) -> tuple[str, str]:
    return "--vars", json.dumps({"as_of": as_of})
