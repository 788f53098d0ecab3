"""The team registry: `platform/teams.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.documents.yaml_document import Document, read_yaml
from inseam.documents.yaml_document import Path as ElementPath
from inseam.report.finding import Finding, InputError, Severity

FILE = Path("platform", "teams.yaml")
PLATFORM = "Platform Team"
# https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
_OWNER = re.compile(r"@[A-Za-z0-9-]+(/[A-Za-z0-9._-]+)?|[^@\s#]+@[^@\s#]+\.[^@\s#]+")


@dataclass(frozen=True, slots=True)
class Team:
    """``owner`` is how CODEOWNERS names it. A `Platform Team` owns what nobody else does."""

    id: str
    type: str
    owner: str


def read_teams() -> Mapping[str, Team]:
    """The teams by id. Raises `InputError` with everything that is wrong in the file."""
    document = read_yaml(str(FILE), FILE.read_bytes())
    if not isinstance(document.value, list):
        raise InputError([_finding(document, (), "is not a list of teams")])
    teams: dict[str, Team] = {}
    problems: list[Finding] = []
    for index, entry in enumerate(document.value):
        path: ElementPath = (index,)
        id_ = _text(entry, "id")
        owner = _text(entry.get("contact") if isinstance(entry, dict) else None, "github")
        if id_ is None:
            problems.append(_finding(document, path, "has a team without an `id` that is text"))
        elif id_ in teams:
            what = f"has the team `{id_}` twice"
            problems.append(_finding(document, (*path, "id"), what, "Keep one of the two."))
        elif owner is None or not _OWNER.fullmatch(owner):
            given = "no owner" if owner is None else f"the owner {owner!r}"
            what = f"gives the team `{id_}` {given} for CODEOWNERS"
            fix = "Write `contact: {github: '@organization/team'}`."
            problems.append(_finding(document, (*path, "contact", "github"), what, fix))
        else:
            teams[id_] = Team(id_, _text(entry, "type") or "", owner)
    if not problems and not any(team.type == PLATFORM for team in teams.values()):
        what = f"has no team of the type `{PLATFORM}`, so what is not a product's has no owner"
        problems.append(_finding(document, (), what, f"Give one team `type: {PLATFORM}`."))
    if problems:
        raise InputError(problems)
    return teams


def _text(mapping: Any, key: str) -> str | None:
    value = mapping.get(key) if isinstance(mapping, dict) else None
    return value if isinstance(value, str) and value else None


def _finding(
    document: Document,
    path: ElementPath,
    what: str,
    fix: str = "Each team has `id`, `name`, `type`, `domain`, `members` and `contact`.",
) -> Finding:
    return Finding(
        rule="team-registry-unreadable",
        severity=Severity.ERROR,
        file=document.file,
        line=document.line(path),
        message=f"The team registry {what}.",
        fix=fix,
    )
