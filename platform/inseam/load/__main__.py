"""Fills tables of source systems: ``python -m inseam.load <format> <request.json>``.

Runs at the top of the repository. Exit codes: 0 everything is there, 1 something was not loaded, 2
something cannot be read, 3 a fault of ours.
"""

from __future__ import annotations

import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from inseam.environments.author import author
from inseam.environments.definition import Environment, named, read_environments
from inseam.environments.lake import attach_statement, variables
from inseam.environments.operations import OperationFailed, Operations
from inseam.load.load import Caller, check_environment, load
from inseam.load.request import LoadRequest, read_load_request
from inseam.load.summary import summarise
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report, report


def run(request: LoadRequest, repository: Path) -> Report:
    environment = named(read_environments(), request.environment)
    check_environment(environment)
    operations = Operations.of_repository(
        repository, environment.target, variables(environment, repository)
    )
    caller = Caller(author().who, lambda: datetime.now(UTC), _say)
    try:
        loaded = load(request, environment, operations, caller)
    except OperationFailed as failure:
        raise InputError([_unreachable(environment, failure)]) from failure
    summary = summarise(loaded, request, environment.name)
    statement = attach_statement(environment, repository)
    if statement and summary:
        summary = (*summary, f"Any DuckDB client reads it: {statement}")
    return report(loaded.findings, *summary)


def _unreachable(environment: Environment, failure: OperationFailed) -> Finding:
    return Finding(
        rule="environment-unreachable",
        severity=Severity.ERROR,
        file="platform/environments.yaml",
        line=environment.line,
        message=f"The environment `{environment.name}` does not answer: {failure}",
        fix="Correct what it names, and call this again.",
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> int:
    form, request_file = sys.argv[1:]
    try:
        return run_process(
            lambda: run(read_load_request(Path(request_file)), Path.cwd()), FORMATS[form]
        )
    except KeyboardInterrupt:
        print("Interrupted. Call it again: no contract is half loaded.", file=sys.stderr)
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
