"""The configuration of dbt-bouncer, as far as findings need it.

    manifest_checks:
      - name: check_model_names
        description: Give models of the staging layer the prefix stg_.
        include: ^models/staging
        model_name_pattern: ^stg_

What else a check takes is dbt-bouncer's to judge. It asks for no description; we do, since it is
what a finding tells people to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inseam.documents.yaml_document import Document
from inseam.report.finding import Finding, InputError, Severity

CATEGORY = "manifest_checks"


@dataclass(frozen=True, slots=True)
class Check:
    """``line`` is where the configuration names it."""

    name: str
    description: str
    line: int


def read_checks(document: Document) -> tuple[Check, ...]:
    """In their order, which is how dbt-bouncer numbers them. Raises `InputError`."""
    problems: list[Finding] = []
    checks = list(_checks(document, problems))
    if problems:
        raise InputError(problems)
    return tuple(checks)


def _checks(document: Document, problems: list[Finding]) -> Iterator[Check]:
    value = document.value
    listed = value.get(CATEGORY) if isinstance(value, dict) else None
    if not isinstance(listed, list) or set(value) != {CATEGORY}:
        problems.append(
            _finding(
                document,
                1,
                f"has something other than a list of `{CATEGORY}`",
                f"Write `{CATEGORY}:` with a list of checks: only the manifest is known here.",
            )
        )
        return
    for index, entry in enumerate(listed):
        path = (CATEGORY, index)
        given = entry if isinstance(entry, dict) else {}
        name, description = given.get("name"), given.get("description")
        line = document.line(path)
        if not isinstance(name, str) or not isinstance(description, str):
            problems.append(
                _finding(
                    document,
                    line,
                    "has a check without a `name` or a `description`",
                    "Write both; the description tells people what to do.",
                )
            )
            continue
        yield Check(name, " ".join(description.split()), line or 1)


def _finding(document: Document, line: int | None, what: str, fix: str) -> Finding:
    return Finding(
        rule="dbt-bouncer-config-invalid",
        severity=Severity.ERROR,
        file=document.file,
        line=line,
        message=f"The configuration of dbt-bouncer {what}.",
        fix=fix,
    )
