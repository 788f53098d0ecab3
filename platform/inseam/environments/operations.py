"""What is done in an environment's engine, which only dbt talks to.

An operation is a macro of `shared/dbt_common`. It runs by `dbt run-operation` in this process, on
the target of the environment, and answers by one line of dbt's log (`dbt_common.answer`).
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbt.contracts.graph.manifest import Manifest

from inseam.dbt_project.in_process import invoke
from inseam.dbt_project.invocation import DbtFailed
from inseam.environments.profile import FILE as PROFILES

COMMON = Path("shared", "dbt_common")
_ANSWER = "inseam-answer "
# DuckLake's words, of a catalog in Postgres and in SQLite; and those of Postgres, where two make a
# new lake at once.
_CONFLICTS = (
    "Transaction conflict",
    "database is locked",
    "duplicate key value violates unique constraint",
)
# Seconds before each try but the first. The last are for a writer with a long transaction.
_PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_TRACE = re.compile(r"^\s+(at [\w$.]+[(/].*|\.\.\. \d+ more)\n?", re.MULTILINE)
# The second of an engine that cannot be connected to.
_FAILURES = ("RunningOperationCaughtError", "RunningOperationUncaughtError")


class OperationFailed(Exception):
    """The engine refused a statement, or cannot be reached. Says it in the engine's words."""


@dataclass(slots=True)
class Operations:
    """Operations on one environment.

    ``common`` is the folder of dbt_common, ``profiles`` the file of dbt's profiles, ``target`` the
    environment's output there. ``variables`` of the environment are set while one runs.
    """

    common: Path
    profiles: Path
    target: str
    variables: Mapping[str, str] = field(repr=False)
    _manifest: Manifest | None = None
    _has_called: bool = False
    _artifacts: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def of_repository(
        cls, repository: Path, target: str, variables: Mapping[str, str]
    ) -> Operations:
        """With the macros and the profile of a repository."""
        return cls(repository / COMMON, repository / PROFILES, target, variables)

    def call(self, macro: str, **arguments: Any) -> Any:
        """What the macro answers; None if it answers nothing.

        ``arguments`` are values of JSON. What another writer was faster with is done again: nothing
        of the operation's transaction is there then. Raises `OperationFailed`.
        """
        for pause in _PAUSES:
            try:
                return self._call(macro, arguments)
            except OperationFailed as failure:
                if not any(words in str(failure) for words in _CONFLICTS):
                    raise
            time.sleep(pause)
        return self._call(macro, arguments)

    def _call(self, macro: str, arguments: Mapping[str, Any]) -> Any:
        with set_variables(self.variables):
            if self._manifest is None and self._has_called:
                self._manifest = self._invoke("parse", "--no-write-json")
            # The first reads dbt_common by itself, and most calls of a goal are the first.
            self._has_called = True
            said: list[str] = []
            failures: list[str] = []

            def listen(event: Any) -> None:
                if event.info.name == "JinjaLogInfo" and event.info.msg.startswith(_ANSWER):
                    said.append(event.info.msg.removeprefix(_ANSWER))
                elif event.info.name in _FAILURES:
                    failures.append(str(event.data.exc))

            done = self._invoke(
                "run-operation",
                macro,
                "--no-write-json",
                f"--args={json.dumps(arguments)}",
                manifest=self._manifest,
                callbacks=[listen],
                hears_all=True,
            )
            if failures or any(str(result.status) != "success" for result in done.results):
                raise OperationFailed(_without_traces("\n".join(failures)) or f"{macro} failed.")
            return json.loads(said[-1]) if said else None

    def _invoke(self, command: str, *arguments: str, **how: Any) -> Any:
        if self._artifacts is None:
            self._artifacts = tempfile.TemporaryDirectory(prefix="inseam-operations-")
        try:
            return invoke(
                self.target,
                command,
                *arguments,
                f"--project-dir={self.common.absolute()}",
                f"--profiles-dir={self.profiles.parent.absolute()}",
                f"--target-path={self._artifacts.name}",
                f"--log-path={self._artifacts.name}",
                **how,
            )
        except DbtFailed as failure:
            raise OperationFailed(str(failure)) from None


def _without_traces(text: str) -> str:
    """A message of Spark has the lines of its Java beneath it, and what it made of the query."""
    return _TRACE.sub("", text).strip()


@contextmanager
def set_variables(variables: Mapping[str, str]) -> Iterator[None]:
    """Environment variables of this process, as they were before at the end."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
