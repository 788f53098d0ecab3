"""``python -m inseam.lineage.openlineage <lineage.json> <folder of facts> <out>``: events as files.

    <out>/static.jsonl     what each model is, and each object of an output port
    <out>/design.jsonl     the same as runs, for receivers that take only runs
    <out>/run.jsonl        what happened, of each folder of `--results`

With `--schemas`, every event and every facet is validated with the schema that it names.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import NoReturn

from inseam.facts.lines import read_file
from inseam.lineage.document import Lineage, from_json
from inseam.lineage.openlineage.dbt_results import read_results
from inseam.lineage.openlineage.design import dataset_events, design_runs, job_events
from inseam.lineage.openlineage.environment import (
    PRODUCER,
    Environment,
    environment_findings,
)
from inseam.lineage.openlineage.events import Event, to_line
from inseam.lineage.openlineage.jobs import Jobs
from inseam.lineage.openlineage.known import TABLES, known
from inseam.lineage.openlineage.runs import run_events
from inseam.lineage.openlineage.validation import Validator, line_findings, read_schemas
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report, report

STATIC = "static.jsonl"
DESIGN = "design.jsonl"
RUN = "run.jsonl"


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _wrong("lineage-events", ".", f"{message}.", "See `--help`.")


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """Raises InputError."""
    parser = _Arguments(prog="python -m inseam.lineage.openlineage")
    parser.add_argument("lineage", type=Path, help="lineage.json")
    parser.add_argument("facts", type=Path, help="folder with the *.jsonl that it is made from")
    parser.add_argument("out", type=Path, help="folder for the events")
    parser.add_argument("--namespace", required=True, help="of datasets: `duckdb://acme-ci`")
    parser.add_argument("--job-namespace", help="of jobs: `inseam://acme-ci`, if not given")
    parser.add_argument("--producer", default=PRODUCER, help="a URI")
    parser.add_argument("--time", required=True, type=_time, help="with a time zone")
    parser.add_argument("--results", type=Path, action="append", default=[], help="folder; often")
    parser.add_argument("--schemas", type=Path, help="folder with OpenLineage's schemas")
    return parser.parse_args(given)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise argparse.ArgumentTypeError(f"`{text}` has no time zone")
    return time


def environment_of(options: argparse.Namespace) -> Environment:
    """Raises InputError for a namespace that is none."""
    authority = options.namespace.partition("://")[2]
    environment = Environment(
        datasets=options.namespace,
        jobs=options.job_namespace or f"inseam://{authority}",
        producer=options.producer,
    )
    if findings := list(environment_findings(environment)):
        raise InputError(findings)
    return environment


def write_events(options: argparse.Namespace) -> Report:
    """Raises InputError for what cannot be read."""
    environment = environment_of(options)
    validator = Validator(read_schemas(options.schemas)) if options.schemas else None
    facts = sorted(options.facts.rglob("*.jsonl"))
    rows = known(chain.from_iterable(read_file(file, TABLES) for file in facts))
    jobs = Jobs(_lineage(options.lineage), rows, environment)
    findings: list[Finding] = []
    ran: list[Event] = []
    for folder in options.results:
        if (results := read_results(folder)) is not None:
            told = run_events(jobs, results, options.time)
            ran += told.events
            findings += told.findings
    files: dict[str, Iterable[Event]] = {
        STATIC: chain(job_events(jobs, options.time), dataset_events(jobs, options.time)),
        DESIGN: design_runs(jobs, options.time),
        RUN: ran,
    }
    options.out.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, events in files.items():
        lines = [to_line(event, environment.producer) for event in events]
        count += len(lines)
        (options.out / name).write_text("".join(lines), encoding="utf-8")
        if validator:
            findings += line_findings(validator, (options.out / name).as_posix(), lines)
    return report(findings, *_summary(count, validator))


def _lineage(file: Path) -> Lineage:
    try:
        return from_json(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(
            "lineage-events", file.as_posix(), f"It is not lineage: {error}.", "Make it again."
        ) from error


def _wrong(rule: str, file: str, message: str, fix: str) -> InputError:
    return InputError(
        [Finding(rule=rule, severity=Severity.ERROR, file=file, message=message, fix=fix)]
    )


def _summary(events: int, validator: Validator | None) -> Iterator[str]:
    said = f"{events:,} OpenLineage event{'' if events == 1 else 's'}"
    if validator:
        said += f", and {validator.facets:,} facets in them, validated with their schemas"
    yield said


def main() -> Report:
    return write_events(arguments(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(run_process(main))
