"""The rows of the team registry."""

from __future__ import annotations

from collections.abc import Iterator

from inseam.documents.yaml_document import Document
from inseam.facts.parts import Part
from inseam.facts.schema import TeamGroupRow, TeamMemberRow, TeamRow
from inseam.facts.tables import Row
from inseam.report.finding import Finding, InputError, Severity

_WRITE_TEAM = "Each team has `id`, `name`, `type`, `domain`, `members` and `contact`."
_WRITE_GROUPS = "Write `groups: {<environment>: [<group>]}`, or leave it out: the group is the id."


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
            groups, faults = _groups(team, entry.at("groups"))
            rows += groups
            findings += faults
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


def _groups(team: str, written: Part) -> tuple[list[TeamGroupRow], list[Finding]]:
    """The groups that the team has in each environment, and what is wrong with the others."""
    if written.value is None:
        return [], []
    if not isinstance(written.value, dict):
        what = f"has `groups` of `{team}` that are not listed by environment"
        return [], [_finding(written, what, _WRITE_GROUPS)]
    rows: list[TeamGroupRow] = []
    findings: list[Finding] = []
    for environment in written.value:
        listed = written.at(environment)
        groups = [group for group in written.each(environment) if _is_group(group.value)]
        if not groups or len(groups) != len(listed.value):
            what = f"has groups of `{team}` in `{environment}` that are not a list of names"
            findings.append(_finding(listed, what, _WRITE_GROUPS))
            continue
        rows += [
            TeamGroupRow(
                team=team,
                environment=str(environment),
                group_name=group.value,
                file=group.file,
                line=group.line,
            )
            for group in groups
        ]
    return rows, findings


def _is_group(value: object) -> bool:
    """Whether an engine can have a group of that name: text in one line."""
    return isinstance(value, str) and bool(value.strip()) and value.isprintable()


def _finding(part: Part, what: str, fix: str = _WRITE_TEAM) -> Finding:
    return Finding(
        rule="team-registry-unreadable",
        severity=Severity.ERROR,
        file=part.file,
        line=part.line,
        message=f"The team registry {what}.",
        fix=fix,
    )
