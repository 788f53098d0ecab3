"""The products that are due now, a target a line: what they promise needs a run.

``python -m inseam.orchestration.due_now <listed> [<instant>]``, in the repository's root and after
`./pants facts ::`. ``listed`` is what `./pants --inseam-format=json release --release-list` says.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from inseam.orchestration.facts_read import FACTS, read_facts
from inseam.orchestration.mesh import Mesh
from inseam.orchestration.plan import ingesting, plan
from inseam.orchestration.watch import Failures, Known, decision
from inseam.report.finding import Finding, InputError, Severity
from inseam.report.process import run_process
from inseam.report.report import Report, report
from inseam.report.text import to_text


def due(mesh: Mesh, listed: Mapping[str, Any], now: datetime) -> list[str]:
    """Names, in their order. ``now`` has a zone."""
    lives = frozenset(s.contract for s in mesh.systems if s.ingested_by is not None)
    known = Known.of(listed, lives)
    return [
        product.name for product in mesh.products if decision(product, known, now, Failures()).run
    ]


def read_listed(file: Path) -> Mapping[str, Any]:
    """Raises `InputError`."""
    try:
        found: Mapping[str, Any] = json.loads(file.read_bytes())["results"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            [
                Finding(
                    rule="no-releases",
                    severity=Severity.ERROR,
                    file=file.as_posix(),
                    message=f"This is not a list of releases: {error!r}",
                    fix=(
                        "Give what `./pants --inseam-format=json release --release-list products::`"
                        " prints."
                    ),
                )
            ]
        ) from error
    return found


def main() -> Report:
    """Raises `InputError` for facts that are not there, too."""
    file, *instant = sys.argv[1:]
    now = datetime.fromisoformat(instant[0]) if instant else datetime.now(UTC)
    listed = read_listed(Path(file))
    facts = read_facts(FACTS)
    mesh = plan(facts, ingesting(facts), now.date())
    return report((), *(f"products/{name}::" for name in due(mesh, listed, now)))


def run() -> int:
    """A shell reads what it prints."""
    return run_process(main, to_text)


if __name__ == "__main__":
    sys.exit(run())
