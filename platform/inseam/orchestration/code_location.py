"""What Dagster loads: ``dagster dev -m inseam.orchestration.code_location``, in the repository.

Reads `dist/facts.duckdb` and nothing of a product: no dbt, no manifest. `INSEAM_ENVIRONMENT` names
the environment that is released to; the first one of platform/environments.yaml if it is not set.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from inseam.orchestration.commands import Pants
from inseam.orchestration.definitions import definitions
from inseam.orchestration.due import conditions
from inseam.orchestration.facts_read import FACTS, read_facts
from inseam.orchestration.plan import ingesting, plan
from inseam.report.finding import InputError
from inseam.report.report import report
from inseam.report.text import to_text

ENVIRONMENT = "INSEAM_ENVIRONMENT"


def load(root: Path) -> dg.Definitions:
    """Raises `InputError`."""
    facts = read_facts(root / FACTS)
    mesh = plan(facts, ingesting(facts), datetime.now(UTC).date())
    commands = Pants(root, os.environ.get(ENVIRONMENT, ""))
    return definitions(mesh, commands, conditions(mesh, commands))


def _load_or_say() -> dg.Definitions:
    try:
        return load(Path.cwd())
    except InputError as error:
        # Dagster shows what a module raises with its whole stack: this is one line.
        print(to_text(report(error.findings)), file=sys.stderr)
        raise SystemExit(2) from None


defs = _load_or_say()
