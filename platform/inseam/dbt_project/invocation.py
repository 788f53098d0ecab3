"""Calling dbt, in this process.

dbt is imported once and parses once; the parsed manifest is handed on from command to command.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest


class DbtFailed(Exception):
    """dbt could not read or compile the project."""


@dataclass(frozen=True, slots=True)
class DbtInvocation:
    """How dbt is called on a project: for DuckDB, with ``database`` as the product's own file.

    ``as_of`` is the instant of the run. Each command writes below ``target`` in a folder of its
    own, so that what one writes is not lost to the next. ``profile_target`` is that of the profile.
    """

    project: Path
    profiles: Path
    database: Path
    as_of: str
    target: Path
    profile_target: str = "local"

    def __call__(
        self,
        command: str,
        *arguments: str,
        manifest: Manifest | None = None,
        callbacks: Sequence[Callable[[Any], None]] = (),
    ) -> Any:
        """The command's result. Raises `DbtFailed`."""
        os.environ["INSEAM_DUCKDB_FILE"] = str(self.database)
        options = (
            f"--project-dir={self.project}",
            f"--profiles-dir={self.profiles.parent}",
            f"--target-path={(self.target / command).absolute()}",
            f"--log-path={(self.target / 'logs').absolute()}",
            *as_of_option(self.as_of),
        )
        return invoke(
            self.profile_target,
            command,
            *arguments,
            *options,
            manifest=manifest,
            callbacks=callbacks,
        )


def as_of_option(as_of: str) -> tuple[str, str]:
    return "--vars", json.dumps({"as_of": as_of})


def invoke(
    target: str,
    command: str,
    *arguments: str,
    manifest: Manifest | None = None,
    callbacks: Sequence[Callable[[Any], None]] = (),
) -> Any:
    """The result of a command on a target of the profile; dbt is silent. Raises `DbtFailed`."""
    response = dbtRunner(manifest=manifest, callbacks=list(callbacks)).invoke(
        [
            "--quiet",
            "--log-level=none",
            "--log-level-file=none",
            "--no-use-colors",
            "--no-send-anonymous-usage-stats",
            "--no-version-check",
            "--no-partial-parse",
            command,
            *arguments,
            "--profile=inseam",
            f"--target={target}",
        ]
    )
    if response.exception is not None:
        raise DbtFailed(str(response.exception).strip())
    return response.result
