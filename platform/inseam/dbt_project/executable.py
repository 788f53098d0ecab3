"""Calling a dbt 2, which is an executable, to parse and compile.

It reads a copy of the project and asks no engine for anything: it is given neither a driver nor a
way out. A template that asks all the same fails, and with it the call; dbt-core then says what is
wrong, or compiles what only it can (`inseam.facts.dbt`).
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from inseam.dbt_project.ephemeral_models import as_dbt_core_has_it, own_sql
from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.invocation import Call, DbtFailed
from inseam.dbt_project.macro_calls import note_macros
from inseam.dbt_project.packages import local_packages
from inseam.dbt_project.written_artifacts import Entry, read_manifest

_COPY = "copy"
# dbt-core's arguments for what this one does anyway: it asks nothing, and its manifest is read.
_OF_COURSE = frozenset({"--no-introspect", "--no-populate-cache", "--no-write-json"})
_NO_TESTS = ("--exclude-resource-type", "test", "unit_test", "analysis")
# Nobody listens there, so what it would fetch it cannot.
_NO_WAY_OUT = dict.fromkeys(("ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
# An incremental model compiles as in every run but its first, as `inseam.dbt_project.offline` has
# it for dbt-core. dbt's own macro would ask whether the table is there.
_IS_INCREMENTAL = """\
{%- macro is_incremental() -%}
    {{- return(model.config.materialized == 'incremental' and not should_full_refresh()) -}}
{%- endmacro -%}
"""
_OVERRIDE = "inseam_reads_this_project.sql"


@dataclass(frozen=True)
class DbtExecutable:
    """A dbt 2 on a project, for DuckDB. ``executable`` is run as it is."""

    call: Call
    executable: Path

    @property
    def project(self) -> Path:
        return self.call.project

    def __call__(
        self,
        command: str,
        *arguments: str,
        manifest: Any = None,
        callbacks: Sequence[Callable[[Any], None]] = (),
    ) -> Entry:
        """The manifest of `parse`; of `compile`, ``results`` with the ``node`` of each.

        It parses again for each command. Raises `DbtFailed`.
        """
        written = self._run(command, *arguments)
        if command == "parse":
            return written
        nodes = [node for _, node in sorted(written.nodes.items()) if node.get("compiled")]
        return Entry(results=[Entry(node=node) for node in nodes])

    def compile_project(self) -> Entry:
        """The manifest, whose models and snapshots have their SQL. Raises `DbtFailed`."""
        return self._run("compile", *_NO_TESTS)

    def _run(self, command: str, *arguments: str) -> Entry:
        target = self.call.target / command
        run = subprocess.run(
            [
                self.executable.absolute(),
                command,
                *(argument for argument in arguments if argument not in _OF_COURSE),
                "--profile=inseam",
                f"--target={self.call.profile_target}",
                "--threads=1",
                "--log-format=json",
                "--log-level=error",
                "--log-level-file=off",
                "--show=none",
                "--no-send-anonymous-usage-stats",
                "--no-version-check",
                *replace(self.call, project=self._copy).options(command),
            ],
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if run.returncode != 0:
            raise DbtFailed(f"{run.stdout}{run.stderr}".strip())
        return self._as_written_here(read_manifest(target / "manifest.json"))

    def document(self, manifest: Entry) -> Entry:
        return manifest

    def own_sql(self, node: Entry) -> tuple[str, int]:
        return node.own_code, node.compiled_code.count("\n") - node.own_code.count("\n")

    def _environment(self) -> dict[str, str]:
        """Nothing of the machine's: what a template reads from it would be in a cached result."""
        return {
            **_NO_WAY_OUT,
            "HOME": str(self.call.target.absolute()),
            "INSEAM_DUCKDB_FILE": str(self.call.database),
            "TZ": "UTC",
        }

    @cached_property
    def _copy(self) -> Path:
        """The project in a folder of its own, with its packages where `local:` leads to.

        dbt 2 wants to find them there. To the copy a macro is added.
        """
        root = (self.call.target / _COPY).absolute()
        copy = root / self.project
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.project, copy)
        for folder in local_packages(self.project).values():
            installed = self.project / "dbt_packages" / folder.name
            shutil.copytree(installed, root / folder, dirs_exist_ok=True)
        macros = copy / next(iter(project_folders(self.project).macros), "macros")
        macros.mkdir(parents=True, exist_ok=True)
        (macros / _OVERRIDE).write_text(_IS_INCREMENTAL, encoding="utf-8")
        return copy

    def _as_written_here(self, manifest: Entry) -> Entry:
        """Without the macro of the copy, and with SQL as dbt-core writes it."""
        project = manifest.metadata.project_name
        del manifest.macros[f"macro.{project}.is_incremental"]
        # It has one for each snapshot, too.
        for unique_id in [one for one in manifest.macros if one.startswith("snapshot.")]:
            del manifest.macros[unique_id]
        note_macros(manifest, (project, *local_packages(self.project)))
        for node in manifest.nodes.values():
            if node.get("compiled_code"):
                compiled = node.compiled_code.replace("\r\n", "\n")
                node["own_code"] = self._without_edges(node, own_sql(compiled))
                node["compiled_code"] = as_dbt_core_has_it(compiled, node.own_code)
        return manifest

    def _without_edges(self, node: Entry, sql: str) -> str:
        """dbt-core reads a model without the blank lines before and after it."""
        if node.resource_type == "snapshot":
            return sql.removesuffix("\n")
        file = self.project / node.original_file_path
        if not file.is_file():
            return sql
        text = file.read_text(encoding="utf-8", errors="replace")
        begin = text.lstrip()
        # With a sign Jinja has taken them already.
        if not begin.startswith(("{%-", "{{-", "{#-")):
            sql = sql.removeprefix(text[: len(text) - len(begin)])
        return sql.rstrip() if text != text.rstrip() else sql
