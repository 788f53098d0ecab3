"""``python -m inseam.grants <format> <request.json>``: who is given what, by agreements.

The request is ``{"version": 1, "environment": "", "date": "2026-01-31", "apply": false, "wait":
600}``; an empty ``environment`` is the first one. The facts of all products and of teams lie beside
it, in ``_facts``. The process runs in the repository. Exit codes: 0 all is as planned, 1
something was refused, or the engine has no grants to apply, 2 something cannot be read, 3 a fault
of ours.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inseam import wire
from inseam.documents.day import day_given
from inseam.environments.author import author
from inseam.environments.definition import named, read_environments
from inseam.environments.hosts import variables_of_target
from inseam.environments.operations import Operations
from inseam.grants.access import accesses_of, read_facts
from inseam.grants.call import Grants
from inseam.report.formats import FORMATS
from inseam.report.process import run_process
from inseam.report.report import Report

FACTS = "_facts"


def of_request(request: Mapping[str, Any], facts: Path) -> Grants:
    """Raises `InputError` with all that is wrong in the files."""
    day = day_given(request["date"], "--grants-today")
    environments = read_environments()
    environment = named(environments, request["environment"])
    known = [one.name for one in environments]
    accesses = accesses_of(read_facts(sorted(facts.rglob("*.jsonl"))), environment, known)
    # A lake has no grants: nobody has to open it, nor to say where its catalog is. So the tools of
    # another engine do, which need not have DuckDB.
    given = variables_of_target(environment, os.environ)
    operations = Operations.of_repository(Path(), environment.target, given)
    return Grants(
        environment,
        accesses,
        day,
        operations,
        lambda: datetime.now(UTC),
        author().who,
        request["wait"],
    )


def main() -> int:
    form, request_file = sys.argv[1:]
    request = wire.document(Path(request_file).read_bytes())

    def run() -> Report:
        return of_request(request, Path(request_file).parent / FACTS).run(do=request["apply"])

    try:
        return run_process(run, FORMATS[form])
    except KeyboardInterrupt:
        print("Interrupted. Call it again: it goes on from what is there.", file=sys.stderr)
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main())
