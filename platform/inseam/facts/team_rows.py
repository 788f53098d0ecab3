"""The rows of the team registry."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.contracts.yaml_document import Document
from inseam.facts.parts import Part
from inseam.facts.schema import TeamMemberRow, TeamRow
from inseam.facts.tables import Row
from inseam.report.finding import Finding, InputError, Severity


def team_rows(document: Document) -> tuple[list[Row], list[Finding]]:
    """The rows, and what is wrong with entries that give none.

    Raises `InputError` if the document is not a list.
    """
    whole = Part.whole(document)
    if not isinstance(whole.value, list):
        raise InputError([_finding(whole, "is not a list of teams")])
    rows: list[Row] = []
    findings: list[Finding] = []
    for index in range(len(whole.value)):
        entry = whole.at(index)
        if team := entry.text("id"):
            rows += _rows(team, entry)
        else:
            findings.append(_finding(entry, "has a team without an `id` that is text"))
    return rows, findings


def _rows(team: str, entry: Part) -> Iterator[Row]:
    yield TeamRow(
        team=team,
        name=entry.text("name"),
        type=entry.text("type"),
        domain=entry.text("domain"),
        github=entry.text("contact", "github"),
        email=entry.text("contact", "email"),
        file=entry.file,
        line=entry.line,
    )
    for member in entry.each("members"):
        if isinstance(member.value, str):
            yield TeamMemberRow(team=team, member=member.value, file=member.file, line=member.line)


def _finding(part: Part, what: str) -> Finding:
    return Finding(
        rule="team-registry-unreadable",
        severity=Severity.ERROR,
        file=part.file,
        line=part.line,
        message=f"The team registry {what}.",
        fix="Each team has `id`, `name`, `type`, `domain`, `members` and `contact`.",
    )
