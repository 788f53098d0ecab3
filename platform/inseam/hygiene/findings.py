"""What dbt-bouncer says -> findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from inseam.hygiene.bouncer import Result
from inseam.hygiene.config import Check
from inseam.report.finding import Finding


def rule_id(check: str) -> str:
    """`check_model_names` -> `dbt-model-names`: of its name, since its place may change."""
    return f"dbt-{check.removeprefix('check_').replace('_', '-')}"


def findings(
    project: PurePosixPath, results: Iterable[Result], checks: Sequence[Check]
) -> Iterator[Finding]:
    """``project`` is the product's folder, from the repository's root."""
    for result in results:
        check = checks[result.index]
        yield Finding(
            rule=rule_id(check.name),
            severity=result.severity,
            file=str(project / (result.file or "dbt_project.yml")),
            message=_message(result.message, check),
            fix=check.description,
        )


def _message(said: str, check: Check) -> str:
    """dbt-bouncer puts the description before what it found."""
    return " ".join(said.split()).removeprefix(check.description).removeprefix(" - ")
