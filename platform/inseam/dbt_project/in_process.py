"""Calling dbt-core, in this process.

dbt is imported once and parses once; the parsed manifest is handed on from command to command.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import ManifestLoader
from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

from inseam.dbt_project.invocation import Call, DbtFailed
from inseam.dbt_project.packages import stand_in_for_uncalled


@dataclass(frozen=True, slots=True)
class DbtInProcess:
    """dbt-core on a project, for DuckDB."""

    call: Call

    @property
    def project(self) -> Path:
        return self.call.project

    def __call__(
        self,
        command: str,
        *arguments: str,
        manifest: Manifest | None = None,
        callbacks: Sequence[Callable[[Any], None]] = (),
    ) -> Any:
        """The command's result. Raises `DbtFailed`."""
        os.environ["INSEAM_DUCKDB_FILE"] = str(self.call.database)
        if command == "parse":
            stand_in_for_uncalled(self.project)
        return invoke(
            self.call.profile_target,
            command,
            *arguments,
            *self.call.options(command),
            manifest=manifest,
            callbacks=callbacks,
        )

    def document(self, manifest: Manifest) -> dict[str, Any]:
        return dict(manifest.writable_manifest().to_dict(omit_none=False))

    def own_sql(self, node: Any) -> tuple[str, int]:
        own = node._pre_injected_sql
        if own is None:
            return node.compiled_code, 0
        return own, node.compiled_code.count("\n") - own.count("\n")


def _keep_nothing(_: ManifestLoader) -> None:
    """No command reads what one before it has parsed: that would be an input that nobody named."""


ManifestLoader.write_manifest_for_partial_parse = _keep_nothing  # type: ignore[method-assign]
_UNHEARD = frozenset({EventLevel.DEBUG, EventLevel.TEST, EventLevel.INFO})


class _Warnings(EventManager):
    """Makes no message of an event that nobody hears, which takes longer than many a data test."""

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        is_heard = force_warn_or_error_handling or (level or e.level_tag()) not in _UNHEARD
        if is_heard or self.loggers:
            super().fire_event(e, level, node, force_warn_or_error_handling)


def invoke(
    target: str,
    command: str,
    *arguments: str,
    manifest: Manifest | None = None,
    callbacks: Sequence[Callable[[Any], None]] = (),
    hears_all: bool = False,
) -> Any:
    """The result of a command on a target of the profile; dbt is silent. Raises `DbtFailed`.

    ``callbacks`` hear warnings and errors; with ``hears_all`` every event.
    """
    ctx_set_event_manager(EventManager() if hears_all else _Warnings())
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
        # Some of dbt's own assertions have no text.
        raise DbtFailed(str(response.exception).strip() or repr(response.exception))
    return response.result
