"""The environments: ``python -m inseam.facts.environments <environments.yaml> <out.jsonl>``,
with the file of dbt's profiles after them, if there is one.

A broken file is a row of `findings`, and the exit code is 0.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from inseam.documents.yaml_document import Document
from inseam.environments.definition import Environment, environments_of
from inseam.environments.profile import read_outputs
from inseam.facts.gathered import Gathered, RowsAndFindings
from inseam.facts.schema import EnvironmentHostRow, EnvironmentRow
from inseam.facts.tables import Row
from inseam.report.process import run_process
from inseam.report.report import Report


def read_environments(path: Path, profiles: Path) -> Gathered:
    outputs = read_outputs(profiles)

    def rows(document: Document) -> RowsAndFindings:
        environments, problems = environments_of(document, outputs)
        made = [row for environment in environments for row in _rows(environment, document.file)]
        return made, problems

    read = Gathered(None)
    read.read_checked_yaml(path, rows)
    return read


def _rows(environment: Environment, file: str) -> Iterator[Row]:
    yield EnvironmentRow(
        environment=environment.name,
        target=environment.target,
        database=environment.database,
        as_of=environment.as_of,
        production_rules=environment.production_rules.value,
        keep=environment.keep,
        file=file,
        line=environment.line,
    )
    for host in dict.fromkeys(environment.hosts):
        yield EnvironmentHostRow(
            environment=environment.name, host=host, file=file, line=environment.line
        )


def main() -> Report:
    registry, out, *profiles = sys.argv[1:]
    read_environments(Path(registry), Path(*profiles)).write(Path(out))
    return Report()


if __name__ == "__main__":
    sys.exit(run_process(main))
