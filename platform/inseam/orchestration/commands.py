"""What materializes assets: the commands that a person types, in a process of their own.

They hold the environment, read secrets and write its state as they do for everybody, so a release
that the orchestrator starts is like any other.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from inseam.report.finding import Finding
from inseam.report.read import read_report

Log = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Done:
    """``results`` are those of the command's page, empty where it came to none. ``said`` is the end
    of what it printed where that is no report."""

    exit_code: int
    findings: tuple[Finding, ...] = ()
    summary: tuple[str, ...] = ()
    results: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""

    @property
    def failed(self) -> bool:
        return self.exit_code != 0


class Commands(Protocol):
    """What an orchestrator asks of the platform, in one environment."""

    def release(self, product: str, log: Log) -> Done: ...

    def ingest(self, product: str, contract: str, log: Log) -> Done: ...

    def test(self, product: str, log: Log) -> Done: ...

    def seen(self, log: Log) -> Done:
        """What readers see there: `inseam.release.results.listed`."""


@dataclass(frozen=True, slots=True)
class Pants:
    """``environment`` is a name in platform/environments.yaml, empty for the first one."""

    root: Path
    environment: str = ""

    def release(self, product: str, log: Log) -> Done:
        """On the input data of now, be its code unchanged or not."""
        return self._call(
            log, "release", "--release-refresh", self._where("release"), f"products/{product}::"
        )

    def ingest(self, product: str, contract: str, log: Log) -> Done:
        asked = ("--environment", self.environment) if self.environment else ()
        command = ("run", f"products/{product}/ingest", "--", *asked)
        return self._call(log, *command, "--contract", contract, "--format", "json")

    def test(self, product: str, log: Log) -> Done:
        return self._call(log, "test", f"products/{product}::")

    def seen(self, log: Log) -> Done:
        return self._call(log, "release", "--release-list", self._where("release"), "products::")

    def _where(self, goal: str) -> str:
        return f"--{goal}-environment={self.environment}"

    def _call(self, log: Log, *arguments: str) -> Done:
        options = ("--no-colors", "--no-dynamic-ui", "--inseam-format=json")
        return run(("./pants", *options, *arguments), self.root, log)


def run(command: Sequence[str], folder: Path, log: Log) -> Done:
    """Its stderr line by line to ``log``, and the report that it prints to stdout."""
    # Of a pex, whose settings another one that is started from it would take for its own.
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PEX")}
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**variables, "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        said: list[str] = []
        reading = threading.Thread(target=lambda: said.append(process.stdout.read()))  # type: ignore[union-attr]
        reading.start()
        for line in process.stderr:
            log(line.rstrip("\n"))
        reading.join()
        exit_code = process.wait()
    return _done(exit_code, "".join(said))


def _done(exit_code: int, text: str) -> Done:
    try:
        document = json.loads(text)
        said = read_report(text)
    except ValueError:
        return Done(exit_code, said=text[-2000:])
    return Done(exit_code, said.findings, said.summary, document.get("results") or {})
